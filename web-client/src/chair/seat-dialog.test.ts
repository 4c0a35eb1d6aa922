// @vitest-environment happy-dom
import { expect, test } from "vitest";
import { Store } from "../core/store";
import type { PersonView } from "../protocol";
import { briefingOf } from "../testing/desk";
import { delta, welcome } from "../testing/scene";
import { Console } from "./console";
import { others, raised } from "./seat-dialog";

const person = (id: string, name: string, online = true): PersonView => ({ id, name, online });

test("whoever has a part or sits at a console may be named, each once and by name", () => {
  const store = new Store();
  store.apply(welcome());
  const seat = { ...store.seat.value, holder: "chair", deputies: [person("pho", "Phó", false)], secretaries: [person("ha", "Hà")] };
  const people = [person("chair", "Chủ trì"), person("quan-sat", "Đào Văn An"), person("ha", "Hà"), person("binh", "Bình")];
  store.apply(delta(20, { object: "seat", value: seat }, { object: "people", value: people }));
  const console = new Console(briefingOf(store, []));
  expect(others(console, ["ha"]).map(({ name }) => name)).toEqual(["Bình", "Đào Văn An", "Phó"]);
  expect(others(console, ["pho", "ha", "binh", "quan-sat"])).toEqual([]);
});

test("one press raises a deputy by one place", () => {
  expect(raised(["a", "b", "c"], 2)).toEqual(["a", "c", "b"]);
  expect(raised(["a", "b"], 0)).toEqual(["a", "b"]);
});
