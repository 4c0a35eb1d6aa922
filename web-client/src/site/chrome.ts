// When are the buttons seen? While somebody is at the keys, and five seconds after; the hall then has only
// the pictures and what concerns it.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

const HIDE_MS = 5_000;

export const chromeShown = signal(true);

export function useChrome(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const wake = () => {
      chromeShown.value = true;
      clearTimeout(timer);
      timer = setTimeout(() => (chromeShown.value = false), HIDE_MS);
    };
    const names = ["pointermove", "pointerdown", "keydown", "focusin"] as const;
    for (const name of names) window.addEventListener(name, wake, { capture: true });
    wake();
    return () => {
      clearTimeout(timer);
      chromeShown.value = true;
      for (const name of names) window.removeEventListener(name, wake, { capture: true });
    };
  }, []);
}
