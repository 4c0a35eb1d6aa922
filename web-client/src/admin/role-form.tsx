// What shall somebody be, and where? Neither is chosen beforehand: a role given everywhere by oversight reaches everyone.
import { useSignal } from "@preact/signals";
import { addRole, type Unit, type User } from "../core/calls";
import { t } from "../core/i18n";

const ROLES = ["admin", "centre", "technician", "secretary", "chair", "deputy", "delegate", "observer", "auditor"] as const;
/** Means something in one unit only. */
const OF_ONE_UNIT: readonly string[] = ["delegate"];
const EVERYWHERE = "everywhere";

export function RoleForm({ user, units, again }: { user: User; units: Unit[]; again: () => void }) {
  const role = useSignal("");
  const unit = useSignal("");
  const problem = useSignal("");
  const give = async () => {
    const answer = await addRole(user.id, role.value, unit.value === EVERYWHERE ? null : unit.value);
    problem.value = answer.ok ? "" : answer.error.text || t("common.offline");
    if (!answer.ok) return;
    role.value = unit.value = "";
    again();
  };
  const everywhere = !OF_ONE_UNIT.includes(role.value);
  return (
    <form
      class="row role-form"
      onSubmit={(event) => {
        event.preventDefault();
        void give();
      }}
    >
      <select
        name="role"
        required
        aria-label={t("directory.roles")}
        value={role.value}
        onChange={(event) => {
          role.value = event.currentTarget.value;
          if (OF_ONE_UNIT.includes(role.value) && unit.value === EVERYWHERE) unit.value = "";
        }}
      >
        <option value="">{t("directory.pickRole")}</option>
        {ROLES.map((role) => (
          <option key={role} value={role}>
            {t(`role.${role}`)}
          </option>
        ))}
      </select>
      <select name="unit" required aria-label={t("tech.unit")} value={unit.value} onChange={(event) => (unit.value = event.currentTarget.value)}>
        <option value="">{t("directory.pickUnit")}</option>
        {everywhere && <option value={EVERYWHERE}>{t("directory.everywhere")}</option>}
        {units.map((unit) => (
          <option key={unit.id} value={unit.id}>
            {unit.name}
          </option>
        ))}
      </select>
      <button class="button">{t("directory.addRole")}</button>
      {problem.value && (
        <span role="status" class="field-problem">
          {problem.value}
        </span>
      )}
    </form>
  );
}
