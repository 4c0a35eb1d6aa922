// On what does a console stand in a test? On a briefing without a network, which notes what it is told.
import type { Briefing } from "../core/briefing";
import type { Store } from "../core/store";
import type { Command } from "../protocol";

/** Takes every command; `more` is what a test wants otherwise. */
export const briefingOf = (store: Store, commands: Command[], more: Partial<Briefing> = {}): Briefing =>
  ({
    store,
    thumbnails: 17,
    watch: { setListen: () => undefined },
    sound: { setWanted: () => undefined },
    command: async (command: Command) => (commands.push(command), { ok: true, rev: 1 }),
    ...more,
  }) as unknown as Briefing;
