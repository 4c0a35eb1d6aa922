// The screen of a meeting room (điểm cầu): lobby first, then the briefing.
import { useEffect, useState } from "preact/hooks";
import { Briefing } from "../core/briefing";
import { roomToken } from "../core/tokens";
import { Entry } from "../ui/entry";
import { DeskContext } from "../ui/context";
import { beginTheme } from "../ui/preferences";
import { roomActions } from "./actions";
import { Hall } from "./hall";
import { Lobby } from "./lobby";
import { Room } from "./room";
import "../styles/briefing.css";
import "./site.css";
import "./council.css";

export default function Site({ id, signIn }: { id: string; signIn: () => void }) {
  const [desk] = useState(() => {
    const briefing = new Briefing({ id, kind: "room", token: roomToken, signIn });
    const hall = new Hall(briefing);
    return { briefing, hall, actions: roomActions(hall) };
  });
  const { briefing, hall, actions } = desk;
  useEffect(() => {
    beginTheme("dark", true);
    briefing.watch.setListen(true);
    briefing.sound.setWanted(true);
    briefing.start();
    void hall.open();
    const key = (event: KeyboardEvent) => void actions.key(event);
    window.addEventListener("keydown", key);
    return () => {
      window.removeEventListener("keydown", key);
      hall.stop();
      briefing.stop();
    };
  }, []);
  return (
    <DeskContext.Provider value={desk}>
      <Entry briefing={briefing}>{() => (hall.entered.value ? <Room hall={hall} /> : <Lobby hall={hall} />)}</Entry>
    </DeskContext.Provider>
  );
}
