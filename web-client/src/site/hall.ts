// What does a meeting room add to a briefing? Its own devices: what is published, and when its microphone is
// open. The server drops the sound of a locked microphone anyway; here it is silent at the source.
import { computed, effect, signal } from "@preact/signals-core";
import { addressValues } from "../core/account";
import type { Briefing } from "../core/briefing";
import { tick } from "../core/clock";
import { Devices } from "../core/devices";
import { mayBeHeard, requestOf } from "../core/floor";
import type { Key } from "../core/i18n";
import type { Outcome } from "../core/link";
import { sent } from "../core/sent";
import { isOver } from "../core/session";
import { readStored, writeStored } from "../core/stored";
import type { Choice } from "../protocol";
import { ballotOf, offerTo, unread, voteShown, writing } from "./council";

export class Hall {
  readonly devices = new Devices();
  readonly entered = signal(false);
  /** Offers and results that somebody here has seen and put aside. */
  private readonly seen = signal<ReadonlySet<string>>(new Set());
  /** Muted by the people in the room. */
  readonly muted = signal(false);
  readonly slides = signal<MediaStreamTrack | null>(null);
  readonly registering = signal(false);
  /** The opinion's sheet is open. */
  readonly opining = signal(false);
  /** The vote whose other opinion is being put into words, and the words. */
  readonly otherWords = signal<{ vote: string; text: string } | null>(null);
  readonly settings = signal(false);
  readonly help = signal(false);
  /** The window on the room's second wall screen. */
  readonly secondScreen = signal<Window | null>(null);

  readonly site = computed(() => this.briefing.store.site(this.briefing.store.state.value?.me.site));
  readonly request = computed(() => {
    const state = this.briefing.store.state.value;
    return state ? requestOf(state.floor, state.me.site) : undefined;
  });
  readonly isChair = computed(() => {
    const state = this.briefing.store.state.value;
    return state !== null && state.me.site !== null && state.seat.site === state.me.site;
  });
  readonly allowed = computed(() => {
    const state = this.briefing.store.state.value;
    return state !== null && mayBeHeard(state.me.site, state.floor, state.seat, state.programme.audible);
  });
  /** The room is heard now, as far as this client knows. */
  readonly heard = computed(() => this.allowed.value && !this.muted.value && this.devices.microphone.value !== null);
  /** In the room and connected, but the centre has not heard so: after entering, a reload, or a lost link. */
  private readonly unannounced = computed(() => this.entered.value && this.site.value?.state === "connected");
  readonly vote = computed(() => {
    const state = this.briefing.store.state.value;
    tick.value;
    return state ? voteShown(state.votes, this.briefing.now(), this.seen.value) : undefined;
  });
  /** Called, and nobody has said ready: nothing else is on screen. */
  readonly preparing = computed(() => this.request.value?.state === "next" && !this.request.value.ready);
  /** The other opinion in words, while it can be cast. */
  readonly wording = computed(() => {
    const vote = this.vote.value;
    const words = this.otherWords.value;
    return vote && words && vote.closed_at === null && words.vote === vote.id ? words : null;
  });
  readonly ballot = computed(() => ballotOf(this.vote.value, this.site.value?.id ?? null));
  readonly unread = computed(() => unread(this.briefing.store.state.value?.messages ?? [], this.site.value?.id ?? null));
  /** The site is asked for its opinion in writing, because it could not be heard. */
  readonly offer = computed(() => offerTo(this.briefing.store.state.value?.offers ?? [], this.site.value?.id ?? null));
  readonly writing = computed(() => {
    const state = this.briefing.store.state.value;
    tick.value;
    return state ? writing(state.session.state, state.conclusion, this.briefing.now()) : "not_yet";
  });
  /** What the key that puts aside would put aside. */
  readonly aside = computed<"result" | "offer" | null>(() => {
    if (this.vote.value && this.vote.value.closed_at !== null) return "result";
    return this.offer.value && !this.seen.value.has(this.offer.value.request) ? "offer" : null;
  });
  private readonly enteredKey: string;
  private readonly seenKey: string;
  private undo: (() => void)[] = [];

  constructor(readonly briefing: Briefing) {
    this.enteredKey = `giaoban.entered.${briefing.id}`;
    this.seenKey = `giaoban.seen.${briefing.id}`;
    this.seen.value = new Set(readStored<string[]>(this.seenKey, [], sessionStorage));
    const { media, sound } = briefing;
    this.undo = [
      effect(() => void media.publish("camera", this.entered.value ? this.devices.camera.value : null)),
      effect(() => void media.publish("microphone", this.entered.value ? this.devices.microphone.value : null)),
      effect(() => void media.publish("content", this.slides.value)),
      effect(() => this.openMicrophone(this.heard.value && this.entered.value)),
      effect(() => sound.setSpeaker(this.devices.choice.value.speaker)),
      effect(() => this.report()),
      effect(() => void (this.unannounced.value && this.briefing.command({ do: "site_ready", ready: true }))),
      this.dropForeignSlides(),
    ];
    cameraFromAddress(this.devices);
    if (addressValues().get("enter") === "1" || readStored(this.enteredKey, false, sessionStorage)) this.entered.value = true;
  }

  open(): Promise<void> {
    return this.devices.open();
  }

  /** Leave the lobby: publish, and the centre is told that the room is ready. */
  enter(): void {
    this.entered.value = true;
    writeStored(this.enteredKey, true, sessionStorage);
    void this.briefing.sound.start();
  }

  backToLobby(): void {
    this.entered.value = false;
    this.settings.value = false;
    writeStored(this.enteredKey, null, sessionStorage);
    void this.briefing.command({ do: "site_ready", ready: false });
  }

  /** Why the room is not heard; null while it is. */
  lockReason(): Key | null {
    const problem = this.devices.problems.value.microphone;
    if (problem) return `device.${problem}`;
    if (!this.devices.microphone.value) return "device.opening";
    if (!this.allowed.value) return this.waitReason();
    return this.muted.value ? "mic.muted" : null;
  }

  /** Another opinion is put into words: those cast already, to be changed. */
  word(): void {
    this.otherWords.value = { vote: this.vote.peek()!.id, text: this.ballot.peek()?.text ?? "" };
  }

  /** Casts this site's ballot, or another one while the vote is open. */
  cast(choice: Choice, text: string): Promise<Outcome> {
    return sent(this.otherWords, null, this.briefing.command({ do: "cast_vote", vote: this.vote.peek()!.id, voter: null, choice, text }));
  }

  putAside(): void {
    const id = this.aside.peek() === "result" ? this.vote.peek()?.id : this.offer.peek()?.request;
    if (id) this.seen.value = new Set(this.seen.peek()).add(id);
    writeStored(this.seenKey, [...this.seen.peek()], sessionStorage);
  }

  /** Why the floor does not open the microphone now. */
  private waitReason(): Key {
    const request = this.request.value;
    const state = this.briefing.store.state.value;
    if (state?.order.silenced) return "mic.silenced";
    if (state?.session.state === "break") return "mic.recess";
    if (state && isOver(state.session.state)) return "mic.closed";
    if (request?.state === "paused") return request.asker ? "room.pausedBy" : "room.pausedByChair";
    if (request?.state === "granted" && request.resume) return "room.waitToGoOn";
    return request?.state === "next" ? "mic.lockedNext" : "mic.locked";
  }

  async shareSlides(): Promise<Outcome> {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false }).catch(() => null);
    const track = stream?.getVideoTracks()[0];
    // The person closed the browser's own dialog: nothing was asked of the server.
    if (!track) return { ok: true, rev: 0 };
    track.contentHint = "detail";
    track.onended = () => void this.stopSlides();
    this.slides.value = track;
    const outcome = await this.briefing.command({ do: "share_content", site: null });
    if (!outcome.ok) this.endSlides();
    return outcome;
  }

  async stopSlides(): Promise<Outcome> {
    this.endSlides();
    return this.briefing.command({ do: "stop_content" });
  }

  stop(): void {
    for (const undo of this.undo) undo();
    this.endSlides();
    this.devices.close();
    this.secondScreen.peek()?.close();
  }

  private endSlides(): void {
    const track = this.slides.peek();
    this.slides.value = null;
    if (track) track.onended = null;
    track?.stop();
  }

  /** The centre took our slides off, or showed another site's: stop capturing the screen. */
  private dropForeignSlides(): () => void {
    let shown = false;
    return effect(() => {
      const state = this.briefing.store.state.value;
      const ours = state !== null && state.me.site !== null && state.programme.content === state.me.site;
      if (shown && !ours && state !== null) this.endSlides();
      shown = ours;
    });
  }

  private openMicrophone(open: boolean): void {
    const track = this.devices.microphone.value;
    if (track) track.enabled = open;
  }

  private report(): void {
    const { camera, microphone } = this.devices;
    const published = this.entered.value;
    this.briefing.reportDevices({
      microphone: published && microphone.value !== null && !this.muted.value,
      camera: published && camera.value !== null,
      content: this.slides.value !== null,
      devices: [camera.value?.label, microphone.value?.label, navigator.userAgent].filter((name) => !!name) as string[],
    });
  }
}

/** `#camera=180@10`: a smaller picture for machines with little power. */
function cameraFromAddress(devices: Devices): void {
  const match = /^(\d+)@(\d+)$/.exec(addressValues().get("camera") ?? "");
  if (match) devices.choice.value = { ...devices.choice.peek(), height: Number(match[1]), fps: Number(match[2]) };
}
