// @vitest-environment happy-dom
import { render } from "preact";
import { expect, test } from "vitest";
import type { Briefing } from "../core/briefing";
import type { Actions } from "../core/actions";
import { BAO_HA, request, T0 } from "../testing/scene";
import { Countdown } from "./clock";
import { DeskContext } from "./context";

const MINUTE = 60_000;

/** What a screen shows of a speech of two minutes so long after it began. */
function shown(ms: number): [look: string | undefined, text: string | null] {
  const speech = request("1", BAO_HA, { state: "speaking", allowed_ms: 2 * MINUTE, spoken_ms: 0, running_since: T0 });
  const briefing = { now: () => T0 + ms } as unknown as Briefing;
  const place = document.createElement("div");
  render(
    <DeskContext.Provider value={{ briefing, actions: {} as Actions }}>
      <Countdown request={speech} />
    </DeskContext.Provider>,
    place,
  );
  const countdown = place.querySelector<HTMLElement>(".countdown")!;
  return [countdown.dataset.urgency, countdown.textContent];
}

test("speaking time counts down, warns, and counts up red once it is over", () => {
  expect(shown(0)).toEqual(["calm", "2:00"]);
  expect(shown(MINUTE)).toEqual(["soon", "1:00"]);
  expect(shown(2 * MINUTE - 5_000)).toEqual(["over", "0:05"]);
  expect(shown(2 * MINUTE + 65_000)).toEqual(["over", "+1:05"]);
});
