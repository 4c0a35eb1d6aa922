// What does an action look like? A button with its letter; the reason replaces the hint when it cannot be used.
import type { IconNode } from "lucide";
import type { ComponentChildren } from "preact";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { useDesk } from "./context";
import { Icon } from "./icon";

export type Tone = "plain" | "primary" | "air" | "prepare" | "quiet";

interface Props {
  id: string;
  icon?: IconNode;
  tone?: Tone;
  class?: string;
  pressed?: boolean;
  children?: ComponentChildren;
}

export function ActionButton({ id, icon, tone = "plain", class: extra = "", pressed, children }: Props) {
  const { actions } = useDesk();
  const action = actions.byId(id);
  if (!action.may()) return null;
  const ready = action.ready?.() ?? true;
  const busy = actions.pending.value.has(id);
  return (
    <button
      type="button"
      class={`button button-${tone} ${extra}`}
      data-testid={ids.action}
      data-action={id}
      aria-disabled={ready !== true}
      aria-busy={busy}
      aria-pressed={pressed}
      aria-keyshortcuts={action.shortcut}
      title={ready === true ? undefined : t(ready)}
      onClick={() => actions.perform(action)}
    >
      {icon && <Icon icon={icon} />}
      <span class="button-text">{children || t(action.label())}</span>
      {action.shortcut && <Key name={action.shortcut} />}
    </button>
  );
}

export function Key({ name }: { name: string }) {
  return <kbd class="key">{KEY_NAMES[name] ?? name.toUpperCase()}</kbd>;
}

const KEY_NAMES: Record<string, string> = { " ": "␣", enter: "↵", arrowup: "↑", arrowdown: "↓" };
