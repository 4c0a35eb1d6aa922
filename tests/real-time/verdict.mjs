// When is a run in real time green? A machine that is busy elsewhere can make one test late, so one that fails is run
// once more, alone; two such tests in one run are no accident.

/** So many tests may need their second chance in one run. */
const UNSTEADY = 1;

/**
 * Judges a run: `outcomes` are {test, first, second?}, each try {ok, reason, ms}. The lines say what a reader has to
 * know; the last of them, also given by themselves, name what a green run hides.
 */
export function judge(outcomes) {
  const failed = outcomes.filter(({ first, second }) => !(second ?? first).ok);
  const shaky = outcomes.filter(({ first, second }) => !first.ok && second?.ok);
  const unsteady = shaky.map(({ test, first }) => `unsteady: ${test}, first: ${first.reason}`);
  const tooMany = unsteady.length > UNSTEADY;
  return {
    green: outcomes.length > 0 && failed.length === 0 && !tooMany,
    lines: [
      `1..${outcomes.length}`,
      `# tests ${outcomes.length}`,
      `# pass ${outcomes.length - failed.length}`,
      `# fail ${failed.length}`,
      ...(outcomes.length === 0 ? ["no test was found: red"] : []),
      ...(tooMany ? [`${unsteady.length} tests passed only when they were run again, ${UNSTEADY} may: red`] : []),
      ...unsteady,
    ],
    unsteady,
  };
}
