/**
 * The life of a run, as a pure machine. A run ends exactly once; what is over stays as it ended.
 *
 *   queued → starting → running → exited | stopped | timed-out | lost
 */
export const runStates = ['queued', 'starting', 'running', 'exited', 'stopped', 'timed-out', 'lost'] as const;
export type RunState = (typeof runStates)[number];

const next: Record<RunState, readonly RunState[]> = {
  queued: ['starting', 'stopped', 'lost'],
  starting: ['running', 'exited', 'stopped', 'timed-out', 'lost'],
  running: ['exited', 'stopped', 'timed-out', 'lost'],
  exited: [],
  stopped: [],
  'timed-out': [],
  lost: [],
};

/** Takes two states; tells whether a run may go from the first to the second. */
export function mayBecome(from: RunState, to: RunState): boolean {
  return next[from].includes(to);
}

/** Takes a state; tells whether a run in it has ended. */
export function isOver(state: RunState): boolean {
  return next[state].length === 0;
}

/**
 * Did a run end as its step said it would? `null` while it is going.
 * Takes the state, the exit status (null when there is none), the statuses the step allows, and whether the output
 * matched what was expected (null when the step expects nothing). Only an exited run can be as expected.
 */
export function isAsExpected(
  state: RunState,
  exitStatus: number | null,
  allowed: readonly number[],
  outputMatched: boolean | null,
): boolean | null {
  if (!isOver(state)) return null;
  if (state !== 'exited' || exitStatus === null) return false;
  return allowed.includes(exitStatus) && outputMatched !== false;
}
