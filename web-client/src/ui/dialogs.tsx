// How does the screen ask once, explain a refusal, and list its keys? Platform dialogs, one of each.
import { X } from "lucide";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Actions } from "../core/actions";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { Key } from "./action-button";
import { Icon } from "./icon";

interface DialogProps {
  title: string;
  onClose: () => void;
  testid?: string;
  wide?: boolean;
  children: ComponentChildren;
}

/** A modal dialog of the platform: focus is kept inside, Escape only closes it. */
export function Dialog({ title, onClose, testid, wide, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  // With the element itself: whoever presses a key at once presses it in the dialog.
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      class={wide ? "dialog dialog-wide" : "dialog"}
      data-testid={testid}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header class="dialog-head">
        <h2>{title}</h2>
        <button type="button" class="button button-quiet button-icon" aria-label={t("common.close")} onClick={onClose}>
          <Icon icon={X} />
        </button>
      </header>
      {children}
    </dialog>
  );
}

export function Confirm({ actions }: { actions: Actions }) {
  const asked = actions.asked.value;
  if (!asked) return null;
  const { question } = asked;
  return (
    <Dialog title={t(question.title, question.params)} testid={ids.confirm} onClose={() => actions.answer(false)}>
      <p class="dialog-body">{t(question.body, question.params)}</p>
      <footer class="dialog-foot">
        <button type="button" class="button" data-testid={ids.confirmNo} autofocus onClick={() => actions.answer(false)}>
          {t("common.no")}
        </button>
        <button type="button" class="button button-air" data-testid={ids.confirmYes} onClick={() => actions.answer(true)}>
          {t(question.yes, question.params)}
        </button>
      </footer>
    </Dialog>
  );
}

/** Why the last press did nothing, in the server's words. */
export function RefusalToast({ actions }: { actions: Actions }) {
  const refused = actions.refused.value;
  return (
    <div class="toast-place" role="alert">
      {refused && (
        <div class="toast" data-testid={ids.refusal} key={refused.serial}>
          {refused.text ?? t("common.notSent")}
        </div>
      )}
    </div>
  );
}

export function Help({ actions, onClose }: { actions: Actions; onClose: () => void }) {
  return (
    <Dialog title={t("help.title")} testid={ids.help} wide onClose={onClose}>
      <p class="dialog-body dim">{t("help.body")}</p>
      <ul class="help-list">
        {actions.shown.value
          .filter((action) => action.shortcut)
          .map((action) => (
            <li key={action.id}>
              <Key name={action.shortcut!} />
              <span>{t(action.label())}</span>
            </li>
          ))}
      </ul>
    </Dialog>
  );
}
