// Which units, sites and people are there? The tree on the left, people on the right, small forms to add.
import { useSignal } from "@preact/signals";
import { MapPinPlus, Network, UserPlus } from "lucide";
import type { ComponentChildren } from "preact";
import { account, isValid } from "../core/account";
import { createSite, createUnit, createUser, removeSite, removeUnit, type Site } from "../core/calls";
import type { Answer } from "../core/api";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { Failure, Waiting } from "../ui/states";
import { AddForm } from "./add-form";
import { Frame } from "./frame";
import { useLoaded } from "./loaded";
import { loadBooks, type Books } from "./schedule";
import { Fold } from "./site-tree";
import { treeOf, type Branch } from "./tree";
import { Users } from "./users";

const LEVELS = ["central", "province", "district", "commune", "village", "office"] as const;

export default function Directory({ signIn }: { signIn: () => void }) {
  if (!isValid(account.value)) {
    signIn();
    return null;
  }
  return <Page />;
}

function Page() {
  const [books, again] = useLoaded(loadBooks);
  const state = books.value;
  return (
    <Frame here="directory" may={state.kind === "ready" ? state.value.me.may : ["edit_directory"]} testid={ids.directory}>
      <header class="page-head">
        <h1>{t("admin.directory")}</h1>
      </header>
      {state.kind === "waiting" && <Waiting what={t("home.loading")} />}
      {state.kind === "failed" && <Failure title={t("home.failed")} advice={state.error.text || t("common.offline")} retry={again} />}
      {state.kind === "ready" && <Body books={state.value} again={again} />}
    </Frame>
  );
}

function Body({ books, again }: { books: Books; again: () => void }) {
  const tree = treeOf(books.units, books.sites);
  const unitOptions = books.units.map((unit) => ({ value: unit.id, text: unit.name }));
  return (
    <div class="directory">
      <section class="panel directory-tree">
        <h2>{t("directory.tree")}</h2>
        <div class="tree scroll">
          {tree.length === 0 && <p class="dim">{t("directory.empty")}</p>}
          {tree.map((branch) => (
            <Node key={branch.unit.id} branch={branch} again={again} />
          ))}
        </div>
      </section>
      <div class="directory-forms">
        <AddForm
          icon={Network}
          title={t("directory.addUnit")}
          fields={[
            { name: "name", label: t("directory.name") },
            { name: "level", label: t("directory.level"), options: LEVELS.map((level) => ({ value: level, text: t(`level.${level}`) })) },
            { name: "parent", label: t("directory.parent"), options: [{ value: "", text: t("directory.top") }, ...unitOptions] },
          ]}
          send={({ name = "", level = "", parent }) => createUnit({ name, level, parent: parent || null })}
          onDone={again}
        />
        <AddForm
          icon={MapPinPlus}
          title={t("directory.addSite")}
          fields={[
            { name: "code", label: t("directory.code") },
            { name: "name", label: t("directory.siteName") },
            { name: "unit", label: t("tech.unit"), options: unitOptions },
            { name: "phone", label: t("directory.phone"), optional: true },
          ]}
          send={({ code = "", name = "", unit = "", phone = "" }) => createSite({ code, name, unit, phone })}
          onDone={again}
        />
        <AddForm
          icon={UserPlus}
          title={t("directory.addUser")}
          fields={[
            { name: "username", label: t("signIn.username") },
            { name: "name", label: t("directory.personName") },
            { name: "post", label: t("register.post"), optional: true },
            { name: "password", label: t("signIn.password"), type: "password" },
          ]}
          send={({ username = "", name = "", post = "", password = "" }) => createUser({ username, name, post, password })}
          onDone={again}
        />
      </div>
      <Users users={books.users} units={books.units} again={again} />
    </div>
  );
}

function Node({ branch, again }: { branch: Branch; again: () => void }) {
  const open = useSignal(true);
  return (
    <div>
      <div class="tree-head">
        <Fold name={branch.unit.name} open={open} />
        <strong>{branch.unit.name}</strong>
        <span class="code">{t(`level.${branch.unit.level as (typeof LEVELS)[number]}`)}</span>
        {branch.branches.length + branch.sites.length === 0 && <Remove name={branch.unit.name} send={() => removeUnit(branch.unit.id)} onDone={again} />}
      </div>
      {open.value && (
        <div class="tree-branch">
          {branch.sites.map((site) => (
            <SiteLine key={site.id} site={site} again={again} />
          ))}
          {branch.branches.map((child) => (
            <Node key={child.unit.id} branch={child} again={again} />
          ))}
        </div>
      )}
    </div>
  );
}

function SiteLine({ site, again }: { site: Site; again: () => void }) {
  return (
    <p class="tree-leaf">
      <span>{site.name}</span>
      <span class="code">{site.code}</span>
      {site.phone && <span class="dim figures">{site.phone}</span>}
      <Remove name={site.name} send={() => removeSite(site.id)} onDone={again} />
    </p>
  );
}

interface RemoveProps {
  name: string;
  send: () => Promise<Answer<unknown>>;
  onDone: () => void;
}

/** Two presses: the first names what would go. */
export function Remove({ name, send, onDone }: RemoveProps) {
  const sure = useSignal(false);
  const problem = useSignal<ComponentChildren>(null);
  const press = async () => {
    if (!sure.value) return void (sure.value = true);
    const answer = await send();
    problem.value = answer.ok ? null : answer.error.text;
    sure.value = false;
    if (answer.ok) onDone();
  };
  return (
    <span class="remove">
      {problem.value && <span class="field-problem">{problem.value}</span>}
      <button type="button" class={sure.value ? "button button-air" : "button button-quiet"} onBlur={() => (sure.value = false)} onClick={() => void press()}>
        {sure.value ? t("directory.reallyRemove", { name }) : t("directory.remove")}
      </button>
    </span>
  );
}
