// Why is a request declined? The site reads the reason.
import { t } from "../core/i18n";
import { useDesk } from "../ui/context";
import { Dialog } from "../ui/dialogs";
import type { Console } from "./console";

export function DeclineDialog({ console, request }: { console: Console; request: string }) {
  const { actions } = useDesk();
  const asked = console.waiting.value.find((r) => r.id === request);
  const close = () => (console.declining.value = null);
  const submit = async (form: HTMLFormElement) => {
    const reason = String(new FormData(form).get("reason")).trim();
    close();
    actions.report(await console.send({ do: "decline", request, reason }));
  };
  return (
    <Dialog title={t("decline.title", { site: console.briefing.store.site(asked?.site)?.name ?? "" })} onClose={close}>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <label class="field">
          <span>{t("decline.reason")}</span>
          <input name="reason" maxLength={200} autofocus required />
        </label>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={close}>
            {t("common.cancel")}
          </button>
          <button class="button button-air">{t("chair.decline")}</button>
        </footer>
      </form>
    </Dialog>
  );
}
