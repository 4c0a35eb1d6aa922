// The technician's console: every link at a glance, the bad leg in words.
import { useEffect, useState } from "preact/hooks";
import { Briefing } from "../core/briefing";
import { consoleToken } from "../core/tokens";
import { DeskContext } from "../ui/context";
import { Entry } from "../ui/entry";
import { beginTheme } from "../ui/preferences";
import { technicianActions } from "./actions";
import { TechnicianDesk } from "./desk";
import { TechnicianScreen } from "./screen";
import "../styles/briefing.css";
import "./technician.css";

export default function Technician({ id, signIn }: { id: string; signIn: () => void }) {
  const [all] = useState(() => {
    const briefing = new Briefing({ id, kind: "technician", token: consoleToken, signIn });
    const desk = new TechnicianDesk(briefing);
    return { briefing, desk, actions: technicianActions(desk) };
  });
  const { briefing, desk, actions } = all;
  useEffect(() => {
    beginTheme("dark");
    briefing.start();
    const key = (event: KeyboardEvent) => void actions.key(event);
    window.addEventListener("keydown", key);
    return () => {
      window.removeEventListener("keydown", key);
      briefing.stop();
    };
  }, []);
  return (
    <DeskContext.Provider value={all}>
      <Entry briefing={briefing}>{() => <TechnicianScreen desk={desk} />}</Entry>
    </DeskContext.Provider>
  );
}
