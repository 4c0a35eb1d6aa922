// What time is it, and how long is left? Always the server's clock.
import { tick } from "../core/clock";
import { clockTime, span, since } from "../core/format";
import { remaining, urgency } from "../core/floor";
import type { RequestView } from "../protocol";
import { ids } from "../testids";
import { useBriefing } from "./context";

export function WallClock() {
  const briefing = useBriefing();
  tick.value;
  return (
    <time class="wall-clock figures" data-testid={ids.clock}>
      {clockTime(briefing.now())}
    </time>
  );
}

/** Remaining speaking time; overtime counts up with a plus. */
export function Countdown({ request, testid }: { request: RequestView; testid?: string }) {
  const briefing = useBriefing();
  tick.value;
  const left = remaining(request, briefing.now());
  return (
    <span class="countdown figures" data-urgency={urgency(left)} data-testid={testid} role="timer" aria-live="off">
      {span(left)}
    </span>
  );
}

export function Since({ from }: { from: number }) {
  const briefing = useBriefing();
  tick.value;
  return <span class="figures">{since(from, briefing.now())}</span>;
}
