import { expect, test } from "vitest";
import { HALL, KIM_SON, site } from "../../testing/scene";
import type { OpinionView } from "../../protocol";
import { attendance, byItem, missing, nextAt } from "./tally";

const opinion = (site: string, item: string | null): OpinionView => ({ id: `o-${site}-${item}`, site, author: "A", post: "", item, text: "x", at: 1 });
const item = (id: string) => ({ id, title: id, minutes: 5, speech_minutes: 5, started_at: null, closed_at: null, conclusion: "" });

test("the chair's hall is not counted; excused is not present, no picture is", () => {
  const marked = (id: string, roll_call: "no_picture" | "excused" | null) => ({ ...site(KIM_SON), id, roll_call });
  const sites = [site(HALL), marked("a", "no_picture"), marked("b", "excused"), marked("c", null)];
  expect(attendance(sites, HALL)).toEqual({ present: 1, absent: 1, none: 1 });
});

test("opinions follow the agenda, those on the whole come last", () => {
  const groups = byItem([item("1"), item("2")], [opinion("a", null), opinion("b", "2"), opinion("c", "gone")]);
  expect(groups.map((group) => [group.item?.id ?? null, group.opinions.length])).toEqual([["2", 1], [null, 2]]);
});

test("a conclusion needs words, and each task a lead and a day; a decision needs neither", () => {
  const task = { id: "t", item: null, text: "Rà soát", assignment: { lead: " ", cooperating: "", due: "" } };
  const decision = { id: "d", item: null, text: "Thống nhất", assignment: null };
  expect(missing({ text: " ", resolutions: [task, decision] })).toEqual([{ field: "words" }, { field: "lead", text: "Rà soát" }, { field: "due", text: "Rà soát" }]);
  expect(missing({ text: "Kết luận", resolutions: [decision] })).toEqual([]);
});

test("a time of day means the next such moment in UTC+7", () => {
  const noon = Date.parse("2026-03-02T12:00:00+07:00");
  expect(nextAt("12:15", noon)).toBe(noon + 900_000);
  expect(nextAt("11:45", noon)).toBe(noon + 86_400_000 - 900_000);
  expect(nextAt("", noon)).toBeNull();
});
