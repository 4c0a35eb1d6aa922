//! What clients see of a briefing: small objects, each sent whole when it changes. Times are ms since 1970 on
//! the server's clock; clients show clocks from their measured offset.

use super::council::{
    ConclusionView, MessageView, OfferView, OpinionView, OrderView, RollCallView, VoteView,
};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

/// Everything a client may see.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Snapshot {
    /// Revision of the briefing.
    #[ts(type = "number")]
    pub rev: u64,
    /// Title, times, place.
    pub briefing: BriefingView,
    /// Where the session is.
    pub session: SessionView,
    /// Agenda in order.
    pub agenda: Vec<AgendaItemView>,
    /// Who asks and who speaks.
    pub floor: FloorView,
    /// What is on air.
    pub programme: ProgrammeView,
    /// Who chairs.
    pub seat: SeatView,
    /// Who is at a console, in no order; rooms are not told.
    pub people: Vec<PersonView>,
    /// Expected sites this client may see, in tree order.
    pub sites: Vec<SiteView>,
    /// The roll-call tour.
    pub roll_call: RollCallView,
    /// Lock, silence, banner, words of the break.
    pub order: OrderView,
    /// Votes by time.
    pub votes: Vec<VoteView>,
    /// Written opinions by time.
    pub opinions: Vec<OpinionView>,
    /// Who is asked for an opinion in writing.
    pub offers: Vec<OfferView>,
    /// Words to sites by time.
    pub messages: Vec<MessageView>,
    /// What the chair concludes.
    pub conclusion: ConclusionView,
}

/// One object that changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "object", content = "value", rename_all = "snake_case")]
pub enum Change {
    /// Title or times.
    Briefing(BriefingView),
    /// Session state.
    Session(SessionView),
    /// The whole agenda.
    Agenda(Vec<AgendaItemView>),
    /// The whole floor: queue and speakers.
    Floor(FloorView),
    /// The programme.
    Programme(ProgrammeView),
    /// The seat.
    Seat(SeatView),
    /// Everyone at a console.
    People(Vec<PersonView>),
    /// One site.
    Site(SiteView),
    /// A site is no longer expected.
    SiteRemoved(Uuid),
    /// The roll-call tour.
    RollCall(RollCallView),
    /// Lock, silence, banner, words of the break.
    Order(OrderView),
    /// One vote.
    Vote(VoteView),
    /// One written opinion.
    Opinion(OpinionView),
    /// Everyone who is asked for an opinion in writing.
    Offers(Vec<OfferView>),
    /// One message to a site.
    Message(MessageView),
    /// What the chair concludes.
    Conclusion(ConclusionView),
    /// Rights of the client itself changed.
    Me(Me),
    /// Something to tell the person.
    Notice(NoticeView),
}

/// The client itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Me {
    /// Name shown.
    pub name: String,
    /// User, none for a room device.
    pub user: Option<Uuid>,
    /// Site, none for a console of the centre.
    pub site: Option<Uuid>,
    /// What this client may do in this briefing; buttons follow it.
    pub may: Vec<Action>,
}

/// Things a role may do; `may(role, action, target)` decides, this list lets screens show only what works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// See the briefing.
    Watch,
    /// Publish as a room device.
    Publish,
    /// Ask for the floor for the own site.
    Register,
    /// Ask for the floor for other sites.
    RegisterForOthers,
    /// Grant, stop, reorder, call next, accept, decline, extend.
    Moderate,
    /// Interrupt a speech: its microphone is locked, its clock stands.
    Silence,
    /// Open, break, close.
    RunSession,
    /// Start test and lobby.
    PrepareSession,
    /// Put pictures on air.
    Direct,
    /// Choose what the chair views.
    ViewSite,
    /// Show slides of the own site.
    Present,
    /// Mark attendance.
    RollCall,
    /// Open and close votes.
    RunVote,
    /// Vote for the own site.
    Vote,
    /// Send a written opinion for the own site.
    Opine,
    /// Write down conclusions, decisions and tasks.
    Conclude,
    /// Lock the room, mute all but the chair.
    KeepOrder,
    /// Put words on screens, write to sites.
    Address,
    /// Offer or take the chair seat.
    Seat,
    /// Move the chair seat, together with a second person.
    RevokeSeat,
    /// See link figures.
    SeeLinks,
    /// Confirm the pairing of devices.
    PairDevices,
    /// Edit briefings.
    EditSchedule,
    /// Edit units, sites and users.
    EditDirectory,
    /// Read the event log.
    ReadLog,
    /// Take the draft minutes along.
    ReadMinutes,
}

impl Action {
    /// Every action.
    pub const ALL: &'static [Action] = &[
        Action::Watch,
        Action::Publish,
        Action::Register,
        Action::RegisterForOthers,
        Action::Moderate,
        Action::Silence,
        Action::RunSession,
        Action::PrepareSession,
        Action::Direct,
        Action::ViewSite,
        Action::Present,
        Action::RollCall,
        Action::RunVote,
        Action::Vote,
        Action::Opine,
        Action::Conclude,
        Action::KeepOrder,
        Action::Address,
        Action::Seat,
        Action::RevokeSeat,
        Action::SeeLinks,
        Action::PairDevices,
        Action::EditSchedule,
        Action::EditDirectory,
        Action::ReadLog,
        Action::ReadMinutes,
    ];
}

/// Title, times and place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct BriefingView {
    /// The briefing.
    pub id: Uuid,
    /// Title.
    pub title: String,
    /// Planned start, ms since 1970.
    #[ts(type = "number")]
    pub starts_at: i64,
    /// Planned end, ms since 1970.
    #[ts(type = "number")]
    pub ends_at: i64,
    /// Where the chair sits.
    pub place: String,
    /// `vp8` or `h264`.
    pub codec: String,
}

/// Where the session is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SessionView {
    /// Revision of this object.
    #[ts(type = "number")]
    pub rev: u64,
    /// State.
    pub state: SessionState,
    /// Mode while live.
    pub mode: SessionMode,
    /// What happens by itself.
    pub rules: Rules,
    /// Since when, ms since 1970.
    #[ts(type = "number")]
    pub since: i64,
    /// When it was opened.
    #[ts(type = "number | null")]
    pub opened_at: Option<i64>,
    /// Reason of postponement or cancellation.
    pub reason: Option<String>,
}

/// The session machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// Being written.
    Draft,
    /// Announced.
    Scheduled,
    /// Line test.
    Testing,
    /// Sites gather.
    Lobby,
    /// In progress.
    Live,
    /// Paused.
    Break,
    /// Ended.
    Closed,
    /// In the archive.
    Archived,
    /// Moved to another day.
    Postponed,
    /// Called off.
    Cancelled,
}

impl SessionState {
    /// Somebody may be inside, or was.
    pub fn is_open(self) -> bool {
        self.has_begun() || self == SessionState::Testing
    }

    /// People gather, meet, or have met. A rehearsal is none of it: a day may pass until the lobby.
    pub fn has_begun(self) -> bool {
        use SessionState as S;
        matches!(self, S::Lobby | S::Live | S::Break | S::Closed | S::Archived)
    }
}

/// How a live session is run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum SessionMode {
    /// The chair gives the floor.
    #[default]
    Chaired,
    /// A report with slides.
    Report,
    /// `microphones` sites may speak at once.
    Discussion {
        /// 2–4.
        microphones: u8,
    },
    /// The centre calls the roll.
    RollCall,
}

/// What happens by itself in a briefing; everything else waits for a hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// A request is in the queue at once; otherwise it waits for the chair or the secretary.
    pub auto_accept: bool,
    /// A called site with camera and microphone open counts as ready.
    pub auto_ready: bool,
    /// A speech ends 30 s after its time is over; otherwise nobody is cut off.
    pub auto_cut: bool,
    /// The first deputy present takes the seat a minute after the chair's console was lost.
    pub auto_deputy: bool,
}

impl Default for Rules {
    /// The chair decides; only the queue fills by itself.
    fn default() -> Self {
        Rules { auto_accept: true, auto_ready: false, auto_cut: false, auto_deputy: false }
    }
}

/// One agenda item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AgendaItemView {
    /// The item.
    pub id: Uuid,
    /// Title.
    pub title: String,
    /// Planned minutes.
    pub minutes: u16,
    /// Speaking time per speech, minutes.
    pub speech_minutes: u16,
    /// When it began.
    #[ts(type = "number | null")]
    pub started_at: Option<i64>,
    /// When it was closed.
    #[ts(type = "number | null")]
    pub closed_at: Option<i64>,
    /// What the chair concluded on it; may be empty.
    pub conclusion: String,
}

/// Queue and speakers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FloorView {
    /// Revision that `seen` is checked against. It grows when a holder, the called or the order change, not
    /// when one more site registers.
    #[ts(type = "number")]
    pub rev: u64,
    /// Whether sites may register.
    pub open: bool,
    /// How many requests wait in the queue.
    pub waiting: u32,
    /// Open requests: speaking first, then called, then queued in order, then pending by time. Rooms are
    /// sent their own, the speaker's and the called ones.
    pub requests: Vec<RequestView>,
}

/// One request to speak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RequestView {
    /// The request.
    pub id: Uuid,
    /// The site.
    pub site: Uuid,
    /// Who will speak.
    pub speaker: String,
    /// Their post.
    pub post: String,
    /// What for.
    pub kind: RequestKind,
    /// Agenda item.
    pub item: Option<Uuid>,
    /// When it was asked.
    #[ts(type = "number")]
    pub asked_at: i64,
    /// State.
    pub state: RequestState,
    /// Place in the queue from 1, none outside of it.
    pub position: Option<u32>,
    /// Since when it is in this state.
    #[ts(type = "number")]
    pub since: i64,
    /// Allowed speaking time in ms.
    #[ts(type = "number")]
    pub allowed_ms: i64,
    /// Time spoken before `running_since`, in ms.
    #[ts(type = "number")]
    pub spoken_ms: i64,
    /// When the clock started to run; none = stopped.
    #[ts(type = "number | null")]
    pub running_since: Option<i64>,
    /// The site has said "ready".
    pub ready: bool,
    /// The site is offline now; it cannot be given the floor.
    pub offline: bool,
    /// The site has been offline for a minute; it keeps its place.
    pub away: bool,
    /// Lost the floor when its site was lost, and waits at the top for another turn.
    pub flagged: bool,
    /// Something to look at: not ready in time, no sound yet.
    pub warning: bool,
    /// Back after a loss: stays silent until the secretary confirms by granting it again.
    pub resume: bool,
    /// Speeches of this site on this item before.
    pub spoken_before: u32,
    /// The document it is about, in words.
    pub document: Option<String>,
    /// The site heard while this speech is interrupted; none = the chair.
    pub asker: Option<Uuid>,
    /// Why it stands still, while it is paused.
    pub pause: Option<PauseCause>,
    /// The request of this site that ended before, which this one opens again.
    pub after: Option<Uuid>,
}

/// What a request is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RequestKind {
    /// Phát biểu.
    #[default]
    Speech,
    /// Trả lời.
    Answer,
    /// Xin ý kiến.
    Question,
    /// Sự cố, nhắc quy trình.
    Procedure,
}

/// The request machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// Asked, not yet accepted.
    Pending,
    /// In the queue.
    Queued,
    /// Called to stand by.
    Next,
    /// Has the floor, not yet heard.
    Granted,
    /// Speaking, the clock runs.
    Speaking,
    /// Interrupted by the chair; the clock stands.
    Paused,
    /// The site was lost; the clock stands.
    Held,
    /// Finished.
    Done,
    /// Taken back.
    Withdrawn,
    /// Declined by the chair.
    Declined,
    /// Stopped by the chair.
    Revoked,
    /// Did not answer when called.
    Missed,
    /// The item was closed first.
    Expired,
}

/// What is on air.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct ProgrammeView {
    /// Revision of this object.
    #[ts(type = "number")]
    pub rev: u64,
    /// How it is chosen.
    pub mode: ProgrammeMode,
    /// Kept when the floor is granted.
    pub hold: bool,
    /// The site on air; none = slate.
    pub on_air: Option<Uuid>,
    /// Since when.
    #[ts(type = "number")]
    pub since: i64,
    /// The site the chair views.
    pub viewed: Option<Uuid>,
    /// The site whose slides are shown.
    pub content: Option<Uuid>,
    /// The tour that was interrupted and may go on; operators only.
    pub tour: Option<TourView>,
    /// Sites whose microphones are forwarded.
    pub audible: Vec<Uuid>,
}

/// A tour that was interrupted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TourView {
    /// The sites in order.
    pub sites: Vec<Uuid>,
    /// Seconds a site.
    pub interval: u16,
    /// Index of the site shown last.
    pub cursor: u32,
}

/// How the programme is chosen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ProgrammeMode {
    /// Speaker, else chair, else main site, else slate.
    #[default]
    FollowFloor,
    /// This site until told otherwise.
    Manual {
        /// The site.
        site: Uuid,
    },
    /// Several sites at once.
    Mosaic {
        /// The sites, 2–16.
        sites: Vec<Uuid>,
    },
    /// One site after the other.
    Tour {
        /// The sites in order.
        sites: Vec<Uuid>,
        /// Seconds a site.
        interval: u16,
        /// Index of the site shown.
        cursor: u32,
        /// Stopped at the cursor.
        paused: bool,
    },
    /// Slides large.
    Content,
    /// A slate.
    Slate,
}

/// Why a speech stands still. It goes on by itself when that is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PauseCause {
    /// Somebody interrupted this speech: over when somebody lets it go on.
    #[default]
    Interruption,
    /// Only the chair is to be heard.
    Silence,
    /// The session breaks.
    Break,
}

/// The chair seat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SeatView {
    /// Revision of this object.
    #[ts(type = "number")]
    pub rev: u64,
    /// Grows with every change of holder; commands of an older epoch are refused.
    #[ts(type = "number")]
    pub epoch: u64,
    /// State.
    pub state: SeatState,
    /// Who holds it.
    pub holder: Option<Uuid>,
    /// Name of the holder.
    pub holder_name: String,
    /// The chair's site, whose room device is chair audio and picture.
    pub site: Option<Uuid>,
    /// To whom it is offered now.
    pub offered_to: Option<Uuid>,
    /// One of two persons has asked that the seat be moved.
    pub revocation: Option<RevocationView>,
    /// Deputies in order; the seat is offered to them, and they may take it over.
    pub deputies: Vec<PersonView>,
    /// People who act on the chair's behalf.
    pub secretaries: Vec<PersonView>,
}

/// One of two persons has asked that the seat be moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RevocationView {
    /// Who shall chair.
    pub to: PersonView,
    /// Who asked.
    pub by: PersonView,
    /// For which side; somebody of the other confirms.
    pub side: RevocationSide,
    /// Until when it may be confirmed.
    #[ts(type = "number")]
    pub until: i64,
}

/// The two sides that move a seat together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RevocationSide {
    /// The operations centre.
    Centre,
    /// A secretary of the briefing.
    Secretary,
}

/// A person with a part in this briefing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PersonView {
    /// The user.
    pub id: Uuid,
    /// Name shown.
    pub name: String,
    /// A console of this person is in the briefing.
    pub online: bool,
}

/// States of the chair seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SeatState {
    /// The holder is here.
    Held,
    /// The holder's console is lost.
    Grace,
    /// A deputy acts.
    Acting,
    /// Nobody.
    Vacant,
}

/// One site in the briefing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct SiteView {
    /// The site.
    pub id: Uuid,
    /// Short code, unique.
    pub code: String,
    /// Name as written on screen.
    pub name: String,
    /// Unit of the tree it belongs to.
    pub unit: Uuid,
    /// Names from the root of the tree to the unit.
    pub path: Vec<String>,
    /// Position in tree order.
    pub order: u32,
    /// State.
    pub state: SiteState,
    /// Since when, ms since 1970.
    #[ts(type = "number")]
    pub since: i64,
    /// What the site itself is told.
    pub tally: Tally,
    /// A microphone is open at the site, whether or not it is forwarded.
    pub microphone: bool,
    /// A camera is open at the site.
    pub camera: bool,
    /// Slides are offered.
    pub content: bool,
    /// Roll call.
    pub roll_call: Option<RollCallMark>,
    /// People counted.
    pub people: Option<u32>,
    /// Technician's telephone.
    pub phone: String,
}

/// Connection of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SiteState {
    /// Chưa kết nối.
    Absent,
    /// Signed in, no media yet.
    Connecting,
    /// Đã kết nối: media flows.
    Connected,
    /// Sẵn sàng.
    Ready,
    /// Mất kết nối, đang kết nối lại.
    Lost,
}

/// What a site is told about itself, in words as well as colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Tally {
    /// Nobody watches.
    #[default]
    Off,
    /// Đang được xem.
    Watched,
    /// Chuẩn bị.
    Prepare,
    /// Đang lên hình.
    OnAir,
}

/// Attendance of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RollCallMark {
    /// Có mặt.
    Present,
    /// Không hình.
    NoPicture,
    /// Không tiếng.
    NoSound,
    /// Đến muộn.
    Late,
    /// Vắng có lý do.
    Excused,
    /// Vắng không lý do.
    Absent,
}

/// Something to tell the person at this client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoticeView {
    /// What happened; the client has the words.
    pub code: NoticeCode,
    /// Site it is about.
    pub site: Option<Uuid>,
    /// Free text, such as a reason.
    pub text: Option<String>,
}

/// What a notice tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NoticeCode {
    /// To the site: its request was declined, `text` says why.
    Declined,
    /// To the site: the chair took the floor back, `text` may say why.
    Revoked,
    /// To the site: the item or the briefing was closed first; a written opinion is welcome.
    Expired,
    /// To the site: it did not answer when called.
    Missed,
    /// To the site: the speaking time was over and the speech was ended by rule.
    CutOff,
    /// To the site: the chair interrupts.
    Paused,
    /// To moderators: the called site has not said "ready" in time.
    NotReady,
    /// To moderators: the site that has the floor is not heard yet.
    NoSound,
    /// To moderators: a site that waits has been offline for a minute; it keeps its place.
    WaitingAway,
    /// To moderators: the site that has the floor was lost, its clock stands.
    SpeakerLost,
    /// To moderators: the lost speaker is back and waits to be confirmed.
    SpeakerBack,
    /// To moderators: the chair's console is lost.
    ChairLost,
    /// To the person: the chair seat is offered, accept within 30 s.
    SeatOffered,
    /// To moderators: nobody is here to chair.
    SeatVacant,
    /// To moderators: one of two persons asks that the seat be moved.
    SeatRevocation,
    /// To moderators: another person holds the chair seat now.
    SeatChanged,
}

/// Link figures of one site, for technicians. Each direction apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct SiteLink {
    /// The site, none for consoles.
    pub site: Option<Uuid>,
    /// The connection.
    pub peer: Uuid,
    /// `device` or `console`.
    pub kind: String,
    /// Remote address.
    pub remote: String,
    /// `udp`.
    pub path: String,
    /// Round trip in ms.
    pub round_trip_ms: Option<f64>,
    /// Site → server.
    pub up: LegView,
    /// Server → site.
    pub down: LegView,
    /// Layers received.
    pub layers: Vec<LayerView>,
    /// kbit/s that the link to the site carries, as estimated; none of a client that tells nothing.
    pub available_kbps: Option<f64>,
    /// How long packets wait in front of that link, in ms.
    pub queue_ms: f64,
    /// What is sent in each picture slot, and why not more.
    pub pictures: Vec<PictureView>,
    /// The bad leg in the culprit sentence: `up`, `down`, or none; since when in ms since 1970.
    pub culprit: Option<Culprit>,
}

/// What one picture slot of a site is given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct PictureView {
    /// `programme`, `chair`, `content` or `thumbnail`.
    pub slot: String,
    /// Pixels sent, 0 for none.
    pub height: u16,
    /// Pixels at which the site draws it.
    pub wanted: u16,
    /// `wanted`: it fills the slot; `source`: the source sends no more; `link`: the link carries no more.
    pub reason: String,
}

/// The direction of a link that is bad, and since when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct Culprit {
    /// `up` or `down`; of a round trip, which has no direction, the one whose other figures are worse.
    pub direction: String,
    /// `loss`, `round_trip`, `jitter`.
    pub measure: String,
    /// `amber` or `red`.
    pub level: String,
    /// Since when, ms since 1970.
    #[ts(type = "number")]
    pub since: i64,
}

/// One direction, per medium.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct LegView {
    /// Sound.
    pub audio: FlowView,
    /// Camera or programme.
    pub video: FlowView,
    /// Slides.
    pub content: FlowView,
}

/// One medium in one direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
pub struct FlowView {
    /// kbit/s.
    pub kbps: f64,
    /// Percent lost.
    pub loss_percent: f64,
    /// ms.
    pub jitter_ms: f64,
}

/// One simulcast layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, TS)]
pub struct LayerView {
    /// `video` or `content`.
    pub kind: String,
    /// `q`, `h`, `f` or empty.
    pub rid: String,
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
    /// Frames per second.
    pub fps: u32,
    /// kbit/s.
    pub kbps: f64,
}
