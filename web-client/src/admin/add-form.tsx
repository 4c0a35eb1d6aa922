// How is one thing added to the directory? A small form that keeps what was typed until the server accepts it.
import { useSignal } from "@preact/signals";
import type { IconNode } from "lucide";
import type { Answer } from "../core/api";
import { t } from "../core/i18n";
import { Icon } from "../ui/icon";
import type { FieldErrors } from "./plan";
import { errorOf, Field } from "./plan-form";

export interface FormField {
  name: string;
  label: string;
  type?: "text" | "password";
  optional?: boolean;
  options?: { value: string; text: string }[];
}

interface Props {
  icon: IconNode;
  title: string;
  fields: FormField[];
  send: (values: Record<string, string>) => Promise<Answer<unknown>>;
  onDone: () => void;
}

export function AddForm({ icon, title, fields, send, onDone }: Props) {
  const errors = useSignal<FieldErrors>({});
  const result = useSignal<{ good: boolean; text: string } | null>(null);
  const submit = async (form: HTMLFormElement) => {
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    const answer = await send(values);
    errors.value = !answer.ok && answer.error.field ? { [answer.error.field]: answer.error.text } : {};
    result.value = answer.ok ? { good: true, text: t("directory.added") } : { good: false, text: answer.error.text || t("common.offline") };
    if (!answer.ok) return;
    form.reset();
    onDone();
  };
  return (
    <details class="panel add-form">
      <summary>
        <Icon icon={icon} /> {title}
      </summary>
      <form
        class="fields"
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        {fields.map((field) => (
          <Field key={field.name} label={field.label} field={field.name} errors={errors.value}>
            {field.options ? (
              <select name={field.name} aria-invalid={!!errorOf(errors.value, field.name)}>
                {field.options.map(({ value, text }) => (
                  <option key={value} value={value}>
                    {text}
                  </option>
                ))}
              </select>
            ) : (
              <input name={field.name} type={(field.type ?? "text") as "text"} required={!field.optional} autocomplete={field.type === "password" ? "new-password" : "off"} aria-invalid={!!errorOf(errors.value, field.name)} />
            )}
          </Field>
        ))}
        <p role="status" class={result.value?.good === false ? "field-problem" : "field-good"}>
          {result.value?.text}
        </p>
        <button class="button button-primary">{t("plan.add")}</button>
      </form>
    </details>
  );
}
