// How are times, spans and figures written? dd/mm/yyyy, 24 hours, UTC+7 whatever the PC is set to.

const ZONE = "Asia/Ho_Chi_Minh";

const clockFormat = new Intl.DateTimeFormat("vi-VN", {
  timeZone: ZONE,
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
});
const hourFormat = new Intl.DateTimeFormat("vi-VN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const dateFormat = new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, day: "2-digit", month: "2-digit", year: "numeric" });

export const clockTime = (ms: number): string => clockFormat.format(ms);
export const hourTime = (ms: number): string => hourFormat.format(ms);
export const date = (ms: number): string => dateFormat.format(ms);

export function weekday(ms: number, language: "vi" | "en"): string {
  return new Intl.DateTimeFormat(language === "vi" ? "vi-VN" : "en-GB", { timeZone: ZONE, weekday: "long" }).format(ms);
}

/** A span as m:ss, or h:mm:ss from one hour; overtime is written with a plus sign. */
export function span(ms: number): string {
  const sign = ms < 0 ? "+" : "";
  const total = ms < 0 ? Math.floor(-ms / 1000) : Math.ceil(ms / 1000);
  const [h, m, s] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  const mm = h > 0 ? String(m).padStart(2, "0") : String(m);
  return `${sign}${h > 0 ? `${h}:` : ""}${mm}:${String(s).padStart(2, "0")}`;
}

/** Time since, as m:ss; never negative when clocks disagree by a moment. */
export const since = (from: number, now: number): string => span(Math.max(0, Math.floor((now - from) / 1000) * 1000));

/** `datetime-local` text of a moment, in UTC+7. */
export function toInput(ms: number): string {
  return new Date(ms + 7 * 3_600_000).toISOString().slice(0, 16);
}

/** The moment written in a `datetime-local` field, read as UTC+7; NaN when empty. */
export const fromInput = (text: string): number => Date.parse(`${text}:00+07:00`);

/** Midnight (UTC+7) of the day a moment falls in. */
export function startOfDay(ms: number): number {
  const day = 86_400_000;
  const shift = 7 * 3_600_000;
  return Math.floor((ms + shift) / day) * day - shift;
}

export const whole = (value: number): string => String(Math.round(value));
export const percent = (value: number): string => (value < 0.05 ? "0" : value.toFixed(value < 10 ? 1 : 0));
