// What do tests talk about? A small briefing: the province's hall chairs, Bảo Hà and Kim Sơn take part.
import type { RequestView, ServerMessage, SiteView, VoteView, Welcome } from "../protocol";
import type { BriefingState } from "../core/state";
import { reduce } from "../core/state";

export const HALL = "hall";
export const BAO_HA = "bao-ha";
export const KIM_SON = "kim-son";
export const T0 = 1_700_000_000_000;

export function site(id: string, change: Partial<SiteView> = {}): SiteView {
  const names: Record<string, string> = { [HALL]: "Trụ sở UBND tỉnh", [BAO_HA]: "Xã Bảo Hà", [KIM_SON]: "Xã Kim Sơn" };
  return {
    id,
    code: id.toUpperCase(),
    name: names[id] ?? id,
    unit: "unit",
    path: ["Tỉnh Lào Cai", "Huyện Bảo Yên"],
    order: [HALL, BAO_HA, KIM_SON].indexOf(id),
    state: "ready",
    since: T0,
    tally: "off",
    microphone: true,
    camera: true,
    content: false,
    roll_call: null,
    people: null,
    phone: "",
    ...change,
  };
}

export function request(id: string, from: string, change: Partial<RequestView> = {}): RequestView {
  return {
    id,
    site: from,
    speaker: "Hoàng Văn Nam",
    post: "Chủ tịch",
    kind: "speech",
    item: null,
    asked_at: T0,
    state: "queued",
    position: null,
    flagged: false,
    resume: false,
    since: T0,
    allowed_ms: 300_000,
    spoken_ms: 0,
    running_since: null,
    ready: false,
    offline: false,
    warning: false,
    spoken_before: 0,
    away: false,
    document: null,
    asker: null,
    pause: null,
    after: null,
    ...change,
  };
}

/** An open vote in which Bảo Hà has not cast its ballot. */
export function vote(id: string, change: Partial<VoteView> = {}): VoteView {
  return {
    id,
    question: "Thông qua kế hoạch",
    item: null,
    named: true,
    quorum: "none",
    opened_at: T0,
    closed_at: null,
    void: false,
    counts: null,
    ballots: [{ voter: { kind: "site", id: BAO_HA }, name: "Xã Bảo Hà", cast: false, choice: null, text: "" }],
    ...change,
  };
}

export function welcome(change: Partial<Welcome> = {}): Extract<ServerMessage, { type: "welcome" }> {
  return {
    type: "welcome",
    resume: "resume-1",
    at: T0,
    media_instance: "run-1",
    spread_ms: 400,
    joined: false,
    me: { name: "Xã Bảo Hà", user: null, site: BAO_HA, may: ["watch", "publish", "register", "present"] },
    snapshot: {
      rev: 10,
      briefing: { id: "briefing", title: "Giao ban", starts_at: T0, ends_at: T0 + 3_600_000, place: "", codec: "vp8" },
      session: { rev: 1, state: "live", mode: { kind: "chaired" }, rules: { auto_accept: true, auto_ready: false, auto_cut: false, auto_deputy: false }, since: T0, opened_at: T0, reason: null },
      agenda: [],
      floor: { rev: 3, open: true, waiting: 0, requests: [] },
      programme: { rev: 2, mode: { kind: "follow_floor" }, hold: false, on_air: HALL, since: T0, viewed: null, content: null, tour: null, audible: [HALL] },
      seat: { rev: 1, epoch: 7, state: "held", holder: "chair", holder_name: "Chủ trì", site: HALL, offered_to: null, revocation: null, deputies: [], secretaries: [] },
      people: [],
      sites: [site(KIM_SON), site(HALL), site(BAO_HA)],
      roll_call: { rev: 0, state: "idle", site: null, until: null, seconds: 0, position: 0, of: 0, before: null, after: null },
      order: { locked: false, knocking: [], silenced: false, silenced_by_chair: false, banner: null, recess: null },
      votes: [],
      opinions: [],
      offers: [],
      messages: [],
      conclusion: { text: "", resolutions: [], opinion_hours: 24, opinions_until: null },
    },
    seeing: { programme: HALL, chair: HALL, content: null, audio: [HALL, null, null, null, null], paused: [] },
    ...change,
  };
}

export const stateAfter = (...messages: ServerMessage[]): BriefingState =>
  messages.reduce<BriefingState | null>(reduce, reduce(null, welcome()))!;

export const delta = (rev: number, ...changes: Extract<ServerMessage, { type: "delta" }>["changes"]): ServerMessage => ({
  type: "delta",
  rev,
  at: T0,
  changes,
});
