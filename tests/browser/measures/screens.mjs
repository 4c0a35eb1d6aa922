// What does every screen look like? Each in its main states, in three sizes and two languages: pictures in a folder, and
// on each whether axe-core finds a violation, whether anything reaches beyond the edge, whether the console complained.
//
//   npm run screens -- FOLDER

import { mkdirSync } from "node:fs";
import path from "node:path";
import { violationsOf } from "../lib/axe.mjs";
import { launchChromium } from "../lib/browsers.mjs";
import { looks } from "../lib/capture.mjs";
import { type, yes } from "../lib/console.mjs";
import { addressOf, handOf, openScreen } from "../lib/product.mjs";
import { startWorld } from "../lib/world.mjs";

const SIZES = { hall: [1920, 1080], laptop: [1366, 768], tablet: [1180, 820] };
const SITES = { vi: "Bảo Hà", en: "Kim Sơn" };
const BOTS = ["Cam Cọn", "Lương Sơn", "Phố Ràng"];
/** Layout and pictures come to rest; nothing moves besides, or axe-core would see colours half way. */
const SETTLE_MS = 400;

const folder = process.argv[2] ?? "screens";
mkdirSync(folder, { recursive: true });
const world = await startWorld([...Object.values(SITES), ...BOTS]);
const browser = await launchChromium({ look: looks.blue, width: 640, height: 360, fps: 10 });
const problems = [];
let pictures = 0;

/** One state of a screen, on its page of each language. */
async function shoot(name, pages) {
  for (const [language, page] of Object.entries(pages)) {
    for (const [size, [width, height]] of Object.entries(SIZES)) {
      await page.setViewportSize({ width, height });
      await page.waitForTimeout(SETTLE_MS);
      const file = `${name}-${size}-${language}.png`;
      await page.screenshot({ path: path.join(folder, file) });
      pictures += 1;
      for (const { rule, at } of await violationsOf(page)) problems.push(`${file}: ${rule}\n    ${at.join("\n    ")}`);
      const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (beyond > 0) problems.push(`${file}: ${beyond} px beyond the edge`);
    }
    problems.push(...page.errors.splice(0).map((error) => `${name}-${language}: ${error}`));
  }
}

/** A page of each language, opened alike. */
async function both(open) {
  const pages = {};
  for (const language of Object.keys(SITES)) {
    pages[language] = await browser.newPage({ viewport: { width: 1366, height: 768 }, reducedMotion: "reduce" });
    await open(pages[language], language);
  }
  return pages;
}

const each = (pages, act) => Promise.all(Object.values(pages).map(act));
const shut = (pages) => each(pages, (page) => page.close());
const keys = (pages, ...sequence) => each(pages, (page) => type(page, ...sequence));
const wait = (pages, selector) => each(pages, (page) => page.waitForSelector(selector));
const idOf = (site) => world.sites[site].id;

async function signIn(page, language, username) {
  await page.goto(`${world.base}/#lang=${language}`);
  await page.fill('[data-testid="username"]', username);
  await page.fill('[data-testid="password"]', world.password);
  await page.click('[data-testid="sign-in-submit"]');
  await page.waitForSelector('[data-testid="home"]');
}

async function outsideOfBriefings() {
  const arriving = await both((page, language) => page.goto(`${world.base}/#lang=${language}`));
  await wait(arriving, '[data-testid="sign-in"]');
  await shoot("sign-in", arriving);
  await each(arriving, (page) => page.goto(`${world.base}/pair`));
  await wait(arriving, '[data-testid="pair-code"]');
  await shoot("pair", arriving);
  await shut(arriving);
  const admin = await both((page, language) => signIn(page, language, world.users.admin));
  await shoot("home", admin);
  for (const screen of ["schedule", "directory"]) {
    await each(admin, (page) => page.goto(`${world.base}/${screen}`));
    await wait(admin, `[data-testid="${screen}"]`);
    await shoot(screen, admin);
  }
  await each(admin, (page) => page.goto(`${world.base}/schedule`));
  await each(admin, (page) => page.click('[data-testid="schedule-new"]'));
  await wait(admin, '[data-testid="schedule-form"]');
  await shoot("schedule-form", admin);
  await shut(admin);
}

async function briefing() {
  const lobby = await both((page, language) => page.goto(addressOf(world, "room", world.sites[SITES[language]].token, { enter: false, language })));
  await wait(lobby, '[data-testid="lobby"]');
  await shoot("lobby", lobby);
  await shut(lobby);

  for (const bot of [world.hall, ...BOTS]) await world.join(bot);
  const rooms = await both((page, language) => openScreen(page, world, "room", world.sites[SITES[language]].token, { language }));
  const hand = await handOf(await browser.newPage(), world, world.users.secretary);
  const token = async (user) => await world.signIn(world.users[user]);
  const chair = await both(async (page, language) => openScreen(page, world, "chair", await token("chair"), { language }));
  const technician = await both(async (page, language) => openScreen(page, world, "technician", await token("technician"), { language }));
  const asks = (site, speaker) =>
    hand.command({ do: "register", site: idOf(site), speaker, post: "Chủ tịch UBND xã", kind: "speech", item: null, minutes: null, document: null });

  await shoot("room-watching", rooms);
  await keys(rooms, "d");
  await wait(rooms, '[data-testid="register-form"]');
  await shoot("room-register", rooms);
  await keys(rooms, "Escape");
  await keys({ page: chair.vi }, "i");
  for (const [nth, site] of [BOTS[0], ...Object.values(SITES), BOTS[1]].entries()) await asks(site, `Nguyễn Văn ${"ABCD"[nth]}`);
  await shoot("room-waiting", rooms);
  await hand.command({ do: "call_next", target: { kind: "site", id: idOf(SITES.vi) } }, "floor");
  await rooms.vi.waitForSelector('[data-testid="prepare"]');
  await shoot("room-prepare", { vi: rooms.vi });
  await hand.grant(BOTS[0]);
  await wait(chair, '[data-testid="speaker-time"][data-state="speaking"]');
  await shoot("chair-speech", chair);
  await shoot("technician-matrix", technician);
  await keys(technician, "2", "Enter");
  await wait(technician, '[data-testid="site-detail"]');
  await shoot("technician-site", technician);
  for (const language of ["vi", "en"]) {
    await hand.grant(SITES[language]);
    await rooms[language].waitForSelector('[data-testid="room"][data-tally="on_air"]');
    await shoot("room-on-air", { [language]: rooms[language] });
  }
  for (const [name, key] of [["compose", "6"], ["conduct", "7"], ["seat", "8"], ["journal", "m"], ["help", "?"]]) {
    await keys(chair, key);
    await shoot(`chair-${name}`, chair);
    await keys(chair, "Escape");
  }
  await keys(chair, "w");
  await shoot("chair-wall", chair);
  await keys(chair, "w");

  await keys({ page: chair.vi }, "d");
  await wait(chair, '[data-testid="speaker-time"][data-state="none"]');
  await keys(chair, "=");
  await shoot("chair-roll-setup", chair);
  await hand.command({ do: "set_mode", mode: { kind: "roll_call" } });
  await hand.command({ do: "start_roll_call", seconds: 60, again: true });
  await wait(rooms, '[data-testid="roll-band"]');
  await shoot("room-roll-call", rooms);
  await shoot("chair-roll-call", chair);
  await hand.command({ do: "end_roll_call" });
  await hand.command({ do: "set_mode", mode: { kind: "chaired" } });
  await hand.command({ do: "open_vote", question: "Thông qua phương án phòng, chống thiên tai năm 2026", delegates: [], named: true, quorum: "half" });
  await wait(rooms, '[data-testid="ballot-form"]');
  await shoot("room-ballot", rooms);
  await keys(rooms, "1");
  for (const [name, key] of [["vote", "2"], ["opinions", "3"], ["order", "4"], ["conclusion", "5"], ["minutes", "6"]]) {
    await keys(chair, key);
    await wait(chair, `[data-testid="council"][data-page="${name}"]`);
    await shoot(`chair-${name}`, chair);
  }
  await each(chair, (page) => page.click('[data-action="council-close"]'));
  await hand.command({ do: "set_banner", text: "Đề nghị các điểm cầu kiểm tra âm thanh trước 8 giờ 30" });
  await each(SITES, (site) => hand.command({ do: "send_message", site: idOf(site), text: "Đề nghị chỉnh camera thấp xuống" }));
  await wait(rooms, '[data-testid="message"]');
  await shoot("room-message", rooms);
  await shoot("chair-banner", chair);
  await hand.command({ do: "set_banner", text: "" });
  await keys(rooms, "r");
  await asks(SITES.vi, "Nguyễn Văn A");
  await asks(SITES.en, "Nguyễn Văn B");
  await keys({ page: chair.vi }, "j");
  await yes(chair.vi);
  await wait(rooms, '[data-testid="offer"]');
  await shoot("room-offer", rooms);
  await hand.command({ do: "recess", words: "Nghỉ giải lao", resumes_at: Date.now() + 900_000 });
  await wait(rooms, '[data-testid="session-slate"]');
  await shoot("room-break", rooms);
  await shoot("chair-break", chair);
  await hand.command({ do: "resume" });
  await keys({ page: chair.en }, "q");
  await shoot("chair-closing", { en: chair.en });
  await keys({ page: chair.en }, "Escape");
  await hand.command({ do: "close" });
  await wait(rooms, '[data-testid="session-slate"][data-state="closed"]');
  await shoot("room-closed", rooms);
  await shoot("chair-closed", chair);
}

try {
  await outsideOfBriefings();
  await briefing();
} finally {
  await browser.close();
  await world.stop();
  console.log(problems.join("\n"));
  console.log(`${pictures} pictures in ${folder}, ${problems.length} problems`);
}
process.exitCode = problems.length > 0 ? 1 : 0;
