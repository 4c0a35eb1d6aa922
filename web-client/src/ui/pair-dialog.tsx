// Which site does a waiting room device belong to? The technician reads its code and names the site.
import { useSignal } from "@preact/signals";
import { confirmPairing } from "../core/calls";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { Dialog } from "./dialogs";

interface Props {
  sites: readonly { id: string; name: string }[];
  chosen?: string | null;
  onClose: () => void;
}

export function PairDialog({ sites, chosen, onClose }: Props) {
  const problem = useSignal<string | null>(null);
  const done = useSignal<string | null>(null);
  const submit = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    const site = String(data.get("site"));
    const answer = await confirmPairing(String(data.get("code")).trim().toUpperCase(), site);
    problem.value = answer.ok ? null : answer.error.text || t("common.notSent");
    done.value = answer.ok ? (sites.find(({ id }) => id === site)?.name ?? "") : null;
    if (answer.ok) form.reset();
  };
  return (
    <Dialog title={t("tech.pair")} onClose={onClose}>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <p class="dim">{t("tech.pairBody")}</p>
        <label class="field">
          <span>{t("tech.pairCode")}</span>
          <input name="code" class="code-input" required maxLength={8} autocomplete="off" autofocus data-testid={ids.pairConfirmCode} />
        </label>
        <label class="field">
          <span>{t("tech.site")}</span>
          <select name="site" required data-testid={ids.pairConfirmSite} defaultValue={chosen ?? ""}>
            <option value="" disabled>
              {t("chair.selectSite")}
            </option>
            {sites.map((site) => (
              <option key={site.id} value={site.id}>
                {site.name}
              </option>
            ))}
          </select>
        </label>
        <p role="status" class={problem.value ? "field-problem" : "field-good"}>
          {problem.value ?? (done.value !== null ? t("tech.paired", { site: done.value }) : "")}
        </p>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t("common.close")}
          </button>
          <button class="button button-primary" data-testid={ids.pairConfirm}>
            {t("tech.pairYes")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
