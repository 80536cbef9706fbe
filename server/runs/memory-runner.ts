/**
 * A runner that keeps everything in memory and runs nothing: whoever holds it says what a run prints and how it ends.
 * It keeps the promises of the real one (an id starts once, offsets count bytes, a viewer may begin anywhere), so the
 * server can be tried without a sandbox.
 */
import { noFacts, type WorkspaceFacts } from '../../common/approval-facts.ts';
import type { Choices } from '../../common/choices.ts';
import { HandrailError } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import { Pen } from '../../common/pen.ts';
import type { SearchAsk } from '../../common/log/ask.ts';
import { encodePart, type Found } from '../../common/log/part.ts';
import { encodeFrame } from '../../common/protocol/frame.ts';
import type { PracticeAnswers, PracticeAsk } from '../../common/practice.ts';
import type { Run, TerminalSize } from '../../common/run.ts';
import { isAsExpected, isOver } from '../../common/run-state.ts';
import type { FilesAnswers, FilesAsk } from '../../common/workspace-files.ts';
import { after } from '../after.ts';
import type { Attachment, RunnerChain, RunnerClient, Viewer, WatchListener, WatchRequest } from '../runner/client.ts';
import type { Hello, Params, RunRequest, TimingPart } from '../runner/protocol.ts';

interface Kept {
  request: RunRequest;
  run: Run;
  output: Buffer;
  viewers: Set<Viewer>;
  pen: Pen;
  seats: Map<Viewer, number>;
  /** marks of when it printed what */
  timing: Buffer;
  typed: string;
  acked: number;
}

export class MemoryRunner implements RunnerClient {
  greeting: Hello = { protocol: 2, oldest: 2, build: '', generation: 1, draining: false, pid: 1, level: 'limited', missing: [], why: '' };
  /** where the records of runners stand */
  records: RunnerChain[] = [];
  /** thrown by every call while set */
  failure: HandrailError | null = null;
  /** requests to start, repeats included */
  starts = 0;
  readonly resets: string[] = [];
  /** what was asked of practice worlds */
  readonly practised: { person: string; ask: PracticeAsk }[] = [];
  /** answers for the practice worlds; may throw */
  world: (person: string, ask: PracticeAsk) => unknown = () => null;
  /** answers for the files of workspaces; may throw */
  workspace: (person: string, environment: string, ask: FilesAsk) => unknown = () => null;
  /** answers what a workspace is like; may throw */
  lookAt: (person: string, environment: string) => WorkspaceFacts = () => noFacts;
  /** what is watched for panels; whoever holds it tells its listeners */
  readonly watched = new Set<{ asked: WatchRequest; listener: WatchListener }>();
  /** answers what names an environment has; may throw */
  offered: (asked: Params<'choices'>) => Choices = () => ({ choices: [], more: false });
  now: () => number = Date.now;
  readonly #runs = new Map<RunId, Kept>();
  readonly #listeners = new Set<(run: Run) => void>();

  async hello(): Promise<Hello> {
    return await this.#answer(() => this.greeting);
  }

  async chains(): Promise<RunnerChain[]> {
    return await this.#answer(() => this.records);
  }

  async start(request: RunRequest): Promise<Run> {
    return await this.#answer(() => {
      this.starts += 1;
      const known = this.#runs.get(request.run);
      if (known) return known.run;
      const kept: Kept = {
        pen: new Pen(request.person, () => { this.#tellPen(kept); }, after), seats: new Map(),
        request, run: begun(request, this.now()), output: Buffer.alloc(0), timing: Buffer.alloc(0), viewers: new Set(), typed: '', acked: 0
      };
      this.#runs.set(request.run, kept);
      this.#tell(kept);
      return kept.run;
    });
  }

  async stop(run: RunId): Promise<Run> {
    return await this.#answer(() => {
      const kept = this.#kept(run);
      if (!isOver(kept.run.state)) this.end(run, 'stopped', null);
      return kept.run;
    });
  }

  async get(run: RunId): Promise<Run | null> {
    return await this.#answer(() => this.#runs.get(run)?.run ?? null);
  }

  async list(since: number): Promise<Run[]> {
    return await this.#answer(() => [...this.#runs.values()].map(({ run }) => run).filter((run) => run.queuedAt >= since));
  }

  async output(run: RunId, from: number, to: number): Promise<Uint8Array> {
    return await this.#answer(() => this.#kept(run).output.subarray(from, to));
  }

  async timing(run: RunId, from: number, to: number): Promise<TimingPart> {
    return await this.#answer(() => {
      const { timing } = this.#kept(run);
      return { total: timing.length, bytes: timing.subarray(from, to) };
    });
  }

  /** Gives the whole output as one row: rows are the real runner's business. */
  async log(run: RunId): Promise<Uint8Array> {
    return await this.#answer(() => {
      const { output, run: { state } } = this.#kept(run);
      const end = output.length;
      return encodePart({ from: 0, line: 1, continues: false, offset: 0, lengths: [end], carry: '', rows: 1, lines: 1, counted: end, end, state, bytes: output });
    });
  }

  /** Finds text in that row. */
  async search(run: RunId, { wanted }: SearchAsk): Promise<Found> {
    return await this.#answer(() => {
      const { output } = this.#kept(run);
      return { rows: output.includes(wanted) ? [{ row: 0, line: 1 }] : [], next: null, total: 1, counted: output.length, end: output.length };
    });
  }

  /** One that asks for the screen gets what is printed from now on, after all that was printed as a prelude. */
  async attach(run: RunId, where: number | 'screen', viewer: Viewer): Promise<Attachment> {
    return await this.#answer(() => {
      const kept = this.#kept(run);
      const from = where === 'screen' ? kept.output.length : where;
      if (from > kept.output.length) throw new HandrailError('past-the-end', { from, end: kept.output.length });
      kept.viewers.add(viewer);
      const seat = viewer.sitter === undefined ? null : kept.pen.sit(viewer.sitter);
      if (seat !== null) kept.seats.set(viewer, seat);
      queueMicrotask(() => { this.#show(kept, viewer, from); });
      const typing = () => { if (seat !== null && !kept.pen.holds(seat)) throw new HandrailError('no-pen'); };
      return {
        run: kept.run, from, prelude: where === 'screen' ? kept.output.toString() : '',
        seated: seat === null || !kept.run.interactive ? null : { seat, pen: kept.pen.state },
        input: async (data) => { await this.#answer(typing); await this.input(run, data); },
        resize: async (size) => { await this.#answer(typing); await this.resize(run, size); },
        pen: async (act, to) => { await this.#answer(() => { kept.pen.act(seat ?? 0, act, to); }); },
        ack: (offset: number) => { kept.acked = offset; },
        detach: () => {
          if (kept.viewers.delete(viewer) && seat !== null) kept.pen.leave(seat);
          kept.seats.delete(viewer);
        },
      };
    });
  }

  async input(run: RunId, data: string): Promise<void> {
    await this.#answer(() => {
      const kept = this.#kept(run);
      if (isOver(kept.run.state)) throw new HandrailError('run-over');
      kept.typed += data;
    });
  }

  async resize(run: RunId, size: TerminalSize): Promise<void> {
    await this.#answer(() => {
      const kept = this.#kept(run);
      if (isOver(kept.run.state)) throw new HandrailError('run-over');
      kept.run = { ...kept.run, size };
    });
  }

  async resetWorkspace(person: string, environment: string): Promise<void> {
    await this.#answer(() => { this.resets.push(`${person} ${environment}`); });
  }

  async resetWorld(person: string): Promise<void> {
    await this.#answer(() => { this.resets.push(`${person} world`); });
  }

  async practice<Ask extends PracticeAsk>(person: string, ask: Ask): Promise<PracticeAnswers[Ask['act']]> {
    return await this.#answer(() => {
      this.practised.push({ person, ask });
      return this.world(person, ask) as PracticeAnswers[Ask['act']];
    });
  }

  async files<Ask extends FilesAsk>(person: string, environment: string, ask: Ask): Promise<FilesAnswers[Ask['act']]> {
    return await this.#answer(() => this.workspace(person, environment, ask) as FilesAnswers[Ask['act']]);
  }

  async facts(person: string, environment: string): Promise<WorkspaceFacts> {
    return await this.#answer(() => this.lookAt(person, environment));
  }

  async watch(asked: WatchRequest, listener: WatchListener): Promise<() => void> {
    return await this.#answer(() => {
      const watched = { asked, listener };
      this.watched.add(watched);
      return () => { this.watched.delete(watched); };
    });
  }

  async choices(asked: Params<'choices'>): Promise<Choices> {
    return await this.#answer(() => this.offered(asked));
  }

  onRun(listener: (run: Run) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  close(): void {
    this.#listeners.clear();
  }

  /** Takes a run and text; the run prints it. */
  print(run: RunId, text: string): void {
    const kept = this.#kept(run);
    const from = kept.output.length;
    kept.output = Buffer.concat([kept.output, Buffer.from(text)]);
    kept.run = { ...kept.run, end: kept.output.length };
    for (const viewer of kept.viewers) this.#show(kept, viewer, from);
  }

  /** Takes a run and how it ends; ends it. */
  end(run: RunId, state: 'exited' | 'stopped' | 'timed-out' | 'lost', exitStatus: number | null): void {
    const kept = this.#kept(run);
    const asExpected = isAsExpected(state, exitStatus, kept.request.step.exit, null);
    kept.run = { ...kept.run, state, exitStatus, asExpected, endedAt: this.now() };
    this.#tell(kept);
    for (const viewer of kept.viewers) viewer.run(kept.run);
  }

  /** Takes a run and marks; has it printed what when they say. */
  time(run: RunId, marks: Buffer): void {
    this.#kept(run).timing = marks;
  }

  /** What was asked for, typed and acknowledged, for a test to look at. */
  seen(run: RunId): { request: RunRequest; typed: string; acked: number; size: TerminalSize; viewers: number } {
    const { request, typed, acked, run: { size }, viewers } = this.#kept(run);
    return { request, typed, acked, size, viewers: viewers.size };
  }

  /** Drops everything, as a runner does that was killed and has no journal. */
  forget(): void {
    this.#runs.clear();
  }

  async #answer<Result>(act: () => Result): Promise<Result> {
    await Promise.resolve();
    if (this.failure) throw this.failure;
    return act();
  }

  #kept(run: RunId): Kept {
    const kept = this.#runs.get(run);
    if (!kept) throw new HandrailError('unknown-run', { run });
    return kept;
  }

  #show(kept: Kept, viewer: Viewer, from: number): void {
    const bytes = kept.output.subarray(from);
    if (bytes.length > 0) viewer.output(encodeFrame({ run: kept.run.id, offset: from, bytes }), from, bytes.length);
    if (isOver(kept.run.state)) viewer.run(kept.run);
  }

  #tellPen({ pen, seats }: Kept): void {
    for (const [viewer, seat] of seats) viewer.pen?.(seat, pen.state);
  }

  #tell(kept: Kept): void {
    for (const listener of this.#listeners) listener(kept.run);
  }
}

function begun(request: RunRequest, now: number): Run {
  return {
    id: request.run, person: request.person, environment: request.environment, runbook: request.step.runbook, step: request.step.id,
    digest: request.step.digest, title: request.step.title, parameters: request.parameters, state: 'running',
    interactive: request.step.interactive, background: request.step.background, queuedAt: now, startedAt: now, endedAt: null, exitStatus: null, asExpected: null,
    note: '', end: 0, size: request.size,
  };
}
