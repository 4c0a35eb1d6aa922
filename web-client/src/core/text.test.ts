import { expect, test } from "vitest";
import { fold, matches } from "./text";

test.each([
  ["Bảo Yên", "bao yen"],
  ["Điện Quan", "dien quan"],
  ["  Thượng Hà ", "thuong ha"],
  ["Bảo Yên".normalize("NFD"), "bao yen"],
])("%s folds to %s", (text, folded) => expect(fold(text)).toBe(folded));

test.each([
  ["Xã Bảo Hà BHA", "bao ha", true],
  ["Xã Bảo Hà BHA", "ha bao", true],
  ["Xã Bảo Hà BHA", "bha", true],
  ["Xã Bảo Hà BHA", "đà", false],
  ["anything", "", true],
])("%s matches %s: %s", (text, query, found) => expect(matches(text, query)).toBe(found));
