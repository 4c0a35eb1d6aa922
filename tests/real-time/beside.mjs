// Which tests in real time run beside each other? As many as two processors carry: a browser test with many pictures wants
// both, other browsers one, bots half of one (four at a time leave two thirds idle), and what only waits none.

const PROCESSORS = 2;

/** Calls `run` with each unit, the heaviest last, when its `load` of processors is free; comes back when all are over. */
export async function besideEachOther(units, run) {
  const running = new Set();
  let free = PROCESSORS;
  for (const unit of units.toSorted((a, b) => a.load - b.load)) {
    while (free < unit.load) await Promise.race(running);
    free -= unit.load;
    const over = run(unit).finally(() => {
      running.delete(over);
      free += unit.load;
    });
    running.add(over);
  }
  await Promise.all(running);
}
