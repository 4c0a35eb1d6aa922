// What does the state of a session mean?
import type { SessionState } from "../protocol";

/** Closed for good: nothing more is said, and there are minutes of the whole. */
export const isOver = (state: SessionState): boolean => state === "closed" || state === "archived";
