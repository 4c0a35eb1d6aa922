// How do arrow keys move in a list? Focus goes to the neighbouring row; the list is one stop of the Tab key.

export function rove(event: KeyboardEvent): void {
  const steps: Partial<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };
  const step = steps[event.key];
  if (step === undefined && event.key !== "Home" && event.key !== "End") return;
  const list = event.currentTarget as HTMLElement;
  const rows = [...list.querySelectorAll<HTMLElement>("[role=option]:not([hidden]), [role=row][tabindex]")];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const to = event.key === "Home" ? 0 : event.key === "End" ? rows.length - 1 : Math.min(rows.length - 1, Math.max(0, at + (step ?? 0)));
  event.preventDefault();
  rows[to]?.focus();
  rows[to]?.scrollIntoView({ block: "nearest" });
}
