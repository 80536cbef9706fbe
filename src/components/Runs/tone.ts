/** In which colour a run's end is told. */
import type { Run } from '../../../common/run.ts';
import { isOver } from '../../../common/run-state.ts';

/** Takes a run; gives its tone. Only what is known to have ended well is good. */
export function toneOf({ state, asExpected }: Run): 'good' | 'bad' | 'over' | 'busy' {
  if (!isOver(state)) return 'busy';
  if (state === 'stopped') return 'over';
  return state === 'exited' && asExpected !== false ? 'good' : 'bad';
}
