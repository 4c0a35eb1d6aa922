// Which sites are expected? A tree with check boxes; a branch chooses everything below it.
import { useSignal, type Signal } from "@preact/signals";
import { ChevronDown, ChevronRight, Search } from "lucide";
import { useEffect, useRef } from "preact/hooks";
import type { Site } from "../core/calls";
import { t } from "../core/i18n";
import { matches } from "../core/text";
import { Icon } from "../ui/icon";
import { chosenIn, withChosen, type Branch } from "./tree";

interface Props {
  tree: Branch[];
  sites: readonly Site[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
}

export function SiteTree({ tree, sites, chosen, onChange }: Props) {
  const query = useSignal("");
  const found = query.value === "" ? null : sites.filter((site) => matches(`${site.name} ${site.code}`, query.value));
  const toggle = (ids: readonly string[], on: boolean) => onChange(withChosen(chosen, ids, on));
  return (
    <div class="site-tree">
      <label class="search">
        <Icon icon={Search} />
        <input type="search" placeholder={t("chair.searchHint")} aria-label={t("chair.search")} value={query.value} onInput={(event) => (query.value = event.currentTarget.value)} />
      </label>
      <div class="tree scroll" role="group" aria-label={t("plan.sites")}>
        {found ? found.map((site) => <Leaf key={site.id} site={site} chosen={chosen} toggle={toggle} />) : tree.map((branch) => <Node key={branch.unit.id} branch={branch} chosen={chosen} toggle={toggle} />)}
        {found?.length === 0 && <p class="dim">{t("chair.notFound")}</p>}
      </div>
      <p class="figures">{t("plan.chosen", { n: chosen.size })}</p>
    </div>
  );
}

type Toggle = (ids: readonly string[], on: boolean) => void;

function Node({ branch, chosen, toggle }: { branch: Branch; chosen: ReadonlySet<string>; toggle: Toggle }) {
  const box = useRef<HTMLInputElement>(null);
  const open = useSignal(true);
  const state = chosenIn(branch, chosen);
  useEffect(() => void (box.current && (box.current.indeterminate = state === "some")), [state]);
  if (branch.all.length === 0) return null;
  return (
    <div>
      <div class="tree-head">
        <Fold name={branch.unit.name} open={open} />
        <label>
          <input ref={box} type="checkbox" checked={state === "all"} onChange={(event) => toggle(branch.all, event.currentTarget.checked)} />
          {branch.unit.name}
        </label>
        <span class="dim figures">
          {branch.all.filter((id) => chosen.has(id)).length}/{branch.all.length}
        </span>
      </div>
      {open.value && (
        <div class="tree-branch">
          {branch.sites.map((site) => (
            <Leaf key={site.id} site={site} chosen={chosen} toggle={toggle} />
          ))}
          {branch.branches.map((child) => (
            <Node key={child.unit.id} branch={child} chosen={chosen} toggle={toggle} />
          ))}
        </div>
      )}
    </div>
  );
}

/** Opens and closes a branch; beside the name, because the name chooses. */
export function Fold({ name, open }: { name: string; open: Signal<boolean> }) {
  return (
    <button type="button" class="fold" aria-expanded={open.value} aria-label={name} onClick={() => (open.value = !open.value)}>
      <Icon icon={open.value ? ChevronDown : ChevronRight} size="1.1em" />
    </button>
  );
}

function Leaf({ site, chosen, toggle }: { site: Site; chosen: ReadonlySet<string>; toggle: Toggle }) {
  return (
    <label class="tree-leaf">
      <input type="checkbox" checked={chosen.has(site.id)} data-site={site.id} onChange={(event) => toggle([site.id], event.currentTarget.checked)} />
      <span>{site.name}</span>
      <span class="code">{site.code}</span>
    </label>
  );
}
