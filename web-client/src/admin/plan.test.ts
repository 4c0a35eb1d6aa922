import { expect, test } from "vitest";
import { checkPlan, emptyPlan, inputOf, planOf, type Plan } from "./plan";
import { chosenIn, treeOf, withChosen } from "./tree";

const NOW = Date.UTC(2026, 10, 23, 3);
const good: Plan = { ...emptyPlan(NOW), title: "Giao ban", chairUser: "u", chairSite: "s", sites: new Set(["s"]) };

test("a new plan begins tomorrow at half past seven, UTC+7", () => {
  expect(emptyPlan(NOW)).toMatchObject({ starts: "2026-11-24T07:30", ends: "2026-11-24T10:30" });
});

test.each<[string, Partial<Plan>, string[]]>([
  ["complete", {}, []],
  ["no title", { title: "  " }, ["title"]],
  ["ends before it starts", { ends: "2026-11-24T07:00" }, ["ends_at"]],
  ["no start", { starts: "" }, ["starts_at"]],
  ["nobody and nowhere", { chairUser: "", chairSite: "", sites: new Set() }, ["chair_user", "chair_site", "sites"]],
])("a plan that is %s names its wrong fields", (_, change, fields) => {
  expect(Object.keys(checkPlan({ ...good, ...change }))).toEqual(fields);
});

test("what is read is what was sent; empty new items are left out, announcing is never taken back", () => {
  const plan = { ...good, agenda: [{ title: "Mục 1", minutes: 30, speech_minutes: 5 }, { title: " ", minutes: 15, speech_minutes: 5 }] };
  const input = inputOf(plan, true);
  expect(input).toMatchObject({ announced: true, main_site: null, agenda: [{ title: "Mục 1" }], sites: ["s"] });
  expect(inputOf(planOf(input), false)).toEqual(input);
});

const units = [
  { id: "p", name: "Tỉnh", level: "province", parent: null },
  { id: "b", name: "Xã B", level: "commune", parent: "p" },
  { id: "a", name: "Xã Á", level: "commune", parent: "p" },
];
const at = (id: string, unit: string) => ({ id, code: id, name: id, unit, phone: "" });

test("the tree sorts without accents, and a branch chooses everything below it", () => {
  const [top] = treeOf(units, [at("1", "p"), at("2", "a"), at("3", "b")]);
  expect(top!.branches.map((branch) => branch.unit.id)).toEqual(["a", "b"]);
  expect(chosenIn(top!, new Set())).toBe("none");
  expect(chosenIn(top!, new Set(["2"]))).toBe("some");
  const all = withChosen(new Set(), top!.all, true);
  expect(chosenIn(top!, all)).toBe("all");
  expect(withChosen(all, top!.branches[0]!.all, false).has("2")).toBe(false);
});

test("a unit whose parent is out of sight stands at the top", () => {
  expect(treeOf(units.slice(1), []).map((branch) => branch.unit.id)).toEqual(["a", "b"]);
});
