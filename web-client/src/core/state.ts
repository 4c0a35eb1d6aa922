// What does this client know of the briefing? One immutable value, and one pure function from message to
// next value. Screens read it through signals (store.ts); tests call `reduce` alone.
import type {
  AgendaItemView,
  BriefingView,
  Change,
  ConclusionView,
  FloorView,
  Me,
  MessageView,
  NoticeView,
  OfferView,
  OpinionView,
  OrderView,
  PersonView,
  ProgrammeView,
  RollCallView,
  SeatView,
  Seeing,
  ServerMessage,
  SessionView,
  SiteLink,
  SiteView,
  VoteView,
  Welcome,
} from "../protocol";

export interface Notice extends NoticeView {
  at: number;
  serial: number;
}

export interface BriefingState {
  rev: number;
  me: Me;
  briefing: BriefingView;
  session: SessionView;
  agenda: AgendaItemView[];
  floor: FloorView;
  programme: ProgrammeView;
  seat: SeatView;
  /** Who is at a console, in no order. */
  people: readonly PersonView[];
  sites: ReadonlyMap<string, SiteView>;
  roll_call: RollCallView;
  order: OrderView;
  /** By time; the last may be open. */
  votes: readonly VoteView[];
  opinions: readonly OpinionView[];
  offers: readonly OfferView[];
  messages: readonly MessageView[];
  conclusion: ConclusionView;
  seeing: Seeing;
  mediaInstance: string | null;
  links: ReadonlyMap<string, SiteLink>;
  notices: readonly Notice[];
}

/** A notice is a thing just happened; older ones are history and live in the record. */
const NOTICES_KEPT = 50;

/** The next state after one server message; the same object when nothing a screen shows has changed. */
export function reduce(state: BriefingState | null, message: ServerMessage): BriefingState | null {
  if (message.type === "welcome") return fromWelcome(message, state);
  if (state === null) return null;
  switch (message.type) {
    case "delta":
      return applyDelta(state, message.rev, message.at, message.changes);
    case "seeing":
      return { ...state, seeing: pickSeeing(message) };
    case "media_instance":
      return { ...state, mediaInstance: message.instance };
    case "links":
      return { ...state, links: withLinks(state.links, message.links) };
    default:
      return state;
  }
}

function fromWelcome(welcome: Welcome, before: BriefingState | null): BriefingState {
  const { snapshot } = welcome;
  return {
    rev: snapshot.rev,
    me: welcome.me,
    briefing: snapshot.briefing,
    session: snapshot.session,
    agenda: snapshot.agenda,
    floor: snapshot.floor,
    programme: snapshot.programme,
    seat: snapshot.seat,
    people: snapshot.people,
    sites: new Map(inTreeOrder(snapshot.sites).map((site) => [site.id, site])),
    roll_call: snapshot.roll_call,
    order: snapshot.order,
    votes: snapshot.votes,
    opinions: snapshot.opinions,
    offers: snapshot.offers,
    messages: snapshot.messages,
    conclusion: snapshot.conclusion,
    seeing: pickSeeing(welcome.seeing),
    mediaInstance: welcome.media_instance,
    links: new Map(),
    notices: before?.notices ?? [],
  };
}

function pickSeeing({ programme, chair, content, audio, paused }: Seeing): Seeing {
  return { programme, chair, content, audio, paused };
}

function applyDelta(state: BriefingState, rev: number, at: number, changes: Change[]): BriefingState {
  // A delta at or below the snapshot's revision was already part of the snapshot.
  if (rev < state.rev) return state;
  return changes.reduce((next, change) => applyChange(next, change, at), { ...state, rev });
}

function applyChange(state: BriefingState, change: Change, at: number): BriefingState {
  switch (change.object) {
    case "site":
      return { ...state, sites: withSite(state.sites, change.value) };
    case "site_removed":
      return { ...state, sites: withoutKey(state.sites, change.value) };
    case "vote":
      return { ...state, votes: withById(state.votes, change.value) };
    case "opinion":
      return { ...state, opinions: withById(state.opinions, change.value) };
    case "message":
      return { ...state, messages: withById(state.messages, change.value) };
    case "notice":
      return { ...state, notices: withNotice(state.notices, change.value, at) };
    default:
      return { ...state, [change.object]: change.value };
  }
}

function withSite(sites: ReadonlyMap<string, SiteView>, site: SiteView): ReadonlyMap<string, SiteView> {
  const before = sites.get(site.id);
  const next = new Map(sites).set(site.id, site);
  if (before?.order === site.order) return next;
  return new Map(inTreeOrder([...next.values()]).map((s) => [s.id, s]));
}

/** A list by time: one that is known changes in its place, a new one comes last. */
function withById<V extends { id: string }>(list: readonly V[], value: V): readonly V[] {
  return list.some(({ id }) => id === value.id) ? list.map((kept) => (kept.id === value.id ? value : kept)) : [...list, value];
}

function withoutKey<V>(map: ReadonlyMap<string, V>, key: string): ReadonlyMap<string, V> {
  const next = new Map(map);
  next.delete(key);
  return next;
}

function withNotice(notices: readonly Notice[], notice: NoticeView, at: number): readonly Notice[] {
  const serial = (notices.at(-1)?.serial ?? 0) + 1;
  return [...notices, { ...notice, at, serial }].slice(-NOTICES_KEPT);
}

/** Links are keyed by connection: one site may have a room device and consoles. */
function withLinks(links: ReadonlyMap<string, SiteLink>, changed: SiteLink[]): ReadonlyMap<string, SiteLink> {
  const next = new Map(links);
  for (const link of changed) next.set(link.peer, link);
  return next;
}

function inTreeOrder(sites: readonly SiteView[]): SiteView[] {
  return [...sites].sort((a, b) => a.order - b.order || a.code.localeCompare(b.code, "vi"));
}
