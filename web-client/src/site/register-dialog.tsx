// Who will speak, and what for? Filled in from the last time, so that two keys are enough.
import { t } from "../core/i18n";
import { readStored, writeStored } from "../core/stored";
import type { RequestKind } from "../protocol";
import { ids } from "../testids";
import { useDesk } from "../ui/context";
import { Dialog } from "../ui/dialogs";
import type { Hall } from "./hall";

const KINDS: RequestKind[] = ["speech", "answer", "question", "procedure"];
const STORED = "giaoban.speaker";

/** Who spoke for this room last. */
export const lastSpeaker = () => readStored(STORED, { speaker: "", post: "" });

export function RegisterDialog({ hall }: { hall: Hall }) {
  const { actions } = useDesk();
  const last = lastSpeaker();
  const close = () => (hall.registering.value = false);
  const submit = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    const speaker = String(data.get("speaker")).trim();
    const post = String(data.get("post")).trim();
    const kind = String(data.get("kind")) as RequestKind;
    const document = String(data.get("document")).trim() || null;
    writeStored(STORED, { speaker, post });
    close();
    actions.report(await hall.briefing.command({ do: "register", site: null, speaker, post, kind, item: null, minutes: null, document }));
  };
  return (
    <Dialog title={t("register.title")} testid={ids.registerForm} onClose={close}>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <label class="field">
          <span>{t("register.speaker")}</span>
          <input name="speaker" defaultValue={last.speaker} maxLength={80} autofocus={last.speaker === ""} data-testid={ids.registerSpeaker} />
        </label>
        <label class="field">
          <span>{t("register.post")}</span>
          <input name="post" defaultValue={last.post} maxLength={80} data-testid={ids.registerPost} />
        </label>
        <label class="field">
          <span>{t("register.document")}</span>
          <input name="document" maxLength={120} placeholder={t("register.documentHint")} />
        </label>
        <fieldset class="choices">
          <legend>{t("register.kind")}</legend>
          {KINDS.map((kind) => (
            <label key={kind} class="choice">
              <input type="radio" name="kind" value={kind} defaultChecked={kind === "speech"} />
              <span>{t(`kind.${kind}`)}</span>
            </label>
          ))}
        </fieldset>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={close}>
            {t("common.cancel")}
          </button>
          <button class="button button-primary" data-testid={ids.registerSubmit} autofocus={last.speaker !== ""}>
            {t("room.register")}
          </button>
        </footer>
      </form>
    </Dialog>
  );
}
