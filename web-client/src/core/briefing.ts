// What does a screen hold while it is in a briefing? The link, the store and the media connection, wired
// together once; screens read its signals and call its few verbs.
import { effect } from "@preact/signals-core";
import type { ClientKind, Command, MediaState as OwnDevices, ServerMessage } from "../protocol";
import { handedToken } from "./account";
import { language } from "./i18n";
import { Link, type Outcome } from "./link";
import { LinkQuality } from "./media/quality";
import { MediaPeer } from "./media/peer";
import { Sound } from "./media/sound";
import { Watch } from "./media/watch";
import { readStored, writeStored } from "./stored";
import { Store } from "./store";
import { NotSignedIn } from "./tokens";

export interface BriefingOptions {
  id: string;
  kind: ClientKind;
  /** A bearer token; asked at every connection. Throws `NotSignedIn` when nobody is. */
  token: () => Promise<string>;
  /** Nobody is signed in. */
  signIn: () => void;
}

/** Thumbnail lines by role: a hall draws a mosaic of 16, the chair a preview besides, technicians four. What is not
 * drawn is not sent. */
const THUMBNAILS: Record<ClientKind, number> = { room: 16, console: 17, technician: 4 };

export class Briefing {
  readonly store = new Store();
  readonly link: Link;
  readonly media: MediaPeer;
  readonly watch: Watch;
  readonly sound = new Sound();
  readonly quality: LinkQuality;
  readonly thumbnails: number;
  private takeOver = false;
  private ownDevices: OwnDevices = { microphone: false, camera: false, content: false, devices: [] };
  private undo: (() => void)[] = [];
  private readonly resumeKey: string;

  constructor(private readonly options: BriefingOptions) {
    this.thumbnails = THUMBNAILS[options.kind];
    this.resumeKey = `giaoban.resume.${options.kind}.${options.id}`;
    this.link = new Link({
      url: socketUrl(),
      hello: () => this.hello(),
      receive: (message) => this.receive(message),
      cannot: (error) => error instanceof NotSignedIn && (options.signIn(), true),
    });
    this.media = new MediaPeer({
      role: options.kind === "room" ? "device" : "console",
      thumbnails: this.thumbnails,
      codec: () => this.store.state.peek()?.briefing.codec,
      ask: (make) => this.link.ask(make),
    });
    this.watch = new Watch((message) => this.link.send(message), this.thumbnails);
    this.quality = new LinkQuality(this.media);
    this.undo.push(effect(() => this.sound.play(this.media.voices.value)));
    const online = () => (this.link.retryNow(), this.media.pathChanged());
    window.addEventListener("online", online);
    this.undo.push(() => window.removeEventListener("online", online));
  }

  get id(): string {
    return this.options.id;
  }

  get kind(): ClientKind {
    return this.options.kind;
  }

  start(): void {
    void this.link.connect();
  }

  takeOverDevice(): void {
    this.takeOver = true;
    void this.link.connect();
  }

  stop(): void {
    for (const undo of this.undo) undo();
    this.quality.stop();
    this.media.leave();
    this.sound.stop();
    this.link.close();
  }

  now(): number {
    return this.link.clock.now();
  }

  /** `seenRev`: revision of the object a command acts on as it was seen. */
  command(command: Command, seenRev?: number): Promise<Outcome> {
    const chair_epoch = this.store.state.peek()?.seat.epoch ?? 0;
    return this.link.command(command, seenRev === undefined ? null : { rev: seenRev, chair_epoch });
  }

  /** Tell the centre which of our devices are open. */
  reportDevices(state: OwnDevices): void {
    this.ownDevices = state;
    this.link.send({ type: "media", state });
  }

  private async hello() {
    const token = handedToken() ?? (await this.options.token());
    const resume = readStored<string | null>(this.resumeKey, null, sessionStorage);
    const take_over = this.takeOver;
    this.takeOver = false;
    return { token, briefing: this.options.id, kind: this.options.kind, resume, take_over, language: language.peek() };
  }

  private receive(message: ServerMessage): void {
    this.store.apply(message);
    switch (message.type) {
      case "welcome":
        writeStored(this.resumeKey, message.resume, sessionStorage);
        return this.welcomed(message.joined, message.seeing.paused);
      case "seeing":
        return this.media.pause(message.paused);
      case "media_instance":
        return message.instance === null ? undefined : this.media.join(message.spread_ms);
      case "media_lost":
        return this.media.join();
    }
  }

  /** After a short break of the link the media connection may have lived on; it is kept when it has. */
  private welcomed(joined: boolean, paused: string[]): void {
    if (!joined || this.media.state.peek().kind !== "connected") this.media.join();
    else this.media.pause(paused);
    this.watch.sendAgain();
    if (this.options.kind === "room") this.reportDevices(this.ownDevices);
  }
}

function socketUrl(): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/ws`;
}
