// How does a spec work a chair's console by keyboard, and read what it shows?

/** Keys one after the other. */
export const type = (page, ...keys) => keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve());

/** Waits until an action may be done. */
export const ready = (page, action) => page.waitForSelector(`[data-action="${action}"][aria-disabled="false"]`);

/** Waits for the state of the speech that the keys act on: none, speaking, paused, held … */
export const speakerIs = (page, state) => page.waitForSelector(`[data-testid="speaker-time"][data-state="${state}"]`);

/** Waits until a site is on air, by its id. */
export const onAir = (page, id) => page.waitForSelector(`[data-testid="on-air"][data-site="${id}"]`);

/** Finds a site by name and chooses it. */
export async function choose(page, world, site) {
  const { id } = world.sites[site];
  await type(page, "/", "Control+a");
  await page.keyboard.type(site);
  await page.waitForFunction((id) => [...document.querySelectorAll('[data-testid="site-row"]:not([hidden])')].map((row) => row.dataset.site).join() === id, id);
  await type(page, "Tab");
  const chosen = `[data-testid="site-row"][data-site="${id}"][aria-selected="true"]`;
  if (!(await page.$(chosen))) await type(page, "Enter"); // a second time would let go of it
  await page.waitForSelector(chosen);
}

/** Confirms what was asked back. */
export async function yes(page) {
  await page.focus('[data-testid="confirm-yes"]');
  await type(page, "Enter");
}
