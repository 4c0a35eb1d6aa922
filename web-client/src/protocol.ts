// The websocket protocol of Giaoban, written once in Rust (signaling/src/protocol) and exported.
// Do not edit; write it anew with: UPDATE_PROTOCOL=1 cargo test -p giaoban-signaling protocol

export const SUBPROTOCOL = "giaoban.v1";

/** The most characters of a field: names and posts, a sentence or two, a page. */
export const NAME_MAX = 120;
export const SENTENCE_MAX = 500;
export const PAGE_MAX = 4000;
/** People in one room. */
export const PEOPLE_MAX = 10000;
/** Seconds a site in a roll call. */
export const ROLL_CALL_SECONDS = { least: 5, most: 60 };
/** Hours after the closing in which opinions are taken. */
export const OPINION_HOURS_MAX = 168;
/** Hours of the longest break that may be announced. */
export const RECESS_HOURS_MAX = 12;

/**
 * Things a role may do; `may(role, action, target)` decides, this list lets screens show only what works.
 */
export type Action = "watch" | "publish" | "register" | "register_for_others" | "moderate" | "silence" | "run_session" | "prepare_session" | "direct" | "view_site" | "present" | "roll_call" | "run_vote" | "vote" | "opine" | "conclude" | "keep_order" | "address" | "seat" | "revoke_seat" | "see_links" | "pair_devices" | "edit_schedule" | "edit_directory" | "read_log" | "read_minutes";

/**
 * One agenda item.
 */
export type AgendaItemView = {
/**
 * The item.
 */
id: string,
/**
 * Title.
 */
title: string,
/**
 * Planned minutes.
 */
minutes: number,
/**
 * Speaking time per speech, minutes.
 */
speech_minutes: number,
/**
 * When it began.
 */
started_at: number | null,
/**
 * When it was closed.
 */
closed_at: number | null,
/**
 * What the chair concluded on it; may be empty.
 */
conclusion: string, };

/**
 * Who carries a task out.
 */
export type Assignment = {
/**
 * Đơn vị chủ trì.
 */
lead: string,
/**
 * Đơn vị phối hợp; may be empty.
 */
cooperating: string,
/**
 * Hạn hoàn thành, `yyyy-mm-dd`.
 */
due: string, };

/**
 * One voter's ballot.
 */
export type BallotView = {
/**
 * Who.
 */
voter: Voter,
/**
 * Name, as in the plan.
 */
name: string,
/**
 * Voted, whether or not the choice is told.
 */
cast: boolean,
/**
 * How.
 */
choice: Choice | null,
/**
 * The other opinion in words.
 */
text: string, };

/**
 * Title, times and place.
 */
export type BriefingView = {
/**
 * The briefing.
 */
id: string,
/**
 * Title.
 */
title: string,
/**
 * Planned start, ms since 1970.
 */
starts_at: number,
/**
 * Planned end, ms since 1970.
 */
ends_at: number,
/**
 * Where the chair sits.
 */
place: string,
/**
 * `vp8` or `h264`.
 */
codec: string, };

/**
 * Fields of a ballot.
 */
export type CastVote = {
/**
 * The vote.
 */
vote: string,
/**
 * Whose; none = the sender's own. A secretary writes down what a site says by telephone.
 */
voter: Voter | null,
/**
 * How.
 */
choice: Choice,
/**
 * The other opinion in words; may be empty.
 */
text: string, };

/**
 * One object that changed.
 */
export type Change = { "object": "briefing", "value": BriefingView } | { "object": "session", "value": SessionView } | { "object": "agenda", "value": Array<AgendaItemView> } | { "object": "floor", "value": FloorView } | { "object": "programme", "value": ProgrammeView } | { "object": "seat", "value": SeatView } | { "object": "people", "value": Array<PersonView> } | { "object": "site", "value": SiteView } | { "object": "site_removed", "value": string } | { "object": "roll_call", "value": RollCallView } | { "object": "order", "value": OrderView } | { "object": "vote", "value": VoteView } | { "object": "opinion", "value": OpinionView } | { "object": "offers", "value": Array<OfferView> } | { "object": "message", "value": MessageView } | { "object": "conclusion", "value": ConclusionView } | { "object": "me", "value": Me } | { "object": "notice", "value": NoticeView };

/**
 * What is on the ballot.
 */
export type Choice = "for" | "against" | "other";

/**
 * What a client is.
 */
export type ClientKind = "room" | "console" | "technician";

/**
 * Client → server.
 */
export type ClientMessage = { "type": "hello",
/**
 * Bearer token of a user, device or automation.
 */
token: string,
/**
 * The briefing to enter.
 */
briefing: string,
/**
 * What the client is.
 */
kind: ClientKind,
/**
 * Resume token of an earlier welcome: same place, same requests.
 */
resume: string | null,
/**
 * Answer to `device_in_use`: take over from the other room device of this site.
 */
take_over: boolean,
/**
 * Language of human texts.
 */
language: Language, } | { "type": "command",
/**
 * Chosen by the client; the same id twice is one event.
 */
cmd_id: string,
/**
 * What the sender saw, for commands that act on what was seen.
 */
seen: Seen | null,
/**
 * Whose authority is used, when not the sender's own ("chair" for the secretary).
 */
on_behalf_of: string | null,
/**
 * The command.
 */
command: Command, } | { "type": "join",
/**
 * Chosen by the client.
 */
cmd_id: string,
/**
 * SDP offer.
 */
offer: string, } | { "type": "leave",
/**
 * Chosen by the client.
 */
cmd_id: string, } | { "type": "watch",
/**
 * Slots with a wish; others keep their default.
 */
slots: Array<SlotWatch>,
/**
 * Console: play sound.
 */
listen: boolean, } | { "type": "media",
/**
 * The state.
 */
state: MediaState, } | { "type": "ping",
/**
 * Client's clock in ms, returned unchanged.
 */
sent: number, };

/**
 * A command to a briefing (domain: session, floor, programme, seat, agenda).
 */
export type Command = { "do": "schedule" } | { "do": "start_test" } | { "do": "open_lobby" } | { "do": "open" } | { "do": "break" } | { "do": "resume" } | { "do": "close" } | { "do": "archive" } | { "do": "postpone",
/**
 * Why; kept in the record.
 */
reason: string, } | { "do": "cancel",
/**
 * Why; kept in the record.
 */
reason: string, } | { "do": "set_mode",
/**
 * The mode.
 */
mode: SessionMode, } | { "do": "set_rules",
/**
 * All of them.
 */
rules: Rules, } | { "do": "register" } & Register | { "do": "withdraw",
/**
 * The request.
 */
request: string, } | { "do": "accept",
/**
 * The request.
 */
request: string, } | { "do": "decline",
/**
 * The request.
 */
request: string,
/**
 * Shown to the site.
 */
reason: string, } | { "do": "reorder",
/**
 * Every queued request, first to last.
 */
order: Array<string>, } | { "do": "set_queue_open",
/**
 * Whether sites may register.
 */
open: boolean, } | { "do": "call_next",
/**
 * Whom.
 */
target: GrantTarget, } | { "do": "ready",
/**
 * The request.
 */
request: string, } | { "do": "grant",
/**
 * To whom.
 */
target: GrantTarget, } | { "do": "switch",
/**
 * The request that ends.
 */
from: string,
/**
 * To whom.
 */
to: GrantTarget, } | { "do": "put_back",
/**
 * The request.
 */
request: string, } | { "do": "miss",
/**
 * The request.
 */
request: string, } | { "do": "wait_more",
/**
 * The request.
 */
request: string, } | { "do": "pause",
/**
 * The request.
 */
request: string,
/**
 * The site that asks in between and is heard meanwhile; none = the chair.
 */
asker: string | null, } | { "do": "continue",
/**
 * The request.
 */
request: string, } | { "do": "finish",
/**
 * The request.
 */
request: string, } | { "do": "stop",
/**
 * The request.
 */
request: string,
/**
 * Shown to the site.
 */
reason: string | null, } | { "do": "extend",
/**
 * The request.
 */
request: string,
/**
 * Minutes to add, 1–30.
 */
minutes: number, } | { "do": "set_programme",
/**
 * What.
 */
mode: ProgrammeMode,
/**
 * Keep it when the floor is granted (giữ hình).
 */
hold: boolean, } | { "do": "pause_tour" } | { "do": "resume_tour" } | { "do": "view",
/**
 * The site, none to stop viewing.
 */
site: string | null, } | { "do": "share_content",
/**
 * The site; none = the sender's own.
 */
site: string | null, } | { "do": "stop_content" } | { "do": "start_item",
/**
 * The item.
 */
item: string, } | { "do": "close_item",
/**
 * The item.
 */
item: string, } | { "do": "site_ready",
/**
 * Ready or not.
 */
ready: boolean, } | { "do": "mark_roll_call",
/**
 * The site.
 */
site: string,
/**
 * What the centre found.
 */
mark: RollCallMark,
/**
 * People in the room, if counted.
 */
people: number | null, } | { "do": "hand_over",
/**
 * User who shall chair.
 */
to: string, } | { "do": "accept_seat" } | { "do": "decline_seat" } | { "do": "set_deputies",
/**
 * Users.
 */
deputies: Array<string>, } | { "do": "set_secretaries",
/**
 * Users.
 */
secretaries: Array<string>, } | { "do": "revoke_seat",
/**
 * User who shall chair: a deputy, or the planned chair.
 */
to: string, } | { "do": "take_seat" } | { "do": "start_roll_call",
/**
 * Seconds a site, 5–60.
 */
seconds: number,
/**
 * Every site; otherwise those without a mark.
 */
again: boolean, } | { "do": "pause_roll_call",
/**
 * Whether it stops.
 */
paused: boolean, } | { "do": "call_in_roll",
/**
 * The site.
 */
site: string, } | { "do": "end_roll_call" } | { "do": "conclude_item",
/**
 * The item.
 */
item: string,
/**
 * The words; empty takes them back.
 */
text: string, } | { "do": "open_vote" } & OpenVote | { "do": "cast_vote" } & CastVote | { "do": "close_vote",
/**
 * The vote.
 */
vote: string, } | { "do": "void_vote",
/**
 * The vote.
 */
vote: string, } | { "do": "write_opinion" } & WriteOpinion | { "do": "set_opinion_hours",
/**
 * 0–168.
 */
hours: number, } | { "do": "set_locked",
/**
 * Nobody new may enter.
 */
locked: boolean, } | { "do": "let_in",
/**
 * The site.
 */
site: string, } | { "do": "silence",
/**
 * Only the chair is heard.
 */
on: boolean, } | { "do": "set_banner",
/**
 * The words; empty takes them off.
 */
text: string, } | { "do": "send_message",
/**
 * The site.
 */
site: string,
/**
 * The words.
 */
text: string, } | { "do": "read_message",
/**
 * The message.
 */
message: string, } | { "do": "recess",
/**
 * Why, or what meanwhile; may be empty.
 */
words: string,
/**
 * When the briefing goes on.
 */
resumes_at: number | null, } | { "do": "conclude",
/**
 * The words.
 */
text: string, } | { "do": "resolve" } & Resolve | { "do": "remove_resolution",
/**
 * The resolution.
 */
resolution: string, };

/**
 * What the chair concludes.
 */
export type ConclusionView = {
/**
 * General words of the conclusion.
 */
text: string,
/**
 * Decisions and tasks in order.
 */
resolutions: Array<ResolutionView>,
/**
 * Hours after the closing in which written opinions are taken.
 */
opinion_hours: number,
/**
 * Until when, once the briefing is closed.
 */
opinions_until: number | null, };

/**
 * The direction of a link that is bad, and since when.
 */
export type Culprit = {
/**
 * `up` or `down`; of a round trip, which has no direction, the one whose other figures are worse.
 */
direction: string,
/**
 * `loss`, `round_trip`, `jitter`.
 */
measure: string,
/**
 * `amber` or `red`.
 */
level: string,
/**
 * Since when, ms since 1970.
 */
since: number, };

/**
 * Queue and speakers.
 */
export type FloorView = {
/**
 * Revision that `seen` is checked against. It grows when a holder, the called or the order change, not
 * when one more site registers.
 */
rev: number,
/**
 * Whether sites may register.
 */
open: boolean,
/**
 * How many requests wait in the queue.
 */
waiting: number,
/**
 * Open requests: speaking first, then called, then queued in order, then pending by time. Rooms are
 * sent their own, the speaker's and the called ones.
 */
requests: Array<RequestView>, };

/**
 * One medium in one direction.
 */
export type FlowView = {
/**
 * kbit/s.
 */
kbps: number,
/**
 * Percent lost.
 */
loss_percent: number,
/**
 * ms.
 */
jitter_ms: number, };

/**
 * Who gets the floor: a request in the queue, or a site that did not ask (mời không cần đăng ký).
 */
export type GrantTarget = { "kind": "request", "id": string } | { "kind": "site", "id": string } | { "kind": "answer", "id": string };

/**
 * Language of texts for people.
 */
export type Language = "vi" | "en";

/**
 * One simulcast layer.
 */
export type LayerView = {
/**
 * `video` or `content`.
 */
kind: string,
/**
 * `q`, `h`, `f` or empty.
 */
rid: string,
/**
 * Pixels.
 */
width: number,
/**
 * Pixels.
 */
height: number,
/**
 * Frames per second.
 */
fps: number,
/**
 * kbit/s.
 */
kbps: number, };

/**
 * One direction, per medium.
 */
export type LegView = {
/**
 * Sound.
 */
audio: FlowView,
/**
 * Camera or programme.
 */
video: FlowView,
/**
 * Slides.
 */
content: FlowView, };

/**
 * The client itself.
 */
export type Me = {
/**
 * Name shown.
 */
name: string,
/**
 * User, none for a room device.
 */
user: string | null,
/**
 * Site, none for a console of the centre.
 */
site: string | null,
/**
 * What this client may do in this briefing; buttons follow it.
 */
may: Array<Action>, };

/**
 * State of a client's own devices, shown to the chair and the technician.
 */
export type MediaState = {
/**
 * A microphone is open and not muted by its user.
 */
microphone: boolean,
/**
 * A camera is open.
 */
camera: boolean,
/**
 * Slides are being captured.
 */
content: boolean,
/**
 * Names of devices and browser, for the technician.
 */
devices: Array<string>, };

/**
 * Words of the centre to one site.
 */
export type MessageView = {
/**
 * The message.
 */
id: string,
/**
 * The site.
 */
site: string,
/**
 * The words.
 */
text: string,
/**
 * When.
 */
at: number,
/**
 * When somebody at the site pressed "read".
 */
read_at: number | null, };

/**
 * What a notice tells.
 */
export type NoticeCode = "declined" | "revoked" | "expired" | "missed" | "cut_off" | "paused" | "not_ready" | "no_sound" | "waiting_away" | "speaker_lost" | "speaker_back" | "chair_lost" | "seat_offered" | "seat_vacant" | "seat_revocation" | "seat_changed";

/**
 * Something to tell the person at this client.
 */
export type NoticeView = {
/**
 * What happened; the client has the words.
 */
code: NoticeCode,
/**
 * Site it is about.
 */
site: string | null,
/**
 * Free text, such as a reason.
 */
text: string | null, };

/**
 * A site that was not reached and is asked for its opinion in writing.
 */
export type OfferView = {
/**
 * The request that was declined or expired.
 */
request: string,
/**
 * The site.
 */
site: string,
/**
 * Agenda item.
 */
item: string | null,
/**
 * Who would have spoken.
 */
speaker: string,
/**
 * Their post.
 */
post: string, };

/**
 * Fields of a vote to open.
 */
export type OpenVote = {
/**
 * What is voted on.
 */
question: string,
/**
 * Listed delegates; none = every site has one vote.
 */
delegates: Array<string>,
/**
 * Ballots carry names.
 */
named: boolean,
/**
 * Presence that is needed.
 */
quorum: Quorum, };

/**
 * A written opinion (ý kiến bằng văn bản).
 */
export type OpinionView = {
/**
 * The opinion.
 */
id: string,
/**
 * The site.
 */
site: string,
/**
 * Who writes.
 */
author: string,
/**
 * Their post.
 */
post: string,
/**
 * Agenda item; none = the briefing as a whole.
 */
item: string | null,
/**
 * The text.
 */
text: string,
/**
 * When it came.
 */
at: number, };

/**
 * Order in the room, and words on every screen.
 */
export type OrderView = {
/**
 * Nobody new may enter (khóa phòng).
 */
locked: boolean,
/**
 * Sites that wait at the locked door, who came first first. Rooms are not told.
 */
knocking: Array<string>,
/**
 * Only the chair is heard (tắt tiếng tất cả trừ chủ tọa).
 */
silenced: boolean,
/**
 * By the chair or a secretary, who alone end it.
 */
silenced_by_chair: boolean,
/**
 * Words on every screen (băng chữ).
 */
banner: string | null,
/**
 * What was said about the break that runs.
 */
recess: RecessView | null, };

/**
 * Why a speech stands still. It goes on by itself when that is over.
 */
export type PauseCause = "interruption" | "silence" | "break";

/**
 * A person with a part in this briefing.
 */
export type PersonView = {
/**
 * The user.
 */
id: string,
/**
 * Name shown.
 */
name: string,
/**
 * A console of this person is in the briefing.
 */
online: boolean, };

/**
 * What one picture slot of a site is given.
 */
export type PictureView = {
/**
 * `programme`, `chair`, `content` or `thumbnail`.
 */
slot: string,
/**
 * Pixels sent, 0 for none.
 */
height: number,
/**
 * Pixels at which the site draws it.
 */
wanted: number,
/**
 * `wanted`: it fills the slot; `source`: the source sends no more; `link`: the link carries no more.
 */
reason: string, };

/**
 * How the programme is chosen.
 */
export type ProgrammeMode = { "kind": "follow_floor" } | { "kind": "manual",
/**
 * The site.
 */
site: string, } | { "kind": "mosaic",
/**
 * The sites, 2–16.
 */
sites: Array<string>, } | { "kind": "tour",
/**
 * The sites in order.
 */
sites: Array<string>,
/**
 * Seconds a site.
 */
interval: number,
/**
 * Index of the site shown.
 */
cursor: number,
/**
 * Stopped at the cursor.
 */
paused: boolean, } | { "kind": "content" } | { "kind": "slate" };

/**
 * What is on air.
 */
export type ProgrammeView = {
/**
 * Revision of this object.
 */
rev: number,
/**
 * How it is chosen.
 */
mode: ProgrammeMode,
/**
 * Kept when the floor is granted.
 */
hold: boolean,
/**
 * The site on air; none = slate.
 */
on_air: string | null,
/**
 * Since when.
 */
since: number,
/**
 * The site the chair views.
 */
viewed: string | null,
/**
 * The site whose slides are shown.
 */
content: string | null,
/**
 * The tour that was interrupted and may go on; operators only.
 */
tour: TourView | null,
/**
 * Sites whose microphones are forwarded.
 */
audible: Array<string>, };

/**
 * How many of the voters must be present.
 */
export type Quorum = "none" | "half" | "two_thirds";

/**
 * A break with words.
 */
export type RecessView = {
/**
 * Why, or what meanwhile; may be empty.
 */
words: string,
/**
 * When the briefing goes on.
 */
resumes_at: number | null, };

/**
 * Why something was refused.
 */
export type Refusal = "malformed" | "not_signed_in" | "not_allowed" | "not_found" | "stale" | "lost_seat" | "wrong_state" | "not_live" | "request_moved" | "microphones_full" | "two_stand_by" | "chair_is_heard" | "has_floor" | "needs_floor" | "too_many_requests" | "offer_over" | "seat_held" | "seat_revoked" | "needs_second_person" | "no_tour" | "queue_closed" | "already_registered" | "site_offline" | "site_not_expected" | "device_in_use" | "taken_over" | "codec_unsupported" | "bad_offer" | "no_media" | "busy" | "invalid" | "floor_taken" | "not_roll_call" | "silenced" | "vote_open" | "vote_closed" | "ballot_cast" | "not_voter" | "too_late" | "full" | "locked" | "conflict";

/**
 * A refusal as sent.
 */
export type RefusalText = {
/**
 * Stable code.
 */
code: Refusal,
/**
 * Text in the client's language.
 */
text: string,
/**
 * Which field is wrong, for forms.
 */
field: string | null, };

/**
 * Fields of a request to speak.
 */
export type Register = {
/**
 * The site; none = the sender's own. Operators may register for a site.
 */
site: string | null,
/**
 * Name of the person who will speak.
 */
speaker: string,
/**
 * Post of that person.
 */
post: string,
/**
 * What for.
 */
kind: RequestKind,
/**
 * Agenda item; none = the current one.
 */
item: string | null,
/**
 * Wanted minutes; none = the item's.
 */
minutes: number | null,
/**
 * The document it is about, in words.
 */
document: string | null, };

/**
 * What a request is for.
 */
export type RequestKind = "speech" | "answer" | "question" | "procedure";

/**
 * The request machine.
 */
export type RequestState = "pending" | "queued" | "next" | "granted" | "speaking" | "paused" | "held" | "done" | "withdrawn" | "declined" | "revoked" | "missed" | "expired";

/**
 * One request to speak.
 */
export type RequestView = {
/**
 * The request.
 */
id: string,
/**
 * The site.
 */
site: string,
/**
 * Who will speak.
 */
speaker: string,
/**
 * Their post.
 */
post: string,
/**
 * What for.
 */
kind: RequestKind,
/**
 * Agenda item.
 */
item: string | null,
/**
 * When it was asked.
 */
asked_at: number,
/**
 * State.
 */
state: RequestState,
/**
 * Place in the queue from 1, none outside of it.
 */
position: number | null,
/**
 * Since when it is in this state.
 */
since: number,
/**
 * Allowed speaking time in ms.
 */
allowed_ms: number,
/**
 * Time spoken before `running_since`, in ms.
 */
spoken_ms: number,
/**
 * When the clock started to run; none = stopped.
 */
running_since: number | null,
/**
 * The site has said "ready".
 */
ready: boolean,
/**
 * The site is offline now; it cannot be given the floor.
 */
offline: boolean,
/**
 * The site has been offline for a minute; it keeps its place.
 */
away: boolean,
/**
 * Lost the floor when its site was lost, and waits at the top for another turn.
 */
flagged: boolean,
/**
 * Something to look at: not ready in time, no sound yet.
 */
warning: boolean,
/**
 * Back after a loss: stays silent until the secretary confirms by granting it again.
 */
resume: boolean,
/**
 * Speeches of this site on this item before.
 */
spoken_before: number,
/**
 * The document it is about, in words.
 */
document: string | null,
/**
 * The site heard while this speech is interrupted; none = the chair.
 */
asker: string | null,
/**
 * Why it stands still, while it is paused.
 */
pause: PauseCause | null,
/**
 * The request of this site that ended before, which this one opens again.
 */
after: string | null, };

/**
 * A decision; with an assignment, a task.
 */
export type ResolutionView = {
/**
 * The resolution.
 */
id: string,
/**
 * Agenda item it belongs to.
 */
item: string | null,
/**
 * What was decided, or what is to be done.
 */
text: string,
/**
 * Who does it until when.
 */
assignment: Assignment | null, };

/**
 * Fields of a decision or task.
 */
export type Resolve = {
/**
 * The one to change; none = a new one.
 */
resolution: string | null,
/**
 * Agenda item it belongs to.
 */
item: string | null,
/**
 * What was decided, or what is to be done.
 */
text: string,
/**
 * Who does it until when; none for a decision without a task.
 */
assignment: Assignment | null, };

/**
 * The two sides that move a seat together.
 */
export type RevocationSide = "centre" | "secretary";

/**
 * One of two persons has asked that the seat be moved.
 */
export type RevocationView = {
/**
 * Who shall chair.
 */
to: PersonView,
/**
 * Who asked.
 */
by: PersonView,
/**
 * For which side; somebody of the other confirms.
 */
side: RevocationSide,
/**
 * Until when it may be confirmed.
 */
until: number, };

/**
 * Attendance of a site.
 */
export type RollCallMark = "present" | "no_picture" | "no_sound" | "late" | "excused" | "absent";

/**
 * Where a roll-call tour is.
 */
export type RollCallState = "idle" | "calling" | "paused" | "ended";

/**
 * The roll-call tour: one site after the other is shown and heard.
 */
export type RollCallView = {
/**
 * Revision of this object.
 */
rev: number,
/**
 * Where the tour is.
 */
state: RollCallState,
/**
 * The site that is called, or was when the tour paused.
 */
site: string | null,
/**
 * When the next one is called by itself.
 */
until: number | null,
/**
 * Seconds a site.
 */
seconds: number,
/**
 * Place of the site in the tour, from 1.
 */
position: number,
/**
 * Sites of the tour.
 */
of: number,
/**
 * The site before, to go back to; none at the first.
 */
before: string | null,
/**
 * The site that follows: the first after it without a mark of this tour; none at the last.
 */
after: string | null, };

/**
 * What happens by itself in a briefing; everything else waits for a hand.
 */
export type Rules = {
/**
 * A request is in the queue at once; otherwise it waits for the chair or the secretary.
 */
auto_accept: boolean,
/**
 * A called site with camera and microphone open counts as ready.
 */
auto_ready: boolean,
/**
 * A speech ends 30 s after its time is over; otherwise nobody is cut off.
 */
auto_cut: boolean,
/**
 * The first deputy present takes the seat a minute after the chair's console was lost.
 */
auto_deputy: boolean, };

/**
 * States of the chair seat.
 */
export type SeatState = "held" | "grace" | "acting" | "vacant";

/**
 * The chair seat.
 */
export type SeatView = {
/**
 * Revision of this object.
 */
rev: number,
/**
 * Grows with every change of holder; commands of an older epoch are refused.
 */
epoch: number,
/**
 * State.
 */
state: SeatState,
/**
 * Who holds it.
 */
holder: string | null,
/**
 * Name of the holder.
 */
holder_name: string,
/**
 * The chair's site, whose room device is chair audio and picture.
 */
site: string | null,
/**
 * To whom it is offered now.
 */
offered_to: string | null,
/**
 * One of two persons has asked that the seat be moved.
 */
revocation: RevocationView | null,
/**
 * Deputies in order; the seat is offered to them, and they may take it over.
 */
deputies: Array<PersonView>,
/**
 * People who act on the chair's behalf.
 */
secretaries: Array<PersonView>, };

/**
 * Whose picture and sound a client's slots carry now.
 */
export type Seeing = {
/**
 * Programme slot; none = slate.
 */
programme: string | null,
/**
 * Chair slot.
 */
chair: string | null,
/**
 * Content slot.
 */
content: string | null,
/**
 * Audio slots in order.
 */
audio: Array<string | null>,
/**
 * Layers of this device's own camera that nobody watches, by rid: it need not send them.
 */
paused: Array<string>, };

/**
 * What the sender saw when it decided. Stale → refused with the current state.
 */
export type Seen = {
/**
 * Revision of the object acted on: floor, programme, seat or session.
 */
rev: number,
/**
 * Epoch of the chair seat.
 */
chair_epoch: number, };

/**
 * Server → client.
 */
export type ServerMessage = { "type": "welcome" } & Welcome | { "type": "delta",
/**
 * Revision of the briefing after the changes.
 */
rev: number,
/**
 * Server clock in ms since 1970.
 */
at: number,
/**
 * New values, each replacing its object whole.
 */
changes: Array<Change>, } | { "type": "done",
/**
 * The command.
 */
cmd_id: string,
/**
 * Revision of the briefing that contains it.
 */
rev: number, } | { "type": "refused",
/**
 * The command, none when the message had no id.
 */
cmd_id: string | null,
/**
 * Why.
 */
refusal: RefusalText, } | { "type": "answer",
/**
 * The `join` that is answered.
 */
cmd_id: string,
/**
 * SDP answer.
 */
sdp: string, } | { "type": "seeing" } & Seeing | { "type": "media_lost" } | { "type": "media_instance",
/**
 * The new run.
 */
instance: string | null,
/**
 * Wait a random time up to this many ms.
 */
spread_ms: number, } | { "type": "links",
/**
 * Server clock in ms since 1970.
 */
at: number,
/**
 * Changed sites only.
 */
links: Array<SiteLink>, } | { "type": "pong",
/**
 * The client's clock as sent.
 */
sent: number,
/**
 * Server clock in ms since 1970.
 */
at: number, } | { "type": "bye",
/**
 * Why.
 */
refusal: RefusalText,
/**
 * Come back after this many ms; none = do not.
 */
retry_ms: number | null, };

/**
 * How a live session is run.
 */
export type SessionMode = { "kind": "chaired" } | { "kind": "report" } | { "kind": "discussion",
/**
 * 2–4.
 */
microphones: number, } | { "kind": "roll_call" };

/**
 * The session machine.
 */
export type SessionState = "draft" | "scheduled" | "testing" | "lobby" | "live" | "break" | "closed" | "archived" | "postponed" | "cancelled";

/**
 * Where the session is.
 */
export type SessionView = {
/**
 * Revision of this object.
 */
rev: number,
/**
 * State.
 */
state: SessionState,
/**
 * Mode while live.
 */
mode: SessionMode,
/**
 * What happens by itself.
 */
rules: Rules,
/**
 * Since when, ms since 1970.
 */
since: number,
/**
 * When it was opened.
 */
opened_at: number | null,
/**
 * Reason of postponement or cancellation.
 */
reason: string | null, };

/**
 * Link figures of one site, for technicians. Each direction apart.
 */
export type SiteLink = {
/**
 * The site, none for consoles.
 */
site: string | null,
/**
 * The connection.
 */
peer: string,
/**
 * `device` or `console`.
 */
kind: string,
/**
 * Remote address.
 */
remote: string,
/**
 * `udp`.
 */
path: string,
/**
 * Round trip in ms.
 */
round_trip_ms: number | null,
/**
 * Site → server.
 */
up: LegView,
/**
 * Server → site.
 */
down: LegView,
/**
 * Layers received.
 */
layers: Array<LayerView>,
/**
 * kbit/s that the link to the site carries, as estimated; none of a client that tells nothing.
 */
available_kbps: number | null,
/**
 * How long packets wait in front of that link, in ms.
 */
queue_ms: number,
/**
 * What is sent in each picture slot, and why not more.
 */
pictures: Array<PictureView>,
/**
 * The bad leg in the culprit sentence: `up`, `down`, or none; since when in ms since 1970.
 */
culprit: Culprit | null, };

/**
 * Connection of a site.
 */
export type SiteState = "absent" | "connecting" | "connected" | "ready" | "lost";

/**
 * One site in the briefing.
 */
export type SiteView = {
/**
 * The site.
 */
id: string,
/**
 * Short code, unique.
 */
code: string,
/**
 * Name as written on screen.
 */
name: string,
/**
 * Unit of the tree it belongs to.
 */
unit: string,
/**
 * Names from the root of the tree to the unit.
 */
path: Array<string>,
/**
 * Position in tree order.
 */
order: number,
/**
 * State.
 */
state: SiteState,
/**
 * Since when, ms since 1970.
 */
since: number,
/**
 * What the site itself is told.
 */
tally: Tally,
/**
 * A microphone is open at the site, whether or not it is forwarded.
 */
microphone: boolean,
/**
 * A camera is open at the site.
 */
camera: boolean,
/**
 * Slides are offered.
 */
content: boolean,
/**
 * Roll call.
 */
roll_call: RollCallMark | null,
/**
 * People counted.
 */
people: number | null,
/**
 * Technician's telephone.
 */
phone: string, };

/**
 * What one slot shows.
 */
export type SlotWatch = {
/**
 * `programme`, `chair`, `content`, or `thumbnail-0` …
 */
slot: string,
/**
 * Site to show; thumbnails only.
 */
site: string | null,
/**
 * Height in device pixels, 0 when not drawn.
 */
height: number, };

/**
 * Everything a client may see.
 */
export type Snapshot = {
/**
 * Revision of the briefing.
 */
rev: number,
/**
 * Title, times, place.
 */
briefing: BriefingView,
/**
 * Where the session is.
 */
session: SessionView,
/**
 * Agenda in order.
 */
agenda: Array<AgendaItemView>,
/**
 * Who asks and who speaks.
 */
floor: FloorView,
/**
 * What is on air.
 */
programme: ProgrammeView,
/**
 * Who chairs.
 */
seat: SeatView,
/**
 * Who is at a console, in no order; rooms are not told.
 */
people: Array<PersonView>,
/**
 * Expected sites this client may see, in tree order.
 */
sites: Array<SiteView>,
/**
 * The roll-call tour.
 */
roll_call: RollCallView,
/**
 * Lock, silence, banner, words of the break.
 */
order: OrderView,
/**
 * Votes by time.
 */
votes: Array<VoteView>,
/**
 * Written opinions by time.
 */
opinions: Array<OpinionView>,
/**
 * Who is asked for an opinion in writing.
 */
offers: Array<OfferView>,
/**
 * Words to sites by time.
 */
messages: Array<MessageView>,
/**
 * What the chair concludes.
 */
conclusion: ConclusionView, };

/**
 * What a site is told about itself, in words as well as colour.
 */
export type Tally = "off" | "watched" | "prepare" | "on_air";

/**
 * A tour that was interrupted.
 */
export type TourView = {
/**
 * The sites in order.
 */
sites: Array<string>,
/**
 * Seconds a site.
 */
interval: number,
/**
 * Index of the site shown last.
 */
cursor: number, };

/**
 * How a vote stands.
 */
export type VoteCounts = {
/**
 * Tán thành.
 */
for: number,
/**
 * Không tán thành.
 */
against: number,
/**
 * Ý kiến khác.
 */
other: number,
/**
 * Did not vote.
 */
missing: number,
/**
 * Voters that are present by the roll call.
 */
present: number,
/**
 * Everybody who may vote.
 */
expected: number,
/**
 * Enough of them are present.
 */
quorum_met: boolean, };

/**
 * A vote (biểu quyết), or the asking of opinions by ballot.
 */
export type VoteView = {
/**
 * The vote.
 */
id: string,
/**
 * What is voted on.
 */
question: string,
/**
 * Agenda item.
 */
item: string | null,
/**
 * Ballots carry names.
 */
named: boolean,
/**
 * Presence that is needed.
 */
quorum: Quorum,
/**
 * When it was opened.
 */
opened_at: number,
/**
 * When it was closed; its result does not change any more.
 */
closed_at: number | null,
/**
 * Opened by mistake: it counts for nothing.
 */
void: boolean,
/**
 * Counts so far, or the result. A room is told when it is closed.
 */
counts: VoteCounts | null,
/**
 * Who may vote, and how they did. Rooms see their own; without names no choice is told.
 */
ballots: Array<BallotView>, };

/**
 * Who votes: a site, or a listed delegate.
 */
export type Voter = { "kind": "site", "id": string } | { "kind": "user", "id": string };

/**
 * First answer: who the client is and everything it may see.
 */
export type Welcome = {
/**
 * Resume token for the next `hello`.
 */
resume: string,
/**
 * Server clock in ms since 1970.
 */
at: number,
/**
 * Run of the media node; when it changes, join again.
 */
media_instance: string | null,
/**
 * The media connection of before still stands on the server: keep it. Otherwise join.
 */
joined: boolean,
/**
 * First retry after a lost connection: a random time up to this many ms.
 */
spread_ms: number,
/**
 * The client itself.
 */
me: Me,
/**
 * Everything it may see.
 */
snapshot: Snapshot,
/**
 * What its slots show.
 */
seeing: Seeing, };

/**
 * Fields of a written opinion.
 */
export type WriteOpinion = {
/**
 * The site; none = the sender's own.
 */
site: string | null,
/**
 * Who writes.
 */
author: string,
/**
 * Their post.
 */
post: string,
/**
 * Agenda item; none = the briefing as a whole.
 */
item: string | null,
/**
 * The text.
 */
text: string, };
