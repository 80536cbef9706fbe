/** What the server asks of its runners, and how it looks at a run: `client.ts` answers it, `memory-runner.ts` in tests. */
import type { WorkspaceFacts } from '../../common/approval-facts.ts';
import type { ChainAnchor } from '../../common/chain.ts';
import type { Choices } from '../../common/choices.ts';
import type { RunId } from '../../common/ids.ts';
import type { PracticeAnswers, PracticeAsk } from '../../common/practice.ts';
import type { PartAsk, SearchAsk } from '../../common/log/ask.ts';
import type { Found } from '../../common/log/part.ts';
import type { Sitter } from '../../common/pen.ts';
import type { PenAct, PenState, Seated } from '../../common/protocol/pen.ts';
import type { Run, TerminalSize } from '../../common/run.ts';
import type { FilesAnswers, FilesAsk } from '../../common/workspace-files.ts';
import type { WatchListener } from './live/held-watches.ts';
import type { WatchRequest } from './live/watch-request.ts';
import type { Hello, Params, RunRequest, TimingPart } from './protocol.ts';

export interface Viewer {
  /** one encoded output frame; `offset` and `length` say which bytes of the run are in it; `free` is called once nobody needs the frame's memory */
  output(frame: Uint8Array, offset: number, length: number, free?: () => void): void;
  run(run: Run): void;
  /** `prelude` brings a terminal, whatever it was in the middle of, into the modes in force at `to` */
  gap(from: number, to: number, prelude: string): void;
  /** how the pen of the run stands, for a viewer with a `sitter`; `seat` is its own */
  pen?(seat: number, pen: PenState): void;
  /** who watches: they type once they have the pen. Left out, it is a program that has the run to itself. */
  readonly sitter?: Sitter;
  /**
   * Whether this viewer is the one who types into an interactive run: its pace alone can hold the run back. Left out, the
   * run's first viewer is.
   */
  readonly types?: boolean;
}

export interface Attachment {
  /** the run as it was when the attachment began */
  readonly run: Run;
  /** output follows from this offset; a new terminal is written the prelude first */
  readonly from: number;
  readonly prelude: string;
  /** how the pen stood then, for a viewer with a `sitter` in an interactive run */
  readonly seated: Seated | null;
  /** Types as this viewer. Throws `no-pen`. */
  input(data: string): Promise<void>;
  /** Throws `no-pen`. */
  resize(size: TerminalSize): Promise<void>;
  /** Throws `pen-refused`. */
  pen(act: PenAct, to: number | null): Promise<void>;
  /** Tells the runner that the viewer has everything up to this offset. */
  ack(offset: number): void;
  detach(): void;
}

export interface RunnerClient {
  hello(): Promise<Hello>;
  /** Where the records of all runners stand that can tell, and whether each takes no new run any more; the one that does comes last. */
  chains(): Promise<RunnerChain[]>;
  /** Starts a run, at most once for its id: a second start gives the same run. */
  start(request: RunRequest): Promise<Run>;
  stop(run: RunId): Promise<Run>;
  get(run: RunId): Promise<Run | null>;
  /** Runs queued since, in Unix milliseconds: live and finished. */
  list(since: number): Promise<Run[]>;
  /** Output from one offset to another, shorter when there is less. */
  output(run: RunId, from: number, to: number): Promise<Uint8Array>;
  /** Takes byte offsets; gives that part of when a run printed what (common/recording/mark.ts), shorter when there is less. */
  timing(run: RunId, from: number, to: number): Promise<TimingPart>;
  /** Rows of an output, as an encoded part (common/log/part.ts), bounded. */
  log(run: RunId, ask: PartAsk): Promise<Uint8Array>;
  /** Searches an output for a moment; what is found says where to go on. */
  search(run: RunId, ask: SearchAsk): Promise<Found>;
  /** Takes where to begin: an offset, or `screen` to see it as it is. Throws `past-the-end` when there is no such offset yet. */
  attach(run: RunId, from: number | 'screen', viewer: Viewer): Promise<Attachment>;
  /** Types as a program that has the run to itself. */
  input(run: RunId, data: string): Promise<void>;
  resize(run: RunId, size: TerminalSize): Promise<void>;
  resetWorkspace(person: string, environment: string): Promise<void>;
  resetWorld(person: string): Promise<void>;
  /** Takes a person and what they ask of their own practice world; gives the answer. */
  practice<Ask extends PracticeAsk>(person: string, ask: Ask): Promise<PracticeAnswers[Ask['act']]>;
  /** Takes a person, an environment, and what they ask of the files of their workspace there; gives the answer. */
  files<Ask extends FilesAsk>(person: string, environment: string, ask: Ask): Promise<FilesAnswers[Ask['act']]>;
  /** Takes a person and an environment; gives what their workspace there is like. Throws `facts-refused`. */
  facts(person: string, environment: string): Promise<WorkspaceFacts>;
  /** Takes what to watch for a panel and who is told of it, the whole each time; gives what ends it. Throws `panel-refused`. */
  watch(asked: WatchRequest, listener: WatchListener): Promise<() => void>;
  /** Takes a source with its values filled in, and who asks where; gives the names there are now. Throws `choices-failed`. */
  choices(asked: Params<'choices'>): Promise<Choices>;
  /** Listens to every change of every run; gives what ends the listening. */
  onRun(listener: (run: Run) => void): () => void;
  close(): void;
}

export interface RunnerChain extends ChainAnchor {
  draining: boolean;
}
