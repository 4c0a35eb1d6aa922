// How is an agenda written? A row an item: title, planned minutes, minutes a speech.
import type { Signal } from "@preact/signals";
import { ArrowUp, Plus, Trash } from "lucide";
import { t } from "../core/i18n";
import { Icon } from "../ui/icon";
import type { FieldErrors, Plan } from "./plan";
import { errorOf, FieldProblem } from "./plan-form";

type Item = Plan["agenda"][number];

export function AgendaEditor({ plan, errors }: { plan: Signal<Plan>; errors: FieldErrors }) {
  const items = plan.value.agenda;
  const put = (agenda: Item[]) => (plan.value = { ...plan.value, agenda });
  const change = (at: number, part: Partial<Item>) => put(items.map((item, i) => (i === at ? { ...item, ...part } : item)));
  const up = (at: number) => put(items.map((item, i) => (i === at - 1 ? items[at]! : i === at ? items[at - 1]! : item)));
  return (
    <fieldset class="field agenda-editor">
      <legend>{t("plan.agenda")}</legend>
      <div class="agenda-row agenda-row-head" aria-hidden="true">
        <span />
        <span>{t("plan.item")}</span>
        <span>{t("plan.minutes")}</span>
        <span>{t("plan.speechMinutes")}</span>
        <span />
      </div>
      {items.map((item, i) => (
        <div key={i} class="agenda-row">
          <span class="figures dim">{i + 1}</span>
          <input aria-label={t("plan.item")} value={item.title} aria-invalid={!!errorOf(errors, `agenda.${i}.title`)} onInput={(event) => change(i, { title: event.currentTarget.value })} />
          <Minutes label={t("plan.minutes")} value={item.minutes} max={600} wrong={!!errorOf(errors, `agenda.${i}.minutes`)} onInput={(minutes) => change(i, { minutes })} />
          <Minutes label={t("plan.speechMinutes")} value={item.speech_minutes} max={60} wrong={!!errorOf(errors, `agenda.${i}.speech_minutes`)} onInput={(speech_minutes) => change(i, { speech_minutes })} />
          <span class="row">
            <button type="button" class="button button-quiet button-icon" disabled={i === 0} aria-label={t("chair.earlier")} onClick={() => up(i)}>
              <Icon icon={ArrowUp} size="1em" />
            </button>
            <button type="button" class="button button-quiet button-icon" aria-label={t("plan.remove", { name: item.title })} onClick={() => put(items.filter((_, at) => at !== i))}>
              <Icon icon={Trash} size="1em" />
            </button>
          </span>
        </div>
      ))}
      <button type="button" class="button" onClick={() => put([...items, { title: "", minutes: 15, speech_minutes: 5 }])}>
        <Icon icon={Plus} />
        {t("plan.addItem")}
      </button>
      <FieldProblem field="agenda" errors={errors} />
    </fieldset>
  );
}

function Minutes({ label, value, max, wrong, onInput }: { label: string; value: number; max: number; wrong: boolean; onInput: (minutes: number) => void }) {
  return <input type="number" min={1} max={max} aria-label={label} aria-invalid={wrong} value={value} onInput={(event) => onInput(Number(event.currentTarget.value))} />;
}
