/** What is told of a link's target: what is public of a runbook, and of runs and walkthroughs as much as the channel is shown. Pure. */
import { effects } from '../../common/catalog/effect.ts';
import type { Runbook } from '../../common/catalog/runbook.ts';
import type { Step } from '../../common/catalog/step.ts';
import { type Tally, tallyOf } from '../../common/freshness.ts';
import type { Run } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import { triedSteps } from '../../common/standing.ts';
import { outcomeMarks, outcomeWords } from '../../common/subscription.ts';
import type { Tested } from '../../common/tested.ts';
import type { WalkHead, WalkState } from '../../common/walkthrough.ts';
import type { LinkTarget } from '../links/resolve.ts';
import { runOutcome, walkOutcome } from '../subscriptions/outcome.ts';
import type { Card } from './blocks.ts';

/** A link to something written down. */
export type PlaceTarget = Extract<LinkTarget, { kind: 'runbook' | 'procedure' | 'step' }>;

const effectWords = { read: 'only reads', change: 'changes something', destroy: 'destroys something' } as const;

/** Takes a place, what the test found, the last runs of its steps where the channel is told of them (else null), and the time. */
export function placeCard(target: PlaceTarget, tested: Tested | null, last: readonly Run[] | null, now: number): Card {
  const { runbook, page, values } = target;
  const steps = stepsOf(target);
  return {
    title: placeTitle(target), path: page, output: '',
    says: target.kind === 'runbook' ? runbook.description : target.kind === 'step' ? `Step of “${runbook.title}”` : `Procedure of “${runbook.title}”`,
    facts: [
      ['Effect', effectOf(steps)],
      ['Environment', values.env ?? runbook.environments.join(', ')],
      ['Owner', runbook.owners.join(', ') || 'nobody named yet'],
      ['Service', runbook.service],
      ['Freshness', freshnessOf(runbook, steps, tested, now)],
      ['With', Object.entries(values).filter(([name]) => name !== 'env' && name !== 'w').map(([name, value]) => `${name}=${value}`).join(' ')],
      ['Last result', last === null ? '' : lastOf(last, steps, now)],
    ],
  };
}

/** Takes the steps of a place; gives them. */
export function stepsOf(target: PlaceTarget): readonly Step[] {
  if (target.kind === 'step') return [target.step];
  return target.kind === 'procedure' ? target.steps : target.runbook.steps;
}

/** What a run's card is made of. `person` and `output` only where its owner shares it. */
export interface RunNews {
  run: Run;
  /** null when it is no longer there */
  runbook: Runbook | null;
  /** the name of whoever ran it; null when that is not told */
  person: string | null;
  /** as `outputBlock` gives it */
  output: string;
  page: string;
}

/** Takes what is told of a run, and the time (Unix milliseconds). */
export function runCard({ run, runbook, person, output, page }: RunNews, now: number): Card {
  const { state, environment, exitStatus, parameters } = run;
  return {
    title: `${signOf(run)} ${run.title || run.step}`, path: page, output,
    says: isOver(state) ? `It ${outcomeWords[runOutcome(run)]}.` : `It is ${state === 'queued' ? 'waiting for its turn' : state}.`,
    facts: [
      ['Runbook', runbook?.title ?? run.runbook],
      ['Environment', place(environment, parameters)],
      ['State', state === 'exited' ? `exited with ${exitStatus ?? '?'}` : state],
      ['Ran by', person ?? ''],
      timesOf(run, now),
    ],
  };
}

function timesOf({ state, queuedAt, startedAt, endedAt }: Run, now: number): [string, string] {
  const begun = startedAt ?? queuedAt;
  if (!isOver(state)) return ['Begun', `${utc(begun)} (${lasted(now - begun)} ago)`];
  const ended = endedAt ?? begun;
  return ['Ended', `${utc(ended)} (took ${lasted(ended - begun)})`];
}

/** Takes a walkthrough as it stands, people's names by id, and its page. */
export function walkCard({ head, state }: { head: WalkHead; state: WalkState }, names: Readonly<Record<string, string>>, page: string): Card {
  const told = (id: string) => names[id] ?? id;
  const facts: [string, string][] = [
    ['Runbook', head.runbookTitle], ['Environment', place(head.environmentTitle || head.environment, state.parameters)], ['Steps', countsIn(state)],
  ];
  if (state.ended === null) {
    const next = head.steps.find(({ id }) => id === state.next)?.title ?? '';
    return {
      title: `▶ ${head.title}`, path: page, output: '', says: state.next === null ? 'All steps are done; it has not been ended yet.' : state.held === '' ? 'It is going on.' : `It is held. ${state.held}`,
      facts: [...facts, ['Has it', told(state.lead)], ['Next', next], ['Begun', utc(head.begunAt)]],
    };
  }
  const isWhole = walkOutcome(state) === 'finished';
  return {
    title: `${isWhole ? '✔' : '■'} ${head.title}`, path: page, output: '', says: `${told(state.ended.by)} ended it${isWhole ? '' : ' before every step was done'}.`,
    facts: [...facts, ['Done by', state.people.map(told).join(', ')], ['Ended', utc(state.ended.at)]],
  };
}

function countsIn({ counts: { done, all, skipped, amiss } }: WalkState): string {
  return [`${done} of ${all} done`, ...(skipped > 0 ? [`${skipped} skipped`] : []), ...(amiss > 0 ? [`${amiss} amiss`] : [])].join(', ');
}

function place(environment: string, { TARGET: target = '' }: Readonly<Record<string, string>>): string {
  return target === '' ? environment : `${environment} · ${target}`;
}

/** Of a run or a walkthrough that the channel is not told of: the same for each, whether or not there is one. */
export function closedCard(kind: 'run' | 'walkthrough', page: string): Card {
  return { title: `A ${kind} in Handrail`, path: page, says: 'Open it to see how it stands.', facts: [], output: '' };
}

function signOf(run: Run): string {
  if (!isOver(run.state)) return '▶';
  return outcomeMarks[runOutcome(run)];
}

function placeTitle(target: PlaceTarget): string {
  if (target.kind === 'runbook') return target.runbook.title;
  if (target.kind === 'procedure') return `${target.runbook.title}: ${target.procedure.title}`;
  return target.step.title || target.step.id;
}

function effectOf(steps: readonly Step[]): string {
  const found = steps.flatMap((step) => (step.kind === 'manual' ? [] : [step.kind === 'file' ? 'change' as const : step.effect]));
  const worst = effects.toReversed().find((effect) => found.includes(effect));
  return worst === undefined ? (steps.length === 0 ? '' : 'done by hand') : effectWords[worst];
}

function freshnessOf(runbook: Runbook, steps: readonly Step[], tested: Tested | null, now: number): string {
  const tried = triedSteps(runbook, tested);
  const tally = tallyOf(steps.map((step) => ({ id: step.id, byHand: step.kind === 'manual', tried: tried.get(step.id) ?? null })));
  const due = runbook.reviewed === null ? NaN : Date.parse(runbook.reviewed) + runbook.reviewEvery * 24 * 3_600_000;
  const review = runbook.reviewed === null ? 'never read through by an owner' : `read through ${runbook.reviewed}${due < now ? ', due again' : ''}`;
  return [triedWords(tally, now), review].filter((part) => part !== '').join('; ');
}

function triedWords({ steps, passed, failed, since }: Tally, now: number): string {
  if (steps === 0) return '';
  if (passed === 0 && failed === 0) return 'not tried in practice yet';
  const when = since === null ? '' : `, ${lasted(now - since)} ago`;
  return `${passed} of ${steps} steps passed in practice${failed > 0 ? `, ${failed} failed` : ''}${when}`;
}

/** Takes runs that have ended; gives them, the last first. */
export function newestFirst(runs: readonly Run[]): Run[] {
  return runs.toSorted((one, other) => (other.endedAt ?? 0) - (one.endedAt ?? 0));
}

function lastOf(runs: readonly Run[], steps: readonly Step[], now: number): string {
  const [newest] = newestFirst(runs);
  if (newest === undefined) return 'never run';
  const title = steps.length > 1 ? `${newest.title || newest.step} ` : '';
  return `${title}${outcomeWords[runOutcome(newest)]} (${newest.environment}, ${lasted(now - (newest.endedAt ?? newest.queuedAt))} ago)`;
}

/** Milliseconds in words: the largest unit that fits. */
export function lasted(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 100) return `${seconds} s`;
  if (seconds < 100 * 60) return `${Math.round(seconds / 60)} min`;
  return seconds < 48 * 3600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}

function utc(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
