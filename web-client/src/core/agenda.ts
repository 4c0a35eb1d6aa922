// Which item of the agenda is being dealt with?
import type { AgendaItemView } from "../protocol";

export const currentItem = (agenda: readonly AgendaItemView[]): AgendaItemView | undefined =>
  agenda.find((item) => item.started_at !== null && item.closed_at === null);
