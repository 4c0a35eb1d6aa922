// How do units and sites form a tree? Built once from two flat lists; selection counts whole branches.
import type { Site, Unit } from "../core/calls";
import { fold } from "../core/text";

export interface Branch {
  unit: Unit;
  branches: Branch[];
  sites: Site[];
  /** Every site in this branch and below. */
  all: string[];
}

const byName = (a: { name: string }, b: { name: string }) => fold(a.name).localeCompare(fold(b.name), "vi");

/** Units whose parent is unknown (out of sight for this user) stand at the top. */
export function treeOf(units: readonly Unit[], sites: readonly Site[]): Branch[] {
  const known = new Set(units.map((unit) => unit.id));
  const build = (unit: Unit): Branch => {
    const branches = units.filter((child) => child.parent === unit.id).sort(byName).map(build);
    const own = sites.filter((site) => site.unit === unit.id).sort(byName);
    return { unit, branches, sites: own, all: [...own.map((site) => site.id), ...branches.flatMap((branch) => branch.all)] };
  };
  return units.filter((unit) => unit.parent === null || !known.has(unit.parent)).sort(byName).map(build);
}

/** Whether none, some or all sites of a branch are chosen. */
export function chosenIn(branch: Branch, chosen: ReadonlySet<string>): "none" | "some" | "all" {
  const n = branch.all.filter((id) => chosen.has(id)).length;
  return n === 0 ? "none" : n === branch.all.length ? "all" : "some";
}

/** Choose or leave out a set of sites. */
export function withChosen(chosen: ReadonlySet<string>, ids: readonly string[], on: boolean): ReadonlySet<string> {
  const next = new Set(chosen);
  for (const id of ids) on ? next.add(id) : next.delete(id);
  return next;
}
