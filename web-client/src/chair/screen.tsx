// How is the chair's console laid out? Three columns that never scroll together, the agenda below.
import type { Actions } from "../core/actions";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { Announcer } from "../ui/announcer";
import { MediaRefused, Reconnecting, SoundBlocked } from "../ui/connection";
import { useDesk } from "../ui/context";
import { Confirm, Help, RefusalToast } from "../ui/dialogs";
import { Notices } from "../ui/notices";
import { AgendaStrip } from "./agenda";
import { ComposeDialog } from "./compose-dialog";
import { ConductDialog } from "./conduct-dialog";
import type { Console } from "./console";
import { ClosingDialog } from "./council/closing-dialog";
import type { CouncilDesk } from "./council/desk";
import { OrderBand } from "./council/order-band";
import { CouncilPanel } from "./council/panel";
import { DeclineDialog } from "./decline-dialog";
import { Journal } from "./journal";
import { OnAir } from "./on-air";
import { QueueColumn } from "./queue";
import { SeatDialog } from "./seat-dialog";
import { SeatOffer } from "./seat-offer";
import { SitesColumn } from "./sites";
import { TopBar } from "./top-bar";

interface Props {
  console: Console;
  council: CouncilDesk;
  /** What the panel of the briefing's business can do. */
  business: Actions;
}

export function ChairScreen({ console, council, business }: Props) {
  const { briefing, actions } = useDesk();
  return (
    <main
      class="console-screen chair"
      data-testid={ids.chair}
      data-council={console.council.value ?? ""}
      data-media={briefing.media.state.value.kind}
      data-link={briefing.link.state.value.kind}
      aria-label={t("chair.title")}
    >
      <TopBar console={console} />
      {console.council.value ? <CouncilPanel desk={council} business={business} /> : <QueueColumn console={console} />}
      <OnAir console={console} />
      <SitesColumn console={console} />
      <OrderBand console={console} />
      <AgendaStrip console={console} />
      <Journal console={console} />
      <div class="strips">
        <Reconnecting />
        <MediaRefused />
        <SoundBlocked />
        <SeatOffer console={console} />
        <Notices />
      </div>
      {console.help.value && <Help actions={console.council.value ? business : actions} onClose={() => (console.help.value = false)} />}
      {console.declining.value && <DeclineDialog console={console} request={console.declining.value} />}
      {console.dialog.value === "compose" && <ComposeDialog console={console} />}
      {console.dialog.value === "conduct" && <ConductDialog console={console} />}
      {console.dialog.value === "seat" && <SeatDialog console={console} />}
      {console.dialog.value === "closing" && <ClosingDialog desk={council} />}
      <Confirm actions={actions} />
      <Confirm actions={business} />
      <RefusalToast actions={actions} />
      <RefusalToast actions={business} />
      <Announcer />
    </main>
  );
}
