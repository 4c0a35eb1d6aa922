// How may one vote? In the order of the ballot, which is that of its keys.
import type { Choice } from "../protocol";

export const CHOICES: readonly Choice[] = ["for", "against", "other"];
