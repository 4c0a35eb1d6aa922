import { expect, test } from "vitest";
import { problemOf } from "./devices";

test.each([
  ["NotAllowedError", "denied"],
  ["NotFoundError", "missing"],
  ["OverconstrainedError", "missing"],
  ["NotReadableError", "in_use"],
  ["SomethingNew", "failed"],
])("%s is told as %s", (name, problem) => expect(problemOf({ name })).toBe(problem));
