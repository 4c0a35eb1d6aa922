// Who may sign in, and as what? One row a person, with roles and where they count.
import { useSignal } from "@preact/signals";
import { Users as UsersIcon, X } from "lucide";
import { removeRole, removeUser, type Unit, type User } from "../core/calls";
import { t, type Key } from "../core/i18n";
import { Icon } from "../ui/icon";
import { Empty } from "../ui/states";
import { Remove } from "./directory";
import { RoleForm } from "./role-form";

export function Users({ users, units, again }: { users: User[]; units: Unit[]; again: () => void }) {
  if (users.length === 0) return <Empty icon={UsersIcon} title={t("directory.noUsers")} />;
  return (
    <section class="panel users">
      <h2>{t("directory.users")}</h2>
      <table class="small-table">
        <thead>
          <tr>
            <th>{t("directory.personName")}</th>
            <th>{t("signIn.username")}</th>
            <th>{t("directory.roles")}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <UserRow key={user.id} user={user} units={units} again={again} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function UserRow({ user, units, again }: { user: User; units: Unit[]; again: () => void }) {
  const unitName = (id: string | null) => units.find((unit) => unit.id === id)?.name ?? t("directory.everywhere");
  const problem = useSignal("");
  const drop = async (role: string) => {
    const answer = await removeRole(user.id, role);
    problem.value = answer.ok ? "" : answer.error.text || t("common.offline");
    if (answer.ok) again();
  };
  return (
    <tr>
      <th scope="row">
        {user.name} <span class="dim">{user.post}</span>
      </th>
      <td>{user.username}</td>
      <td>
        <span class="chips">
          {user.roles
            .map(({ id, role, unit }) => ({ id, name: `${t(`role.${role}` as Key)} · ${unitName(unit)}` }))
            .map(({ id, name }) => (
              <button key={id} type="button" class="chip" aria-label={t("plan.remove", { name })} onClick={() => void drop(id)}>
                {name} <Icon icon={X} size="0.9em" />
              </button>
            ))}
        </span>
        {problem.value && (
          <span role="status" class="field-problem">
            {problem.value}
          </span>
        )}
        <RoleForm user={user} units={units} again={again} />
      </td>
      <td>
        <Remove name={user.name} send={() => removeUser(user.id)} onDone={again} />
      </td>
    </tr>
  );
}
