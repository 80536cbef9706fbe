/** What the home page shows of a runbook. */
import type { Effect } from '../../common/catalog/effect.ts';
import type { Runbook } from '../../common/catalog/runbook.ts';

export interface Card {
  id: string;
  title: string;
  service: string;
  description: string;
  /** steps that run, by what they do, and those done by hand */
  count: Record<Effect | 'manual', number>;
}

/** Takes cards; gives those of runbooks with something to do first, and pages that are still to be written last. */
export function inOrder(cards: readonly Card[]): Card[] {
  const isWritten = ({ count }: Card): boolean => Object.values(count).some((number) => number > 0);
  return [...cards.filter(isWritten), ...cards.filter((card) => !isWritten(card))];
}

/** Takes a runbook of the catalog; gives its card. Writing a file into the workspace counts as a change. */
export function cardOf(runbook: Runbook): Card {
  const count = { read: 0, change: 0, destroy: 0, manual: 0 };
  for (const step of runbook.steps) {
    if (step.kind === 'manual') count.manual += 1;
    else count[step.kind === 'file' ? 'change' : step.effect] += 1;
  }
  const { id, title, service, description } = runbook;
  return { id, title, service, description, count };
}
