// @vitest-environment happy-dom
import { render } from "preact";
import { expect, test } from "vitest";
import type { Unit, User } from "../core/calls";
import { RoleForm } from "./role-form";

const settled = () => new Promise((resolve) => setTimeout(resolve));

test("neither role nor unit is chosen beforehand, and a delegate is of one unit", async () => {
  const commune = { id: "bao-ha", name: "Xã Bảo Hà" } as Unit;
  const host = document.createElement("div");
  render(<RoleForm user={{ id: "mai" } as User} units={[commune]} again={() => {}} />, host);
  const select = (name: string) => host.querySelector<HTMLSelectElement>(`[name=${name}]`)!;
  const units = () => [...select("unit").options].map(({ value }) => value);
  const choose = async (name: string, value: string) => {
    select(name).value = value;
    select(name).dispatchEvent(new Event("change", { bubbles: true }));
    await settled();
  };
  expect([select("role").value, select("unit").value, select("role").required, select("unit").required]).toEqual(["", "", true, true]);
  await choose("role", "auditor");
  await choose("unit", "everywhere");
  expect(units()).toEqual(["", "everywhere", "bao-ha"]);
  await choose("role", "delegate");
  expect([units(), select("unit").value]).toEqual([["", "bao-ha"], ""]);
});
