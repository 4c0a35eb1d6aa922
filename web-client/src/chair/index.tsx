// The console of the chair and the secretary: who asks, what is on air, who is here.
import { useEffect, useState } from "preact/hooks";
import { Actions } from "../core/actions";
import { Briefing } from "../core/briefing";
import { consoleToken } from "../core/tokens";
import { DeskContext } from "../ui/context";
import { Entry } from "../ui/entry";
import { beginTheme } from "../ui/preferences";
import { ChairScreen } from "./screen";
import { Console } from "./console";
import { councilActions } from "./council/actions";
import { CouncilDesk } from "./council/desk";
import { floorActions } from "./floor-actions";
import { pictureActions } from "./picture-actions";
import { sessionActions } from "./session-actions";
import { turnActions } from "./turn-actions";
import "../styles/briefing.css";
import "./chair.css";
import "./council.css";

export default function Chair({ id, signIn }: { id: string; signIn: () => void }) {
  const [desk] = useState(() => {
    const briefing = new Briefing({ id, kind: "console", token: consoleToken, signIn });
    const console = new Console(briefing);
    const actions = new Actions([...floorActions(console), ...turnActions(console), ...pictureActions(console), ...sessionActions(console)]);
    const council = new CouncilDesk(console);
    return { briefing, console, actions, council, business: new Actions(councilActions(council)) };
  });
  const { briefing, console, actions, council, business } = desk;
  useEffect(() => {
    beginTheme("dark");
    briefing.start();
    const key = (event: KeyboardEvent) => void (console.council.peek() ? business : actions).key(event);
    window.addEventListener("keydown", key);
    return () => {
      window.removeEventListener("keydown", key);
      console.stop();
      briefing.stop();
    };
  }, []);
  return (
    <DeskContext.Provider value={desk}>
      <Entry briefing={briefing}>{() => <ChairScreen console={console} council={council} business={business} />}</Entry>
    </DeskContext.Provider>
  );
}
