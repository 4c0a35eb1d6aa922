import { expect, test, vi } from "vitest";
import { Actions, type Action } from "./actions";

const press = (key: string, change: Partial<KeyboardEvent> = {}) =>
  ({ key, target: null, preventDefault: () => undefined, ...change }) as unknown as KeyboardEvent;

const action = (change: Partial<Action> = {}): Action => ({
  id: "stop",
  label: () => "chair.stop",
  shortcut: "s",
  may: () => true,
  send: vi.fn(),
  ...change,
});

test("a key performs its action, capital or not", () => {
  const stop = action();
  expect(new Actions([stop]).key(press("S"))).toBe(true);
  expect(stop.send).toHaveBeenCalledOnce();
});

test.each([
  ["with Ctrl", press("s", { ctrlKey: true })],
  ["repeated", press("s", { repeat: true })],
  ["another key", press("x")],
  ["Escape", press("Escape")],
  ["typed into a field", press("s", { target: { matches: () => true } as unknown as EventTarget })],
])("a key %s does nothing", (_, event) => {
  const stop = action();
  new Actions([stop]).key(event);
  expect(stop.send).not.toHaveBeenCalled();
});

test("what the role does not allow is neither shown nor performed", () => {
  const stop = action({ may: () => false });
  const actions = new Actions([stop]);
  expect(actions.shown.value).toEqual([]);
  actions.key(press("s"));
  actions.perform(stop);
  expect(stop.send).not.toHaveBeenCalled();
});

test("what is not possible now is not performed", () => {
  const stop = action({ ready: () => "chair.nobodySpeaks" });
  new Actions([stop]).perform(stop);
  expect(stop.send).not.toHaveBeenCalled();
});

test("a step that cannot be undone is asked once; keys wait for the answer", () => {
  const stop = action({ ask: () => ({ title: "chair.stopTitle", body: "chair.stopBody", params: { site: "Bảo Hà" }, yes: "chair.stop" }) });
  const actions = new Actions([stop]);
  actions.key(press("s"));
  actions.key(press("s"));
  expect(stop.send).not.toHaveBeenCalled();
  actions.answer(false);
  expect(stop.send).not.toHaveBeenCalled();
  actions.perform(stop);
  actions.answer(true);
  expect(stop.send).toHaveBeenCalledOnce();
});

test("a refusal is shown in the server's words, then goes", async () => {
  vi.useFakeTimers();
  const refusal = { code: "stale", text: "Xem lại", field: null } as const;
  const actions = new Actions([action({ send: async () => ({ ok: false, refusal }) })]);
  actions.perform(actions.byId("stop"));
  expect([...actions.pending.value]).toEqual(["stop"]);
  await vi.advanceTimersByTimeAsync(0);
  expect(actions.refused.value?.text).toBe("Xem lại");
  expect([...actions.pending.value]).toEqual([]);
  await vi.advanceTimersByTimeAsync(8_000);
  expect(actions.refused.value).toBeNull();
  vi.useRealTimers();
});
