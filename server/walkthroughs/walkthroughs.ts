/**
 * Walkthroughs: beginning one, what is done in it, and the runs made in it. Each act is checked, recorded and added while nothing
 * else is done in the same walkthrough, so that of two at once one wins and the other is told. How one stands is never kept:
 * it is folded out of the entries each time.
 */
import { createHash } from 'node:crypto';
import { digestOf } from '../../common/catalog/digest.ts';
import { HandrailError } from '../../common/errors.ts';
import { newRunId, type RunId } from '../../common/ids.ts';
import { practice } from '../../common/policy.ts';
import type { Run } from '../../common/run.ts';
import { type ActAsked, type BeginAsked, walkId, walkLimits, type WalkAct, type WalkHead } from '../../common/walkthrough.ts';
import { isSettled, targetParameter } from '../../common/walkthrough-state.ts';
import { inTurn } from '../approvals/in-turn.ts';
import type { Audit } from '../audit/log.ts';
import { type Principal, requireRight, requireScope, requireWorkIn } from '../auth/principal.ts';
import { RateLimit } from '../auth/rate-limit.ts';
import type { CatalogStore } from '../catalog/store.ts';
import type { Clock } from '../clock.ts';
import type { Environments } from '../config/environments/environments.ts';
import type { Log } from '../log.ts';
import { checkParameters } from '../runs/parameters.ts';
import { findEnvironment, findRunbook, type Plan, refuseTarget } from '../runs/plan.ts';
import type { RunRegister } from '../runs/register.ts';
import type { Place } from '../store/resets.ts';
import type { Store } from '../store/store.ts';
import type { NewEntry, WalkFilter } from '../store/walkthroughs.ts';
import { actOf, movedError, overError, requireLead, stepIn } from './acting.ts';
import type { Entering, RunWalkthroughs } from './for-runs.ts';
import { loadWalks, type LoadedWalk, namedIn } from './loaded.ts';
import { Presence } from './presence.ts';
import { stepsOf, textsOf } from './steps.ts';

export interface WalkDeps {
  store: Store;
  audit: Audit;
  clock: Clock;
  log: Log;
  catalog: CatalogStore;
  /** those that hold now */
  environments(): Environments;
  register: RunRegister;
}

/** Walkthroughs that one person may have begun and not ended. */
export const mostOpen = 100;
/** Walkthroughs that one person begins at once, and how long until the next, in milliseconds: each keeps the texts of its steps for ever. */
const begins = { burst: 100, everyMs: 5_000 } as const;
/** Reports for one person at once, and how long until the next, in milliseconds: what its runs printed is read for each. */
const reports = { burst: 30, everyMs: 2_000 } as const;
/** Acts whose words are prose: the record has their hash. */
const prose: ReadonlySet<WalkAct['kind']> = new Set(['note', 'ended', 'reopened']);

export class Walkthroughs implements RunWalkthroughs {
  readonly presence = new Presence();
  readonly #deps: WalkDeps;
  readonly #inTurn = inTurn();
  readonly #pace: RateLimit;
  readonly #reportPace: RateLimit;
  readonly #listeners = new Set<(walkthrough: string) => void>();
  readonly #offKept: () => void;

  constructor(deps: WalkDeps) {
    this.#deps = deps;
    this.#pace = new RateLimit(deps.clock, begins.burst, begins.everyMs);
    this.#reportPace = new RateLimit(deps.clock, reports.burst, reports.everyMs);
    this.#offKept = deps.register.onKept((run) => {
      deps.store.walkthroughs.ofRun(run.id).then((walkthrough) => { if (walkthrough !== null) this.#tell(walkthrough); })
        .catch((error: unknown) => { deps.log.error({ err: error, run: run.id }, 'the walkthrough of a run could not be told of it'); });
    });
  }

  /** Takes who begins, what and a key; gives the walkthrough's id and whether it is new. Throws what is wrong with it, and `too-many-walkthroughs`. */
  async begin(principal: Principal, asked: BeginAsked, key: string): Promise<{ id: string; isNew: boolean }> {
    requireWorkIn(principal, asked.environment);
    const { store, audit } = this.#deps;
    const by = principal.person.id;
    return await this.#inTurn(`person ${by}`, async () => {
      const request = digestOf(asked);
      const known = await store.walkthroughs.begunWith(by, key);
      if (known !== null && known.request !== request) throw new HandrailError('key-reused');
      if (known !== null) return { id: known.id, isNew: false };
      const { head, texts } = this.#newHead(principal, asked);
      if (await store.walkthroughs.countOpen(by) >= mostOpen) throw new HandrailError('too-many-walkthroughs', { count: mostOpen });
      if (!this.#pace.take(by)) throw new HandrailError('too-fast');
      const { id, environment, runbook, procedure, title, parameters } = head;
      audit.write({ kind: 'walkthrough-begun', walkthrough: id, by, environment, runbook, procedure, title, parameters, steps: head.steps.length });
      await store.walkthroughs.begin({ head, texts, key: `${key} ${request}` });
      this.#tell(id);
      return { id, isNew: true };
    });
  }

  /** Takes who, which, what and a key; does it, once for that key. Throws what stands against it. */
  async act(principal: Principal, id: string, asked: ActAsked, key: string): Promise<void> {
    const { store, catalog } = this.#deps;
    const by = principal.person.id;
    await this.#inTurn(id, async () => {
      const walk = await this.#find(id);
      requireWorkIn(principal, walk.head.environment);
      // Nobody is there to see a token go on.
      if (asked.act === 'go-on' && principal.via === 'token') throw new HandrailError('not-by-token');
      const request = digestOf(asked);
      const done = await store.walkthroughs.doneWith(id, by, key);
      if (done !== null && done !== request) throw new HandrailError('key-reused');
      if (done !== null) return;
      const act = actOf(walk, by, asked, await store.walkthroughs.names(namedIn(walk)), catalog.require());
      await this.#add(walk, by, `${key} ${request}`, act);
    });
  }

  /** Takes a walkthrough, why it does not go on, and the step it would have been at; holds it, unless it does not go on any more since that entry. */
  async hold(id: string, since: number, step: string | null, why: string): Promise<void> {
    await this.#inTurn(id, async () => {
      const walk = await this.#find(id);
      if (walk.state.going?.since !== since) return;
      await this.#add(walk, '', '', { kind: 'hold', step, why: why.slice(0, walkLimits.reason) });
    });
  }

  /** Takes who looks and which; gives how it stands. Throws `unknown-walkthrough`. */
  async look(principal: Principal, id: string): Promise<LoadedWalk> {
    requireRight(principal, 'view');
    const walk = await this.#find(id);
    requireScope(principal, walk.head.environment);
    return walk;
  }

  /** As `look`, for a report: at a pace. Throws `too-fast`, too. */
  async lookForReport(principal: Principal, id: string): Promise<LoadedWalk> {
    const walk = await this.look(principal, id);
    if (!this.#reportPace.take(principal.person.id)) throw new HandrailError('too-fast');
    return walk;
  }

  /** Takes an id; gives how it stands, for who asks for nobody. Throws `unknown-walkthrough`. */
  async load(id: string): Promise<LoadedWalk> {
    return await this.#find(id);
  }

  /** Takes which; gives how they stand, in order. */
  async list(filter: WalkFilter): Promise<LoadedWalk[]> {
    return await loadWalks(this.#deps.store, await this.#deps.store.walkthroughs.list(filter));
  }

  async require(principal: Principal, id: string, plan: Plan, run: RunId | null): Promise<{ step: string; title: string }[]> {
    return await this.#allowed(await this.#find(id), principal, plan, run);
  }

  async enter(principal: Principal, { walkthrough, plan, run, reason, isGoingOn }: Entering, record: () => Promise<void>): Promise<void> {
    await this.#inTurn(walkthrough, async () => {
      const walk = await this.#find(walkthrough);
      const isKnown = walk.entries.some((entry) => entry.kind === 'run' && entry.run === run.id);
      if (!isKnown) await this.#allowed(walk, principal, plan, run.id);
      if (!isKnown && isGoingOn) await this.#requireGoing(walk, plan.step.id);
      await record();
      if (isKnown) return;
      const { store, audit, clock } = this.#deps;
      audit.write({ kind: 'run-shared', run: run.id, environment: run.environment, by: run.person });
      const entry = { walkthrough, at: clock.now(), by: run.person, key: '' as const };
      const seq = walk.state.seq + 1;
      const added = Object.entries(run.parameters).filter(([name]) => walk.state.parameters[name] === undefined);
      const parameters: NewEntry[] = added.length === 0 ? [] : [{ ...entry, seq, act: { kind: 'parameters', parameters: { ...walk.state.parameters, ...Object.fromEntries(added) } } }];
      await store.walkthroughs.add([
        ...parameters, { ...entry, seq: seq + parameters.length, act: { kind: 'run', step: run.step, run: run.id, digest: run.digest, reason, isGoingOn } },
      ]);
      this.#tell(walkthrough);
    });
  }

  async notTaken(id: string, run: Run, why: string): Promise<void> {
    await this.#inTurn(id, async () => {
      const walk = await this.#find(id);
      const isKnown = walk.entries.some((entry) => entry.kind === 'run' && entry.run === run.id);
      if (!isKnown) return;
      await this.#deps.store.walkthroughs.add([{
        walkthrough: id, seq: walk.state.seq + 1, at: this.#deps.clock.now(), by: run.person, key: '', act: { kind: 'not-taken', step: run.step, run: run.id, why },
      }]);
      this.#tell(id);
    });
  }

  async begunAnew({ person, environment }: Place): Promise<void> {
    for (const { head } of await this.#deps.store.walkthroughs.list({ open: true, of: person, environment, environments: null, limit: mostOpen })) this.#tell(head.id);
  }

  /** Takes who asks and a run; tells whether it is of an open walkthrough that they lead, in an environment where they may work. */
  async leads({ person, rights, environments }: Principal, run: RunId): Promise<boolean> {
    const id = await this.#deps.store.walkthroughs.ofRun(run);
    if (id === null) return false;
    const { head: { environment }, state } = await this.#find(id);
    const mayWork = rights.has(environment === practice ? 'practise' : 'operate') && (environments === null || environments.includes(environment));
    return mayWork && state.ended === null && state.lead === person.id;
  }

  /** Listens to walkthroughs that stand otherwise than before; gives what ends the listening. */
  onChange(listener: (walkthrough: string) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  close(): void {
    this.#offKept();
    this.#listeners.clear();
  }

  #newHead({ person }: Principal, { runbook: id, procedure, environment: name, parameters: given, title }: BeginAsked): { head: WalkHead; texts: ReturnType<typeof textsOf> } {
    const catalog = this.#deps.catalog.require();
    const runbook = findRunbook(catalog, id);
    const environment = findEnvironment(runbook, this.#deps.environments(), name);
    const steps = stepsOf(runbook, procedure);
    const filled = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
    // Which deployment it is about is settled from the beginning; the rest may be found on the way.
    const taken = runbook.parameters.filter(({ name: one }) => one === targetParameter || Object.hasOwn(filled, one));
    const parameters = checkParameters(taken, filled);
    const target = parameters[targetParameter];
    if (target !== undefined) refuseTarget(target, environment.targets ?? []);
    const procedureTitle = steps.find((step) => step.procedure === procedure)?.procedureTitle ?? '';
    const { clock } = this.#deps;
    const now = clock.now();
    return {
      texts: textsOf(runbook, steps),
      head: {
        id: newRunId(now, clock.random(10)), title: title === undefined || title === '' ? procedureTitle || runbook.title : title,
        runbook: id, runbookTitle: runbook.title, procedure, procedureTitle, environment: name, environmentTitle: environment.title,
        parameters, catalog: catalog.digest, steps, begunBy: person.id, begunAt: now,
      },
    };
  }

  /** Throws what stands against a run in a walkthrough; gives what it needs and nobody has done there. */
  async #allowed(walk: LoadedWalk, principal: Principal, plan: Plan, run: RunId | null): Promise<{ step: string; title: string }[]> {
    const { head, state } = walk;
    requireScope(principal, head.environment);
    const other = otherThan(walk, plan);
    if (other.length > 0) throw new HandrailError('walkthrough-other', { other: other.join(', ') });
    const step = stepIn(walk, plan.step.id);
    const names = await this.#deps.store.walkthroughs.names(namedIn(walk));
    if (state.ended !== null) throw overError(walk, names);
    requireLead(walk, principal.person.id, names);
    if (step.digest !== plan.step.digest) throw new HandrailError('walkthrough-changed', { title: step.title });
    const standing = state.steps[step.id];
    if (standing?.state === 'running' && standing.run !== run) throw new HandrailError('walkthrough-going', { title: step.title, who: names[standing.by] ?? standing.by });
    requireRoom(walk, 'run');
    return (standing?.missing ?? []).map((id) => ({ step: id, title: head.steps.find((one) => one.id === id)?.title ?? id }));
  }

  /** Throws `walkthrough-moved` where somebody held it, or skipped or ticked that step, while it was about to be started by itself. */
  async #requireGoing(walk: LoadedWalk, step: string): Promise<void> {
    const { state, entries } = walk;
    const last = entries.at(-1);
    if ((state.going !== null && !isSettled(state.steps[step]?.state ?? 'waiting')) || last === undefined) return;
    throw movedError(walk, last, await this.#deps.store.walkthroughs.names(namedIn(walk)));
  }

  async #add(walk: LoadedWalk, by: string, key: NewEntry['key'], act: WalkAct): Promise<void> {
    const { store, audit, clock, catalog } = this.#deps;
    const { id, environment } = walk.head;
    requireRoom(walk, act.kind);
    audit.write({
      kind: 'walkthrough-act', walkthrough: id, by, environment, act: act.kind, step: 'step' in act ? act.step ?? '' : '', text: recordedText(act),
      ...(act.kind === 'parameters' ? { parameters: act.parameters } : {}),
    });
    const entry: NewEntry = { walkthrough: id, seq: walk.state.seq + 1, at: clock.now(), by, key, act };
    if (act.kind === 'renewed') {
      const runbook = findRunbook(catalog.require(), walk.head.runbook);
      const steps = stepsOf(runbook, walk.head.procedure);
      await store.walkthroughs.renew(entry, { ...walk.head, catalog: act.catalog, steps }, textsOf(runbook, steps));
    } else {
      await store.walkthroughs.add([entry]);
    }
    this.#tell(id);
  }

  async #find(id: string): Promise<LoadedWalk> {
    const { store, register } = this.#deps;
    const kept = walkId.test(id) ? await store.walkthroughs.find(id) : null;
    const [walk] = kept === null ? [] : await loadWalks(store, [kept], (run) => register.latest(run.id));
    if (walk === undefined) throw new HandrailError('unknown-walkthrough', { walkthrough: id.replace(/[^\w-]/g, '?').slice(0, 60) });
    return walk;
  }

  #tell(walkthrough: string): void {
    for (const listener of this.#listeners) listener(walkthrough);
  }
}

/** What in a plan is another thing than the walkthrough is about, in words. */
function otherThan({ head, state }: LoadedWalk, { runbook, environment, parameters }: Plan): string[] {
  const values = Object.entries(parameters).filter(([name, value]) => state.parameters[name] !== undefined && state.parameters[name] !== value);
  return [
    ...(runbook.id === head.runbook ? [] : [`the runbook (it is of ${head.runbook})`]),
    ...(environment.name === head.environment ? [] : [`the environment (it is in ${head.environmentTitle})`]),
    ...values.map(([name]) => `${name} (it is ${(state.parameters[name] ?? '').slice(0, 100)} here; the lead can change that)`),
  ];
}

function requireRoom({ entries }: LoadedWalk, kind: WalkAct['kind']): void {
  // Room is left for a run with its parameters, for what becomes of it, and for the end.
  const isEnd = kind === 'ended' || kind === 'hold';
  const isLong = !isEnd && entries.reduce((sum, entry) => sum + JSON.stringify(entry).length, 0) > walkLimits.characters;
  if (isLong || entries.length > walkLimits.entries - (isEnd ? 0 : 5)) throw new HandrailError('walkthrough-refused', { why: 'This walkthrough is full. End it, and begin another one.' });
}

function recordedText(act: WalkAct): string {
  const text = 'text' in act ? act.text : 'reason' in act ? act.reason : 'why' in act ? act.why : 'from' in act ? act.from : 'changed' in act ? act.changed.join(', ').slice(0, walkLimits.reason) : '';
  return prose.has(act.kind) && text !== '' ? `sha256:${createHash('sha256').update(text).digest('hex')}` : text;
}
