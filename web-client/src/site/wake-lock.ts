// How does the hall's screen stay on? The page asks the system not to dim it, and asks again after each time it
// was hidden, because the system lets go then.
import { useEffect } from "preact/hooks";

export function useWakeLock(): void {
  useEffect(() => {
    // Refused on battery or over plain http; the hall then relies on the PC's own settings.
    const ask = () => void (document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => undefined));
    ask();
    document.addEventListener("visibilitychange", ask);
    return () => document.removeEventListener("visibilitychange", ask);
  }, []);
}
