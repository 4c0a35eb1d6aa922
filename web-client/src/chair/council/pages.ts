// Which pages has the panel of the briefing's business, in the order of their keys?
export const PAGES = ["roll", "vote", "opinions", "order", "conclusion", "minutes"] as const;
export type Page = (typeof PAGES)[number];
