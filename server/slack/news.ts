/** What is told of a run or a walkthrough in one place: looked up, and no more of it than that place is shown. */
import type { RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import type { CatalogStore } from '../catalog/store.ts';
import type { Clock } from '../clock.ts';
import type { Shown } from '../config/slack.ts';
import type { RunnerClient } from '../runner/client.ts';
import type { Store } from '../store/store.ts';
import type { LoadedWalk } from '../walkthroughs/loaded.ts';
import type { Card } from './blocks.ts';
import { closedCard, runCard, walkCard } from './cards.ts';
import { outputBlock } from './text.ts';

export interface NewsDeps {
  store: Store;
  clock: Clock;
  catalog: CatalogStore;
  runner: Pick<RunnerClient, 'output'>;
  /** gives a run as it stands, or throws */
  latest(run: RunId): Promise<Run>;
  /** gives a walkthrough as it stands, or null */
  walkthrough(id: string): Promise<LoadedWalk | null>;
}

/** A card, and whether what it is about has ended. */
export interface Told {
  card: Card;
  isOver: boolean;
  /** what has to be on record before it is told; null where it is nothing beyond what is public */
  disclosed: Disclosed | null;
}

/** Of what is told, where that was, and how much. */
export type Disclosed = ({ readonly run: RunId } | { readonly walkthrough: string }) & { readonly environment: string; readonly shown: 'state' | 'output' };

/** Of what a run printed last: bytes that are read, lines and characters that are shown. Slack takes 3,000 in a section. */
const outputRead = 8 * 1024;
const outputShown = { lines: 12, characters: 1_200 } as const;

/** Takes a run's id and how much is shown where it is told; gives what is told. A run that is not there is told as one that is not shown. */
export async function newsOfRun(deps: NewsDeps, id: RunId, page: string, shown: Shown): Promise<Told> {
  const run = shown === 'page' ? null : await deps.latest(id).catch(() => null);
  if (run === null) return { card: closedCard('run', page), isOver: false, disclosed: null };
  const { store, catalog, clock } = deps;
  const isShared = await store.shares.has(id);
  const over = isOver(run.state);
  const output = isShared && shown === 'output' && over ? await lastLines(deps, run) : '';
  const person = isShared ? (await store.persons.find(run.person))?.name ?? null : null;
  const runbook = catalog.require().runbooks.find((one) => one.id === run.runbook) ?? null;
  return { card: runCard({ run, runbook, person, output, page }, clock.now()), isOver: over, disclosed: { run: id, environment: run.environment, shown: output === '' ? 'state' : 'output' } };
}

/** As `newsOfRun`, of a walkthrough. What its steps printed is not shown: each run has a page and a link of its own. */
export async function newsOfWalk(deps: NewsDeps, id: string, page: string, shown: Shown): Promise<Told> {
  const walk = shown === 'page' ? null : await deps.walkthrough(id);
  if (walk === null) return { card: closedCard('walkthrough', page), isOver: false, disclosed: null };
  const { state, head } = walk;
  const names = await deps.store.walkthroughs.names([head.begunBy, state.lead, ...state.people, ...(state.ended === null ? [] : [state.ended.by])]);
  return { card: walkCard(walk, names, page), isOver: state.ended !== null, disclosed: { walkthrough: id, environment: head.environment, shown: 'state' } };
}

async function lastLines({ runner }: NewsDeps, { id, end, outputRemovedAt }: Run): Promise<string> {
  if (end === 0 || outputRemovedAt !== undefined) return '';
  const bytes = await runner.output(id, Math.max(0, end - outputRead), end).catch(() => new Uint8Array());
  return outputBlock(bytes, { ...outputShown, isCut: end > outputRead });
}
