import { expect, test } from "vitest";
import { parseRoute } from "./route";

test.each([
  ["/", "home", ""],
  ["/pair", "pair", ""],
  ["/room/abc", "room", "abc"],
  ["/chair/abc/", "chair", "abc"],
  ["/technician/abc", "technician", "abc"],
  ["/schedule", "schedule", ""],
  ["/room", "missing", ""],
  ["/room/a/b", "missing", ""],
  ["/nothing", "missing", ""],
])("%s is %s", (path, screen, id) => expect(parseRoute(path)).toEqual({ screen, id }));
