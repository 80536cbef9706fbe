/** Whether somebody may know how a run or a walkthrough ended, as things are now: who asked then may have lost what let them. */
import type { RunId } from '../../common/ids.ts';
import { rightsOf } from '../../common/rights.ts';
import type { Subject } from '../../common/subscription.ts';
import type { Persons } from '../store/persons.ts';
import type { RunIndex } from '../store/run-index.ts';
import type { Shares } from '../store/shares.ts';

interface Kept {
  persons: Pick<Persons, 'standing'>;
  runs: Pick<RunIndex, 'get'>;
  shares: Pick<Shares, 'has'>;
}

/** Takes what is kept, a person's id and what it is about; tells whether they may: who may look at all, at their own runs, at those that are shared, and at walkthroughs. */
export async function mayKnow({ persons, runs, shares }: Kept, person: string, { of, id }: Subject): Promise<boolean> {
  const standing = await persons.standing(person);
  if (standing === null || standing.disabled || !rightsOf(standing.roles).includes('view')) return false;
  if (of === 'walkthrough') return true;
  const run = await runs.get(id as RunId);
  return run !== null && (run.person === person || await shares.has(run.id));
}
