// How is one briefing planned? Fields in the order people decide them; a wrong one says so beside itself.
import { useSignal, type Signal } from "@preact/signals";
import { CircleAlert, Megaphone, Save, X } from "lucide";
import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { changeBriefing, createBriefing, readBriefing, type User } from "../core/calls";
import { t } from "../core/i18n";
import { ids } from "../testids";
import { Icon } from "../ui/icon";
import { AgendaEditor } from "./agenda-editor";
import { checkPlan, emptyPlan, inputOf, planOf, type FieldErrors, type Plan } from "./plan";
import type { Books } from "./schedule";
import { SiteTree } from "./site-tree";
import { treeOf } from "./tree";

interface Props {
  id: string | null;
  books: Books;
  onClose: () => void;
  onSaved: (id: string) => void;
}

export function PlanForm({ id, books, onClose, onSaved }: Props) {
  const plan = useSignal<Plan>(emptyPlan(Date.now()));
  const errors = useSignal<FieldErrors>({});
  const result = useSignal<{ good: boolean; text: string } | null>(null);
  useEffect(() => {
    if (id) void readBriefing(id).then((answer) => answer.ok && (plan.value = planOf(answer.value)));
  }, [id]);
  const save = async (announce: boolean) => {
    const wrong = Object.entries(checkPlan(plan.value)).map(([field, key]) => [field, t(key!)] as const);
    errors.value = Object.fromEntries(wrong);
    result.value = wrong.length > 0 ? { good: false, text: t("plan.correct", { n: wrong.length }) } : null;
    if (wrong.length > 0) return focusFirstError();
    const input = inputOf(plan.value, announce);
    const answer = id ? await changeBriefing(id, input) : await createBriefing(input);
    if (answer.ok) {
      plan.value = { ...plan.value, announced: input.announced };
      result.value = { good: true, text: t(input.announced ? "plan.announced" : "plan.saved") };
      onSaved(id ?? (answer.value as { id: string }).id);
    } else {
      const { field, text } = answer.error;
      errors.value = field ? { [field]: text } : {};
      result.value = { good: false, text: text || t("common.offline") };
      focusFirstError();
    }
  };
  return (
    <form
      class="plan-form panel"
      data-testid={ids.scheduleForm}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void save(true);
      }}
    >
      <header class="column-head">
        <h2>{t(id ? "plan.edit" : "plan.new")}</h2>
        <button type="button" class="button button-quiet button-icon" aria-label={t("common.close")} onClick={onClose}>
          <Icon icon={X} />
        </button>
      </header>
      <div class="plan-fields scroll">
        <TextFields plan={plan} errors={errors.value} />
        <PeopleFields plan={plan} errors={errors.value} books={books} />
        <AgendaEditor plan={plan} errors={errors.value} />
        <Sites plan={plan} errors={errors.value} books={books} />
      </div>
      <footer class="plan-foot">
        <p role="status" class={result.value?.good === false ? "field-problem" : "field-good"}>
          {result.value?.text}
        </p>
        <span class="row">
          {!plan.value.announced && (
            <button type="button" class="button" data-testid={ids.scheduleDraft} onClick={() => void save(false)}>
              <Icon icon={Save} />
              {t("plan.draft")}
            </button>
          )}
          <button class="button button-primary" data-testid={ids.scheduleSave}>
            <Icon icon={plan.value.announced ? Save : Megaphone} />
            {t(plan.value.announced ? "plan.save" : "plan.announce")}
          </button>
        </span>
      </footer>
    </form>
  );
}

/** The first wrong field is what the person needs next. */
function focusFirstError(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}

interface FieldProps {
  label: string;
  field: string;
  errors: FieldErrors;
  children: ComponentChildren;
}

export function Field({ label, field, errors, children }: FieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      {children}
      <FieldProblem field={field} errors={errors} />
    </label>
  );
}

export function FieldProblem({ field, errors }: { field: string; errors: FieldErrors }) {
  const problem = errorOf(errors, field);
  if (!problem) return null;
  return (
    <span class="field-problem" data-testid={ids.fieldError} data-field={field}>
      <Icon icon={CircleAlert} size="1.1em" /> {problem}
    </span>
  );
}

/** The server may name a part of a field, such as `agenda.2.minutes`. */
export const errorOf = (errors: FieldErrors, field: string): string | undefined =>
  Object.entries(errors).find(([name]) => name === field || name.startsWith(`${field}.`))?.[1];

interface Part {
  plan: Signal<Plan>;
  errors: FieldErrors;
}

function TextFields({ plan, errors }: Part) {
  const set = (change: Partial<Plan>) => (plan.value = { ...plan.value, ...change });
  const input = (name: "title" | "starts" | "ends" | "place", field: string, type: "text" | "datetime-local" = "text") => (
    <input name={field} type={type as "text"} value={plan.value[name]} aria-invalid={!!errorOf(errors, field)} onInput={(event) => set({ [name]: event.currentTarget.value })} />
  );
  return (
    <div class="field-grid">
      <div class="wide">
        <Field label={t("plan.name")} field="title" errors={errors}>
          {input("title", "title")}
        </Field>
      </div>
      <Field label={t("plan.starts")} field="starts_at" errors={errors}>
        {input("starts", "starts_at", "datetime-local")}
      </Field>
      <Field label={t("plan.ends")} field="ends_at" errors={errors}>
        {input("ends", "ends_at", "datetime-local")}
      </Field>
      <Field label={t("plan.place")} field="place" errors={errors}>
        {input("place", "place")}
      </Field>
      <Field label={t("plan.codec")} field="codec" errors={errors}>
        <select name="codec" value={plan.value.codec} onChange={(event) => set({ codec: event.currentTarget.value })}>
          <option value="vp8">{t("plan.vp8")}</option>
          <option value="h264">{t("plan.h264")}</option>
        </select>
      </Field>
    </div>
  );
}

function PeopleFields({ plan, errors, books }: Part & { books: Books }) {
  const set = (change: Partial<Plan>) => (plan.value = { ...plan.value, ...change });
  const sites = books.sites.map((site) => ({ id: site.id, name: `${site.name} (${site.code})` }));
  const chairSite = (id: string) => set({ chairSite: id, sites: id ? new Set([...plan.value.sites, id]) : plan.value.sites });
  return (
    <div class="field-grid">
      <Field label={t("plan.chair")} field="chair_user" errors={errors}>
        <Select name="chair_user" value={plan.value.chairUser} options={books.users} wrong={!!errorOf(errors, "chair_user")} onPick={(chairUser) => set({ chairUser })} />
      </Field>
      <Field label={t("plan.chairSite")} field="chair_site" errors={errors}>
        <Select name="chair_site" value={plan.value.chairSite} options={sites} wrong={!!errorOf(errors, "chair_site")} onPick={chairSite} />
      </Field>
      <Field label={t("plan.mainSite")} field="main_site" errors={errors}>
        <Select name="main_site" value={plan.value.mainSite} options={sites} wrong={!!errorOf(errors, "main_site")} none={t("plan.sameAsChair")} onPick={(mainSite) => set({ mainSite })} />
      </Field>
      <People label={t("plan.secretaries")} field="secretary_users" errors={errors} users={books.users} chosen={plan.value.secretaries} onChange={(secretaries) => set({ secretaries })} />
      <People label={t("plan.deputies")} field="deputies" errors={errors} users={books.users} chosen={plan.value.deputies} onChange={(deputies) => set({ deputies })} />
    </div>
  );
}

interface SelectProps {
  name: string;
  value: string;
  options: readonly { id: string; name: string }[];
  wrong: boolean;
  none?: string;
  label?: string;
  onPick: (id: string) => void;
}

function Select({ name, value, options, wrong, none, label, onPick }: SelectProps) {
  return (
    <select name={name} value={value} aria-label={label} aria-invalid={wrong} onChange={(event) => onPick(event.currentTarget.value)}>
      <option value="">{none ?? t("plan.pick")}</option>
      {options.map(({ id, name: text }) => (
        <option key={id} value={id}>
          {text}
        </option>
      ))}
    </select>
  );
}

interface PeopleProps {
  label: string;
  field: string;
  errors: FieldErrors;
  users: readonly User[];
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

/** Several people in order; picked from a list, removed by a press. */
function People({ label, field, errors, users, chosen, onChange }: PeopleProps) {
  const nameOf = useMemo(() => new Map(users.map((user) => [user.id, user.name])), [users]);
  return (
    <div class="field">
      <span>{label}</span>
      <span class="chips">
        {chosen.map((id) => (
          <button key={id} type="button" class="chip" aria-label={t("plan.remove", { name: nameOf.get(id) ?? id })} onClick={() => onChange(chosen.filter((other) => other !== id))}>
            {nameOf.get(id) ?? id} <Icon icon={X} size="0.9em" />
          </button>
        ))}
        <Select
          name={field}
          value=""
          options={users.filter((user) => !chosen.includes(user.id))}
          wrong={!!errorOf(errors, field)}
          none={t("plan.add")}
          label={label}
          onPick={(id) => id && onChange([...chosen, id])}
        />
      </span>
      <FieldProblem field={field} errors={errors} />
    </div>
  );
}

function Sites({ plan, errors, books }: Part & { books: Books }) {
  const tree = useMemo(() => treeOf(books.units, books.sites), [books]);
  return (
    <fieldset class="field" aria-invalid={!!errorOf(errors, "sites")} tabIndex={-1}>
      <legend>{t("plan.sites")}</legend>
      <SiteTree tree={tree} sites={books.sites} chosen={plan.value.sites} onChange={(sites) => (plan.value = { ...plan.value, sites })} />
      <FieldProblem field="sites" errors={errors} />
    </fieldset>
  );
}
