// How is a small form of the panel sent? One way for all: send once, say a refusal, leave the field.
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Key } from "../../core/i18n";
import { t } from "../../core/i18n";
import type { Outcome } from "../../core/link";
import { useDesk } from "../../ui/context";

interface Props {
  send: () => Promise<Outcome>;
  /** Why it cannot be sent now. */
  ready: Key | true;
  label: Key;
  /** Enter makes a new line in it, so that Ctrl with Enter sends. */
  lines?: boolean;
  children: ComponentChildren;
}

export function SmallForm({ send, ready, label, lines = false, children }: Props) {
  const { actions } = useDesk();
  const busy = useSignal(false);
  const submit = async (form: HTMLFormElement) => {
    if (ready !== true || busy.peek()) return;
    // Letters are keys again at once: on a slow line the next one would go into the field. A refusal leads back to it.
    const field = document.activeElement as HTMLElement | null;
    const panel = form.closest<HTMLElement>("[tabindex]");
    panel?.focus();
    busy.value = true;
    const outcome = await send();
    busy.value = false;
    actions.report(outcome);
    if (!outcome.ok && document.activeElement === panel) field?.focus();
  };
  return (
    <form
      class="council-form"
      onSubmit={(event) => {
        event.preventDefault();
        void submit(event.currentTarget);
      }}
      onKeyDown={(event) => {
        if (lines && event.ctrlKey && event.key === "Enter") event.currentTarget.requestSubmit();
      }}
    >
      {children}
      <button class="button" aria-disabled={ready !== true} aria-busy={busy.value} title={ready === true ? undefined : t(ready)}>
        {t(label)} <kbd class="key">{lines ? "Ctrl ↵" : "↵"}</kbd>
      </button>
      {ready !== true && <p class="note">{t(ready)}</p>}
    </form>
  );
}
