// Which pictures does this client draw, and how tall? The server picks layers by it and sends nothing for a
// slot that is not drawn, so the wishes follow the elements on screen.
import type { ClientMessage, SlotWatch } from "../../protocol";
import { slotsOf, type Slot } from "./lines";

/** Elements resize in bursts while a window is dragged. */
const SETTLE_MS = 120;
/** Heights are rounded up to this, so that a scroll bar does not change a wish. */
const STEP = 8;

interface View {
  slot: Slot;
  site: string | null;
  element: HTMLElement;
}

export class Watch {
  private views = new Set<View>();
  private listen = false;
  private last = "";
  private timer: ReturnType<typeof setTimeout> | undefined;
  private observer: ResizeObserver | null = null;

  constructor(
    private readonly send: (message: ClientMessage) => void,
    private readonly thumbnails: number,
  ) {}

  /** Draw `slot` in `element` until the returned function is called; thumbnails also name a site. */
  draw(slot: Slot, element: HTMLElement, site: string | null = null): () => void {
    const view = { slot, site, element };
    this.views.add(view);
    this.observer ??= new ResizeObserver(() => this.settle());
    this.observer.observe(element);
    this.settle();
    return () => {
      this.views.delete(view);
      this.observer?.unobserve(element);
      this.settle();
    };
  }

  setListen(listen: boolean): void {
    this.listen = listen;
    this.settle();
  }

  /** After `welcome` the server knows nothing of us. */
  sendAgain(): void {
    this.last = "";
    this.settle();
  }

  wishes(scale = window.devicePixelRatio || 1): SlotWatch[] {
    return slotsOf(this.thumbnails).map((slot) => {
      const views = [...this.views].filter((view) => view.slot === slot);
      const tallest = Math.max(0, ...views.map((view) => view.element.clientHeight));
      return { slot, site: views[0]?.site ?? null, height: Math.ceil((tallest * scale) / STEP) * STEP };
    });
  }

  private settle(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), SETTLE_MS);
  }

  private flush(): void {
    const message: ClientMessage = { type: "watch", slots: this.wishes(), listen: this.listen };
    const text = JSON.stringify(message);
    if (text === this.last) return;
    this.last = text;
    this.send(message);
  }
}
