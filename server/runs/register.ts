/**
 * Keeps the index of runs in step with the runner, and answers for whose a run is. An id is never a capability: another
 * person's run and one that does not exist give the same answer.
 */
import { HandrailError } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { isOver, type RunState } from '../../common/run-state.ts';
import type { Audit } from '../audit/log.ts';
import { runEnded } from '../audit/run-ended.ts';
import { type Principal, requireScope } from '../auth/principal.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { RunnerClient } from '../runner/client.ts';
import type { RunFilter } from '../store/run-index.ts';
import type { Store } from '../store/store.ts';

export interface RegisterDeps {
  store: Store;
  audit: Audit;
  runner: RunnerClient;
  clock: Clock;
  log: Log;
}

/** How long a run that was reserved may go without the runner knowing it, once the server is up. */
const untakenMs = 60_000;
/** The runner goes by the time in a run's id, the index by when it was queued, and a clock may be set back in between: milliseconds. */
const overlapMs = 10 * 60_000;

export class RunRegister {
  readonly #deps: RegisterDeps;
  /** states of live runs as last saved: records change with every byte, and only a new state is worth a write */
  readonly #saved = new Map<RunId, RunState>();
  readonly #unshared = new Set<(run: Run) => void>();
  readonly #kept = new Set<(run: Run) => void>();
  readonly #ending = new Set<(run: Run) => Promise<void>>();
  /** runs that this server is handing to the runner just now */
  readonly #handed = new Set<RunId>();
  readonly #stopListening: () => void;
  #saving: Promise<void> = Promise.resolve();

  constructor(deps: RegisterDeps) {
    this.#deps = deps;
    this.#stopListening = deps.runner.onRun((run) => {
      this.keep(run).catch((error: unknown) => { deps.log.error({ err: error, run: run.id }, 'a run could not be kept'); });
    });
  }

  /** Takes a record from the runner; keeps it, one after the other, and records the end of a run once. */
  async keep(run: Run): Promise<void> {
    const kept = this.#saving.then(() => this.#keep(run));
    this.#saving = kept.catch(() => undefined);
    await kept;
  }

  async #keep(run: Run): Promise<void> {
    if (this.#saved.get(run.id) === run.state) return;
    const before = await this.#deps.store.runs.get(run.id);
    if (before !== null && isOver(before.state)) return;
    if (isOver(run.state)) {
      this.#deps.audit.write(runEnded(run));
      this.#saved.delete(run.id);
      for (const listener of this.#ending) await listener(run).catch((error: unknown) => { this.#deps.log.error({ err: error, run: run.id }, 'the end of a run could not be told'); });
    } else {
      this.#saved.set(run.id, run.state);
    }
    await this.#deps.store.runs.save(run);
    for (const listener of this.#kept) listener(run);
  }

  /** Listens to runs that have ended, before that is kept: what is noted here is not lost by a crash. Gives what ends the listening. */
  onEnding(listener: (run: Run) => Promise<void>): () => void {
    this.#ending.add(listener);
    return () => { this.#ending.delete(listener); };
  }

  /** Listens to runs whose new state has just been kept; gives what ends the listening. */
  onKept(listener: (run: Run) => void): () => void {
    this.#kept.add(listener);
    return () => { this.#kept.delete(listener); };
  }

  /**
   * Asks the runner what it knows and brings the index up to date. Takes how long a run may have gone without the runner
   * knowing it (0 at the start: whoever reserved it is gone); what the runner does not know then is lost.
   */
  async reconcile(grace: number = untakenMs): Promise<void> {
    const { store, runner, clock } = this.#deps;
    const live = await store.runs.live();
    const since = Math.min(await store.runs.newest(), ...live.map(({ run }) => run.queuedAt));
    const known = await runner.list(since - overlapMs);
    for (const run of known) await this.keep(run);
    const ids = new Set(known.map(({ id }) => id));
    for (const { run, taken } of live) {
      if (ids.has(run.id) || clock.now() - run.queuedAt < grace) continue;
      await this.#lose({
        ...run, state: 'lost', endedAt: clock.now(), asExpected: false,
        note: taken ? 'The process that ran it does not know it any more.' : 'It was never started: the server ended before it could be.',
      });
    }
  }

  /**
   * Takes a run that is about to be handed to the runner: until it is released, that the runner does not know it yet is no
   * reason to take it for lost. Gives it as it stands, which may be lost already.
   */
  async hand(id: RunId): Promise<{ run: Run | null; release(): void }> {
    this.#handed.add(id);
    await this.#saving;
    return { run: await this.#deps.store.runs.get(id), release: () => { this.#handed.delete(id); } };
  }

  async #lose(run: Run): Promise<void> {
    // In turn with what else is kept, so that whoever hands it over sees one or the other.
    const kept = this.#saving.then(async () => {
      const known = await this.#deps.runner.get(run.id);
      if (known === null && !this.#handed.has(run.id)) await this.#keep(run);
    });
    this.#saving = kept.catch(() => undefined);
    await kept;
  }

  /** Takes who asks and a run's id; gives the run as it stands. Throws `not-yours` for another’s and for none. */
  async own(principal: Principal, id: RunId): Promise<Run> {
    return inScope(principal, await this.#find(id, (person) => Promise.resolve(person === principal.person.id)));
  }

  /** As `own`, but another’s too when its owner shares it: to watch, read and replay it, not to stop it. */
  async watchable(principal: Principal, id: RunId): Promise<Run> {
    return inScope(principal, await this.#find(id, async (person) => person === principal.person.id || await this.isShared(id)));
  }

  /** Takes a run's id; gives it as it stands, whosever it is: for who answers for that otherwise. */
  async latest(id: RunId): Promise<Run> {
    return await this.#find(id, () => Promise.resolve(true));
  }

  async isShared(id: RunId): Promise<boolean> {
    return await this.#deps.store.shares.has(id);
  }

  /** Takes who asks, a run of theirs, and whether everybody who is logged in may watch it; records that and does it. */
  async share(principal: Principal, id: RunId, shared: boolean): Promise<Run> {
    const run = await this.own(principal, id);
    if (await this.isShared(id) === shared) return run;
    this.#deps.audit.write({ kind: shared ? 'run-shared' : 'run-unshared', run: id, environment: run.environment, by: principal.person.id });
    await this.#deps.store.shares.set(id, shared, this.#deps.clock.now());
    if (!shared) for (const listener of this.#unshared) listener(run);
    return run;
  }

  /** Listens to runs that are no longer shared; gives what ends the listening. */
  onUnshared(listener: (run: Run) => void): () => void {
    this.#unshared.add(listener);
    return () => { this.#unshared.delete(listener); };
  }

  /** Takes an id and who may have the run of a person; gives it as it stands. What one may not have is as if it were not there. */
  async #find(id: RunId, may: (person: string) => Promise<boolean>): Promise<Run> {
    const kept = await this.#deps.store.runs.get(id);
    if (kept !== null && !await may(kept.person)) throw new HandrailError('not-yours', { run: id });
    if (kept !== null && isOver(kept.state)) return kept;
    const current = await this.#deps.runner.get(id).catch((error: unknown) => {
      if (error instanceof HandrailError) return null;
      throw error;
    });
    const run = current ?? kept;
    if (run === null || !await may(run.person)) throw new HandrailError('not-yours', { run: id });
    if (isOver(run.state)) await this.keep(run);
    return run;
  }

  /** Takes whose runs and which; gives them, newest first. */
  async list(filter: RunFilter): Promise<Run[]> {
    return await this.#deps.store.runs.list(filter);
  }

  /**
   * Takes who asks, a run's id, and whether another's is theirs to stop too; records it and stops the run. One that has ended
   * stays as it ended.
   */
  async stop(principal: Principal, id: RunId, mayToo: (run: RunId) => Promise<boolean> = () => Promise.resolve(false)): Promise<Run> {
    const run = inScope(principal, await this.#find(id, async (person) => person === principal.person.id || await mayToo(id)));
    if (isOver(run.state)) return run;
    this.#deps.audit.write({ kind: 'run-stopped', run: id, environment: run.environment, by: principal.person.id });
    return await this.#deps.runner.stop(id);
  }

  /** Stops listening and waits for what is being written. */
  async close(): Promise<void> {
    this.#stopListening();
    await this.#saving;
  }
}

/** A token for other environments shows no run of this one. Throws `denied`. */
function inScope(principal: Principal, run: Run): Run {
  requireScope(principal, run.environment);
  return run;
}
