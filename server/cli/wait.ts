/** `handrail wait`: stays until a run or a walkthrough has ended, and says how. */
import { setTimeout as pause } from 'node:timers/promises';
import { visibleLine } from '../../common/catalog/visible.ts';
import { isRunId } from '../../common/ids.ts';
import { readLink } from '../../common/link.ts';
import type { Run } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import { outcomeMarks, outcomeWords, type Outcome, type Subject } from '../../common/subscription.ts';
import { walkId, type WalkView } from '../../common/walkthrough.ts';
import { runOutcome, walkOutcome } from '../subscriptions/outcome.ts';
import { type Api, Sorry } from './api.ts';
import { outcomeOf } from './outcome.ts';

interface Ended {
  title: string;
  environment: string;
  outcome: Outcome;
  status: number;
}

/** Between two looks, and how long a server may be away, in milliseconds. */
const lookMs = 1_000;
const patienceMs = 10 * 60_000;
const widest = 300;

/** Takes the API and a link or an id; says how it ended once it has, and gives the status: a run's own, and of a walkthrough 0 where every step was done, else 1. */
export async function waitFor(api: Api, reference: string): Promise<number> {
  const subject = subjectOf(reference);
  for (let seenAt = Date.now(); ;) {
    try {
      const ended = subject.of === 'run' ? await runEnd(api, subject.id) : await walkEnd(api, subject.id);
      if (ended !== null) {
        console.log(visibleLine(`${outcomeMarks[ended.outcome]} “${ended.title}” ${outcomeWords[ended.outcome]}, in ${ended.environment}.`, widest));
        return ended.status;
      }
      seenAt = Date.now();
    } catch (error) {
      // A server that is begun again is away for a moment.
      if (!(error instanceof Sorry) || Date.now() - seenAt > patienceMs) throw error;
    }
    await pause(lookMs);
  }
}

/** Takes what somebody was sent or copied; gives what it names. An id alone is a run's where it can be one. Throws `Sorry`. */
export function subjectOf(reference: string): Subject {
  const { pathname, searchParams } = new URL(URL.canParse(reference) ? reference : 'https://handrail.invalid');
  const link = readLink(pathname, '');
  if (link?.kind === 'run') return { of: 'run', id: link.run };
  if (link?.kind === 'walkthrough') return { of: 'walkthrough', id: link.walkthrough };
  const [run, walk] = [searchParams.get('run') ?? reference, searchParams.get('id') ?? searchParams.get('w') ?? reference.replace(/^w\//, '')];
  if (isRunId(run)) return { of: 'run', id: run };
  if (walkId.test(walk)) return { of: 'walkthrough', id: walk };
  throw new Sorry('That is no link to a run or a walkthrough, and no id of a run. Copy it whole from the page.');
}

async function runEnd(api: Api, id: string): Promise<Ended | null> {
  const { run } = await api.get(`/api/runs/${id}`) as { run: Run };
  return isOver(run.state) ? { title: run.title || run.step, environment: run.environment, outcome: runOutcome(run), status: outcomeOf(run).status } : null;
}

async function walkEnd(api: Api, id: string): Promise<Ended | null> {
  const { walkthrough: { title, environment, state } } = await api.get(`/api/walkthroughs/${id}`) as { walkthrough: WalkView };
  if (state.ended === null) return null;
  const outcome = walkOutcome(state);
  return { title, environment, outcome, status: outcome === 'finished' ? 0 : 1 };
}
