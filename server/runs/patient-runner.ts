/**
 * The runner as the server holds it. A machine on which none starts must still serve reading: then every request is
 * answered by `runner-away`, and connecting is tried again, until one is there.
 */
import type { WorkspaceFacts } from '../../common/approval-facts.ts';
import type { Choices } from '../../common/choices.ts';
import { HandrailError } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import type { PartAsk, SearchAsk } from '../../common/log/ask.ts';
import type { Found } from '../../common/log/part.ts';
import type { PracticeAnswers, PracticeAsk } from '../../common/practice.ts';
import type { Run, TerminalSize } from '../../common/run.ts';
import type { FilesAnswers, FilesAsk } from '../../common/workspace-files.ts';
import type { Attachment, RunnerChain, RunnerClient, Viewer, WatchListener, WatchRequest } from '../runner/client.ts';
import type { Hello, Params, RunRequest, TimingPart } from '../runner/protocol.ts';

/** Between attempts; each waits itself for a runner that is starting. */
const againMs = 5_000;

export class PatientRunner implements RunnerClient {
  readonly #connect: () => Promise<RunnerClient>;
  readonly #listeners = new Set<(run: Run) => void>();
  #client: Promise<RunnerClient>;
  #timer: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(connect: () => Promise<RunnerClient>) {
    this.#connect = connect;
    this.#client = this.#try();
  }

  async hello(): Promise<Hello> { return await (await this.#client).hello(); }
  async chains(): Promise<RunnerChain[]> { return await (await this.#client).chains(); }
  async start(request: RunRequest): Promise<Run> { return await (await this.#client).start(request); }
  async stop(run: RunId): Promise<Run> { return await (await this.#client).stop(run); }
  async get(run: RunId): Promise<Run | null> { return await (await this.#client).get(run); }
  async list(since: number): Promise<Run[]> { return await (await this.#client).list(since); }
  async output(run: RunId, from: number, to: number): Promise<Uint8Array> { return await (await this.#client).output(run, from, to); }
  async timing(run: RunId, from: number, to: number): Promise<TimingPart> { return await (await this.#client).timing(run, from, to); }
  async log(run: RunId, ask: PartAsk): Promise<Uint8Array> { return await (await this.#client).log(run, ask); }
  async search(run: RunId, ask: SearchAsk): Promise<Found> { return await (await this.#client).search(run, ask); }
  async attach(run: RunId, from: number | 'screen', viewer: Viewer): Promise<Attachment> { return await (await this.#client).attach(run, from, viewer); }
  async input(run: RunId, data: string): Promise<void> { await (await this.#client).input(run, data); }
  async resize(run: RunId, size: TerminalSize): Promise<void> { await (await this.#client).resize(run, size); }
  async resetWorkspace(person: string, environment: string): Promise<void> { await (await this.#client).resetWorkspace(person, environment); }
  async resetWorld(person: string): Promise<void> { await (await this.#client).resetWorld(person); }
  async practice<Ask extends PracticeAsk>(person: string, ask: Ask): Promise<PracticeAnswers[Ask['act']]> { return await (await this.#client).practice(person, ask); }
  async files<Ask extends FilesAsk>(person: string, environment: string, ask: Ask): Promise<FilesAnswers[Ask['act']]> { return await (await this.#client).files(person, environment, ask); }
  async facts(person: string, environment: string): Promise<WorkspaceFacts> { return await (await this.#client).facts(person, environment); }
  async watch(asked: WatchRequest, listener: WatchListener): Promise<() => void> { return await (await this.#client).watch(asked, listener); }
  async choices(asked: Params<'choices'>): Promise<Choices> { return await (await this.#client).choices(asked); }

  onRun(listener: (run: Run) => void): () => void {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#client.then((client) => { client.close(); }, () => undefined);
  }

  #try(): Promise<RunnerClient> {
    const attempt = this.#connect().then((client) => {
      if (this.#isClosed) client.close();
      client.onRun((run) => { for (const listener of this.#listeners) listener(run); });
      return client;
    }, (error: unknown) => {
      if (!this.#isClosed) this.#timer = setTimeout(() => { this.#client = this.#try(); }, againMs).unref();
      throw error instanceof HandrailError ? error : new HandrailError('runner-away');
    });
    // Nobody may be asking while it fails.
    attempt.catch(() => undefined);
    return attempt;
  }
}
