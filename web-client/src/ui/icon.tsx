// How is an icon drawn? From Lucide's node lists, so that only the icons in use are bundled.
import type { IconNode } from "lucide";
import { h } from "preact";

export function Icon({ icon, size = "1.25em" }: { icon: IconNode; size?: string }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      {icon.map(([tag, attributes]) => h(tag, attributes))}
    </svg>
  );
}
