// Which elements do automated tests find, and how is a screen opened without hands?
//
// Every main control carries `data-testid` from this list; ids never change with language, theme or layout.
// Lists add the object's id: `site-row` has `data-site`, `request-row` has `data-request` and `data-site`,
// pictures have `data-slot`, `data-site` (who is shown) and `data-live` ("true" while frames arrive).
// `room`, `chair` and `technician` (the screens' roots) have `data-media` (idle, joining, connected, interrupted,
// refused) and `data-link` (connecting, open, waiting, ended); `room` also has `data-tally` (off, watched,
// prepare, on_air) and `data-session`.
//
// Addresses: `/` home or sign-in, `/pair`, `/room/BRIEFING`, `/chair/BRIEFING`, `/technician/BRIEFING`,
// `/schedule`, `/directory`. Values after `#`, joined by `&`:
//   token=TOKEN       a bearer token used instead of signing in, for this tab only, removed from the address
//   enter=1           room: skip the lobby, as after a reload
//   camera=180@10     room: ask the camera for this height and frame rate, for machines with little power
//   lang=vi | lang=en language of this tab and after

export const ids = {
  // sign-in and home
  signIn: "sign-in",
  username: "username",
  password: "password",
  signInSubmit: "sign-in-submit",
  signInError: "sign-in-error",
  signOut: "sign-out",
  home: "home",
  homeBriefing: "home-briefing", // data-briefing
  openRoom: "open-room",
  openChair: "open-chair",
  openTechnician: "open-technician",
  language: "language-switch",
  theme: "theme-switch",

  // pairing of a room device
  pair: "pair",
  pairCode: "pair-code", // data-code
  pairDone: "pair-done",

  // lobby
  lobby: "lobby",
  lobbyPreview: "lobby-preview",
  lobbyLevel: "lobby-level",
  lobbySpeakerTest: "lobby-speaker-test",
  lobbyEnter: "lobby-enter",
  deviceCamera: "device-camera",
  deviceMicrophone: "device-microphone",
  deviceSpeaker: "device-speaker",
  deviceProblem: "device-problem", // data-kind, data-problem

  // room
  room: "room",
  statusLine: "status-line",
  tally: "tally", // text of the band; data-tally
  countdown: "countdown",
  clock: "clock",
  programme: "picture-programme",
  chairPicture: "picture-chair",
  content: "picture-content",
  mosaic: "mosaic", // pictures of several sites, each with data-slot and data-site
  ownPicture: "picture-own",
  slate: "slate", // inside a picture
  siteLabel: "site-label", // inside a picture
  bigAction: "big-action", // data-action: register, withdraw, ready, finish
  microphone: "microphone", // data-live: true while the hall can be heard
  settings: "settings",
  queueLength: "queue-length",
  secondScreen: "second-screen", // in the window that opens
  prepare: "prepare", // data-ready
  registerForm: "register-form",
  registerSpeaker: "register-speaker",
  registerPost: "register-post",
  registerSubmit: "register-submit",
  reconnecting: "reconnecting",
  takeOver: "take-over",
  lockedDoor: "locked-door", // instead of every screen while the room is locked
  ballotForm: "ballot-form", // data-vote, data-state: open, closed, void; data-cast: for, against, other or empty
  ballotWords: "ballot-words",
  ballotCount: "ballot-count", // data-choice; once the vote is closed
  message: "message", // words of the centre to this room; data-message
  rollBand: "roll-band", // data-site, data-whose: own, next, other; data-paused
  offer: "offer", // invitation to write instead of speaking; data-request
  opinionForm: "opinion-form",
  opinionText: "opinion-text",
  opinionSubmit: "opinion-submit",
  opinionState: "opinion-state", // data-sent
  ownOpinion: "own-opinion", // data-opinion
  sessionSlate: "session-slate", // data-state: break, closed
  resumesAt: "resumes-at",
  soundBlocked: "sound-blocked",

  // chair console
  chair: "chair",
  queue: "queue",
  requestRow: "request-row", // data-request, data-site, data-state
  sites: "sites",
  siteRow: "site-row", // data-site, data-state
  siteSearch: "site-search",
  onAir: "on-air", // name of the site on air; data-site
  preview: "picture-preview",
  speakerTime: "speaker-time",
  microphoneRow: "microphone-row", // data-site, data-state; an open microphone of a discussion
  composeDialog: "compose",
  conductDialog: "conduct",
  seatDialog: "seat",
  seatSecretaries: "seat-secretaries",
  seatOffer: "seat-offer",
  sessionState: "session-state", // data-state
  agenda: "agenda",
  agendaItem: "agenda-item", // data-item
  journal: "journal",
  council: "council", // panel of the briefing's business; data-page
  rollCalled: "roll-called", // data-site, data-state
  rollProgress: "roll-progress",
  vote: "vote", // data-vote, data-state: open, closed, void
  voteCount: "vote-count", // data-choice
  quorum: "quorum", // data-met
  ballot: "ballot", // data-voter, data-cast
  opinion: "opinion",
  offered: "opinions-offered",
  knocking: "knocking", // data-site
  orderBand: "order-band", // data-kind: silenced, banner, recess, locked
  sentMessage: "sent-message", // data-read
  resolution: "resolution", // data-kind: task, decision
  closing: "closing",
  missingField: "missing-field", // data-field

  // technician console
  technician: "technician",
  matrix: "matrix",
  matrixRow: "matrix-row", // data-site
  culprit: "culprit", // data-direction, data-level
  detail: "site-detail",
  alarms: "alarms",
  alarm: "alarm", // data-site
  pairConfirmCode: "pair-confirm-code",
  pairConfirmSite: "pair-confirm-site",
  pairConfirm: "pair-confirm",

  // schedule and directory; fields have the names of the HTTP interface: title, starts_at, chair_user …
  schedule: "schedule",
  scheduleNew: "schedule-new",
  scheduleForm: "schedule-form",
  scheduleSave: "schedule-save", // saves and announces
  scheduleDraft: "schedule-draft",
  fieldError: "field-error", // data-field
  directory: "directory",

  // everywhere
  action: "action", // data-action: id of the action
  confirm: "confirm",
  confirmYes: "confirm-yes",
  confirmNo: "confirm-no",
  refusal: "refusal",
  notice: "notice", // data-code
  help: "help",
  announcer: "announcer",
  banner: "banner",
} as const;
