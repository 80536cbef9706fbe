/**
 * Every run of this runner: started once by id, one after the other in each workspace (background steps beside them), to an
 * end that is always recorded. How a run is carried out stands in `carry-out.ts`.
 */
import { HandrailError } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import type { PracticeAsk } from '../../common/practice.ts';
import { isTerminalSize, type Run, type TerminalSize } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import type { Proof } from '../sandbox/canaries.ts';
import { installCommand } from '../sandbox/tools.ts';
import type { CarryOut } from './carry-out.ts';
import type { Journal, Journals } from './journal/journal.ts';
import { LiveRun, type OutputLimits } from './live-run.ts';
import { maxReadBytes, type RunRequest, type TimingPart } from './protocol.ts';
import { createRedactor } from './redact/redact.ts';
import type { ViewerSink } from './viewers/viewer.ts';
import { watchOver } from './viewers/watch-over.ts';
import type { Watching, Who } from './viewers/watchers.ts';

export interface HostOptions {
  journals: Journals;
  carryOut: CarryOut;
  proof: Proof;
  missing: readonly string[];
  output: OutputLimits;
  now(): number;
  resetWorkspace(person: string, environment: string): Promise<void>;
  resetWorld(person: string): Promise<void>;
  practice(person: string, ask: PracticeAsk): Promise<unknown>;
}

/** The newest ones of a list: what fits into one packet with room to spare. */
const mostListed = 2_000;
/** Runs that one person may have going or waiting. */
const mostRuns = 64;
/** How often the disk is looked at while runs go on, in milliseconds: a step that prints nothing can fill it too. */
const lookMs = 1_000;

export class Host {
  readonly #options: HostOptions;
  readonly #live = new Map<RunId, LiveRun>();
  /** settles when the last step queued in a workspace has ended */
  readonly #queues = new Map<string, Promise<unknown>>();
  readonly #listeners = new Set<(run: Run) => void>();
  #look: NodeJS.Timeout | null = null;

  constructor(options: HostOptions) {
    this.#options = options;
  }

  /** Takes a request; starts it or gives the run that its id has already started. Throws when nothing may run here. */
  start(request: RunRequest): Run {
    const known = this.get(request.run);
    if (known !== null) return known;
    this.#check(request);
    const queued: Run = begun(request, this.#options.now());
    const live = new LiveRun(request, queued, this.#begin(queued), this.#options.output, (run) => {
      if (!isOver(run.state)) this.#options.journals.note(run);
      for (const listener of this.#listeners) listener(run);
    });
    this.#live.set(request.run, live);
    for (const listener of this.#listeners) listener(queued);
    this.#watchDisk();
    void this.#enqueue(live).finally(() => this.#live.delete(request.run));
    return live.run;
  }

  /** Takes a run; begins to stop it. One that waits ends at once. Throws `unknown-run`. */
  async stop(id: RunId): Promise<Run> {
    const live = this.#live.get(id);
    if (!live) return this.#known(id);
    live.endBecause({ state: 'stopped', note: '' });
    if (live.run.state === 'queued') {
      await live.finish({ state: 'stopped', exitStatus: null, asExpected: false, note: 'Stopped before it began.', endedAt: live.now() });
    }
    return live.run;
  }

  /** The runs it has going or waiting. */
  going(): RunId[] {
    return [...this.#live.keys()];
  }

  get(id: RunId): Run | null {
    return this.#live.get(id)?.run ?? this.#options.journals.find(id);
  }

  /** Takes a time; gives the runs begun since (the newest 2,000), and all that are going, oldest first. */
  list(since: number): Run[] {
    const kept = this.#options.journals.since(since, mostListed).map((run) => this.#live.get(run.id)?.run ?? run);
    const listed = new Set(kept.map(({ id }) => id));
    const older = [...this.#live.values()].map(({ run }) => run).filter(({ id }) => !listed.has(id));
    return [...older, ...kept];
  }

  /** Takes offsets; gives that part of a run's output, bounded. Throws `unknown-run`, `past-the-end`, `output-removed`. */
  output(id: RunId, from: number, to: number): Uint8Array {
    const { end } = this.#printed(id);
    if (from > end) throw new HandrailError('past-the-end', { end, from });
    const upTo = Math.min(to, end, from + maxReadBytes);
    return this.#live.get(id)?.read(from, upTo) ?? this.#options.journals.read(id, from, upTo);
  }

  /** Takes byte offsets; gives that part of when a run printed what, bounded. Throws `unknown-run`. */
  timing(id: RunId, from: number, to: number): TimingPart {
    this.#known(id);
    return this.#options.journals.timing(id, from, Math.min(to, from + maxReadBytes));
  }

  /** Takes where to begin, who it is and where to send; attaches. Throws `unknown-run`, `past-the-end`. */
  view(id: RunId, from: number | 'screen', who: Who, sink: ViewerSink): Watching {
    const live = this.#live.get(id);
    if (live) return live.view(from, who, sink);
    const run = this.#printed(id);
    return watchOver(run, (begin, end) => this.#options.journals.read(id, begin, end), from, sink);
  }

  /** Throws `unknown-run`, `run-over`, `not-interactive`. */
  input(id: RunId, data: string): void {
    this.#going(id).input(data);
  }

  /** Throws `unknown-run`, `bad-size`. After the end it does nothing. */
  resize(id: RunId, size: TerminalSize): void {
    if (!isTerminalSize(size)) throw new HandrailError('bad-size', { cols: size.cols, rows: size.rows });
    const live = this.#live.get(id);
    if (live) live.resize(size);
    else this.#known(id);
  }

  /** Takes a workspace; stops its runs, then forgets it. */
  async resetWorkspace(person: string, environment: string): Promise<void> {
    await this.#stopThose((request) => request.person === person && request.environment === environment);
    await this.#options.resetWorkspace(person, environment);
  }

  /** Takes a person; stops their practice runs, then makes their world anew. */
  async resetWorld(person: string): Promise<void> {
    await this.#stopThose((request) => request.person === person && request.environment === 'practice');
    await this.#options.resetWorld(person);
  }

  /** Takes a person and what they ask of their world; gives the answer. Who puts it back to a snapshot has their practice runs stopped first. */
  async practice(person: string, ask: PracticeAsk): Promise<unknown> {
    if (ask.act === 'snapshot-restore') await this.#stopThose((request) => request.person === person && request.environment === 'practice');
    return await this.#options.practice(person, ask);
  }

  onRun(listener: (run: Run) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends every run at once, recorded as `lost`. */
  async close(note: string): Promise<void> {
    const going = [...this.#live.values()];
    for (const live of going) {
      live.kill();
      await live.finish({ state: 'lost', exitStatus: null, asExpected: false, note, endedAt: live.now() });
    }
  }

  async #stopThose(which: (request: RunRequest) => boolean): Promise<void> {
    const going = [...this.#live.values()].filter(({ request }) => which(request));
    await Promise.all(going.map(({ request }) => this.stop(request.run)));
    await Promise.all(going.map(({ finished }) => finished));
  }

  async #enqueue(live: LiveRun): Promise<void> {
    const { person, environment, step } = live.request;
    const carryOut = async () => {
      await (live.isEnding ? live.finished : this.#options.carryOut(live));
    };
    if (step.background) return carryOut();
    const key = `${environment}/${person}`;
    const before = this.#queues.get(key);
    const mine = before === undefined ? carryOut() : before.then(carryOut);
    this.#queues.set(key, mine);
    await mine;
    if (this.#queues.get(key) === mine) this.#queues.delete(key);
  }

  #check(request: RunRequest): void {
    const { proof, missing } = this.#options;
    this.#options.output.disk?.check();
    if (missing.length > 0) throw new HandrailError('package-missing', { packages: missing.join(', '), command: installCommand(missing) });
    if (proof.level === 'none') throw new HandrailError('running-off', { why: proof.why });
    // Whatever the server thinks: where credentials are near, a step has limits that were proved.
    if (request.environment !== 'practice' && proof.level !== 'limited') {
      throw new HandrailError('level-too-low', { environment: request.environment, needs: 'limited', has: proof.level, why: proof.why });
    }
    if (!isTerminalSize(request.size)) throw new HandrailError('bad-size', { cols: request.size.cols, rows: request.size.rows });
    try {
      createRedactor({ pattern: request.step.mask, values: [] });
    } catch (error) {
      throw new HandrailError('bad-message', { why: `\`mask\` is no regular expression: ${(error as Error).message}.` });
    }
    const count = [...this.#live.values()].filter((live) => live.request.person === request.person).length;
    if (count >= mostRuns) throw new HandrailError('too-many-runs', { count });
  }

  #begin(run: Run): Journal {
    try {
      return this.#options.journals.begin(run);
    } catch (error) {
      const { errno, code } = error as NodeJS.ErrnoException;
      if (errno === undefined || code === undefined) throw error;
      throw new HandrailError('run-unkept', { why: code });
    }
  }

  /** Looks at the disk as long as anything goes on, and ends that before there is no room to say so. */
  #watchDisk(): void {
    this.#look ??= setInterval(() => {
      const urgency = this.#options.output.disk?.urgency(0) ?? null;
      if (urgency !== null) for (const live of this.#live.values()) live.cutShort(urgency);
      if (this.#live.size > 0 || this.#look === null) return;
      clearInterval(this.#look);
      this.#look = null;
    }, lookMs).unref();
  }

  /** A run of which what it printed is still here, when it printed anything. */
  #printed(id: RunId): Run {
    const run = this.#known(id);
    const isGone = run.outputRemovedAt !== undefined || (!this.#live.has(id) && !this.#options.journals.hasOutput(id));
    if (run.end > 0 && isGone) throw new HandrailError('output-removed');
    return run;
  }

  #known(id: RunId): Run {
    const run = this.get(id);
    if (run === null) throw new HandrailError('unknown-run', { run: id });
    return run;
  }

  #going(id: RunId): LiveRun {
    const live = this.#live.get(id);
    if (live) return live;
    this.#known(id);
    throw new HandrailError('run-over');
  }
}

function begun({ run, person, environment, step, parameters, size }: RunRequest, now: number): Run {
  return {
    id: run, person, environment, runbook: step.runbook, step: step.id, digest: step.digest, title: step.title, parameters,
    state: 'queued', interactive: step.interactive, background: step.background, queuedAt: now, startedAt: null, endedAt: null, exitStatus: null,
    asExpected: null, note: '', end: 0, size,
  };
}
