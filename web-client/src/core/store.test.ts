import { effect } from "@preact/signals-core";
import { beforeEach, expect, test } from "vitest";
import type { ServerMessage, SiteLink } from "../protocol";
import { delta, request, site, T0, welcome } from "../testing/scene";
import { Store } from "./store";

const SITES = 160;
let store: Store;

beforeEach(() => {
  store = new Store();
  const large = welcome();
  large.snapshot.sites = Array.from({ length: SITES }, (_, i) => site(`site-${i}`, { order: i }));
  store.apply(large);
});

/** How often what reads `look` would be drawn while `messages` arrive, the first time not counted. */
function redrawn(look: () => unknown, messages: ServerMessage[]): number {
  let drawn = -1;
  const stop = effect(() => {
    look();
    drawn += 1;
  });
  messages.forEach((message) => store.apply(message));
  stop();
  return drawn;
}

const link = (i: number) => ({ site: `site-${i}`, peer: `peer-${i}` }) as unknown as SiteLink;
const figures = Array.from({ length: 100 }, (_, i): ServerMessage => ({ type: "links", at: T0 + i, links: [link(i)] }) as unknown as ServerMessage);
const floors = Array.from({ length: 20 }, (_, i) => delta(20 + i, { object: "floor", value: { rev: i, open: true, waiting: 1, requests: [request(`r${i}`, "site-1")] } }));

test("figures and the floor redraw neither the roster nor the name of a site", () => {
  const roster = () => store.siteList.value;
  const name = () => store.site("site-7")?.name;
  expect(redrawn(roster, [...figures, ...floors])).toBe(0);
  expect(redrawn(name, [...figures, ...floors])).toBe(0);
});

test("one site's change leaves the rows of the others as they were", () => {
  const before = [...store.siteList.value];
  expect(redrawn(() => store.siteList.value, [delta(50, { object: "site", value: site("site-7", { order: 7, state: "lost" }) })])).toBe(1);
  const changed = store.siteList.value.filter((row, i) => row !== before[i]);
  expect(changed.map(({ id }) => id)).toEqual(["site-7"]);
});
