/**
 * A walkthrough: one pass through a procedure, by one or more people. It is a log of entries, each added and never changed;
 * how it stands is folded out of them (walkthrough-state.ts), with the runs they name. Here are the shapes: what is kept,
 * what a page is told, and what it may send.
 *
 * Over HTTP (JSON; errors as everywhere, `{error: {code, message, details}}`):
 * - `POST /api/walkthroughs` with `BeginAsked` and the header `Idempotency-Key` → 201 or, for the same key, 200 `{walkthrough: WalkView}`
 * - `GET /api/walkthroughs?open=true|false&mine=true&runbook=&procedure=&environment=&before=<cursor>&limit=` → `WalkList`
 * - `GET /api/walkthroughs/<id>` → `{walkthrough: WalkView}`, with every entry and the steps' texts
 * - `POST /api/walkthroughs/<id>/acts` with `ActAsked` and `Idempotency-Key` → `{walkthrough: WalkView}`; the same key again does nothing more
 * - `POST /api/runs` with `walkthrough: <id>`: only who has the lead
 * - `GET /api/walkthroughs/<id>/report?as=markdown|html&outputs=true|false&download=true` → the report as a text
 * Over the socket: topic `walkthrough:<id>` tells a `WalkView` whose `entries` are the newest ones only (`shownEntries`) and
 * which has no `texts`; topic `walkthroughs:` tells a `WalkList` of the open ones.
 */
import type { Effect } from './catalog/effect.ts';
import type { RunId } from './ids.ts';
import type { RunState } from './run-state.ts';

/** A UUID, as runs have them. */
export const walkId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** Entries that a topic tells: the newest. All of them come over HTTP. */
export const shownEntries = 60;
/** `characters`: of all entries of one together, as they are kept. Whoever looks at a list of a hundred has all of them read. */
export const walkLimits = { title: 200, note: 2_000, reason: 500, entries: 2_000, characters: 256 * 1024, steps: 500 } as const;

/** A step as it stood when the walkthrough began, or when the deployed text was last taken over. */
export interface WalkStep {
  readonly id: string;
  readonly title: string;
  readonly kind: 'runnable' | 'file' | 'manual';
  readonly procedure: string;
  readonly procedureTitle: string;
  /** null for one that is done by hand */
  readonly effect: Effect | null;
  readonly digest: string;
  readonly needs: readonly string[];
  /** targets it is for; empty means all */
  readonly only: readonly string[];
  /** names of the parameters it takes, TARGET among them */
  readonly parameters: readonly string[];
  readonly interactive: boolean;
  readonly background: boolean;
  /** it stands in another procedure, and is here because a step of this one needs it */
  readonly isNeededOnly: boolean;
}

/** What a step's digest stood for: the text that ran. */
export interface WalkText {
  readonly language: string;
  readonly source: string;
  /** of a file step: where to, in the workspace */
  readonly path: string | null;
}

/** What is kept beside the entries. */
export interface WalkHead {
  readonly id: string;
  readonly title: string;
  readonly runbook: string;
  readonly runbookTitle: string;
  /** slug of the heading; empty for a whole runbook */
  readonly procedure: string;
  readonly procedureTitle: string;
  readonly environment: string;
  readonly environmentTitle: string;
  /** as it began */
  readonly parameters: Readonly<Record<string, string>>;
  /** digest of the catalog that the steps are from */
  readonly catalog: string;
  /** in the order of the runbook */
  readonly steps: readonly WalkStep[];
  readonly begunBy: string;
  /** Unix milliseconds */
  readonly begunAt: number;
}

/** What was done. */
export type WalkAct =
  | { readonly kind: 'begun' }
  /** “I have it”; `from` is who had it */
  | { readonly kind: 'lead'; readonly from: string }
  /** in practice, by who has the lead: from here on only what was run in their own world counts, until another takes the lead */
  | { readonly kind: 'again' }
  /** `reason` is what was given where one was asked for; `isGoingOn` tells that the server started it, going on for whom it names */
  | { readonly kind: 'run'; readonly step: string; readonly run: RunId; readonly digest: string; readonly reason: string; readonly isGoingOn: boolean }
  /** the runner would not have that run: it never was */
  | { readonly kind: 'not-taken'; readonly step: string; readonly run: RunId; readonly why: string }
  | { readonly kind: 'tick'; readonly step: string; readonly digest: string }
  | { readonly kind: 'untick' | 'unskip'; readonly step: string }
  | { readonly kind: 'skip'; readonly step: string; readonly reason: string }
  /** `step` is null for one about the whole */
  | { readonly kind: 'note'; readonly step: string | null; readonly text: string }
  /** all of them, as they are from here on */
  | { readonly kind: 'parameters'; readonly parameters: Readonly<Record<string, string>> }
  /** the deployed text was taken over; these steps are other than before */
  | { readonly kind: 'renewed'; readonly catalog: string; readonly changed: readonly string[] }
  /** from here on each step is started as the one before it ended as expected */
  | { readonly kind: 'go-on' }
  /** no longer; `step` is the one it would have been at, and `why` a sentence, empty when somebody pressed Hold */
  | { readonly kind: 'hold'; readonly step: string | null; readonly why: string }
  | { readonly kind: 'ended' | 'reopened'; readonly text: string };

export type WalkEntry = WalkAct & {
  /** from 1, without gaps */
  readonly seq: number;
  /** Unix milliseconds */
  readonly at: number;
  /** id of who did it; empty for the server */
  readonly by: string;
};

/** What is told of a run to everybody who may see the walkthrough; its output is shared beside it. */
export interface WalkRun {
  readonly id: RunId;
  readonly step: string;
  readonly person: string;
  readonly digest: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly state: RunState;
  readonly queuedAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
  readonly exitStatus: number | null;
  /** null while it is going */
  readonly asExpected: boolean | null;
  readonly note: string;
  readonly interactive: boolean;
}

/**
 * `elsewhere`: not for the target of this walkthrough. `stale`: was done or ticked, and does not count any more, for
 * `staleFor`. `stopped`, `lost` and `unexpected` are how its last run ended. `running` is any run that has not ended.
 */
export const standings = ['waiting', 'running', 'done', 'unexpected', 'stopped', 'lost', 'ticked', 'skipped', 'stale', 'elsewhere'] as const;
export type StandingState = (typeof standings)[number];

export interface StepStanding {
  readonly state: StandingState;
  /** of `stale`: its text is another now, the parameters are, or who ran it began anew in their workspace; else null */
  readonly staleFor: 'text' | 'parameters' | 'anew' | null;
  /** who ran, ticked or skipped it; empty while it waits */
  readonly by: string;
  /** when that was begun or done, Unix milliseconds; null while it waits */
  readonly at: number | null;
  /** its newest run; null when it was not run */
  readonly run: RunId | null;
  /** all its runs, the oldest first */
  readonly runs: readonly RunId[];
  /** of one that is skipped: why */
  readonly reason: string;
  /** ids of steps it needs that nobody has done in this walkthrough, with its parameters */
  readonly missing: readonly string[];
  /** parameters it takes that have no value yet */
  readonly blank: readonly string[];
}

export interface WalkState {
  /** of the last entry: send it as `seen` */
  readonly seq: number;
  /** id of who may run */
  readonly lead: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** ids of everybody who did something, in the order of their first */
  readonly people: readonly string[];
  /** the server starts the next step by itself, for whom and since which entry; null when it does not */
  readonly going: { readonly by: string; readonly since: number } | null;
  /** why it last stopped going on, a sentence, what is to be typed between backticks; empty when nobody asked it to since, somebody stopped it, or it came to its end */
  readonly held: string;
  /** null while it is open */
  readonly ended: { readonly by: string; readonly at: number; readonly text: string } | null;
  readonly steps: Readonly<Record<string, StepStanding>>;
  /** the first step in order that is neither done, ticked, skipped nor elsewhere; null when none is left */
  readonly next: string | null;
  readonly counts: WalkCounts;
}

export interface WalkCounts {
  /** steps that are for this target */
  readonly all: number;
  /** done or ticked */
  readonly done: number;
  readonly skipped: number;
  /** unexpected, stopped, lost or stale */
  readonly amiss: number;
}

/** Somebody who looks at it just now, in one page. */
export interface Present {
  readonly person: string;
  readonly name: string;
  /** tells pages of one person apart; not what they call themselves, which is theirs to know */
  readonly page: string;
}

/** A walkthrough as a page is told of it. */
export interface WalkView extends WalkHead {
  readonly state: WalkState;
  /** by id */
  readonly runs: Readonly<Record<string, WalkRun>>;
  /** in order; from a topic the newest only */
  readonly entries: readonly WalkEntry[];
  /** by id: of everybody named here */
  readonly names: Readonly<Record<string, string>>;
  readonly present: readonly Present[];
  /** ids of steps whose deployed text is another than here, that are gone, or that are new; empty when all is as it was */
  readonly changed: readonly string[];
  /** by digest; only over HTTP */
  readonly texts?: Readonly<Record<string, WalkText>>;
  /** the server's time, Unix milliseconds */
  readonly now: number;
}

/** A walkthrough in a list. */
export interface WalkGlance extends Pick<WalkHead, 'id' | 'title' | 'runbook' | 'runbookTitle' | 'procedure' | 'procedureTitle' | 'environment' | 'environmentTitle' | 'parameters'> {
  readonly begunBy: string;
  readonly begunAt: number;
  readonly lead: string;
  readonly people: readonly string[];
  readonly lastAt: number;
  readonly endedAt: number | null;
  readonly isGoing: boolean;
  readonly held: string;
  /** title of the next step; empty while one runs that has to end first, and when none is left */
  readonly next: string;
  /** title of the step that runs and has to end first; empty when there is none */
  readonly running: string;
  readonly counts: WalkCounts;
  /** ids of the persons who look at it just now */
  readonly present: readonly string[];
}

export interface WalkList {
  /** newest first */
  readonly walkthroughs: readonly WalkGlance[];
  readonly names: Readonly<Record<string, string>>;
  /** send it as `before` for the next ones; null when there are no more */
  readonly more: string | null;
  readonly now: number;
}

export interface BeginAsked {
  readonly runbook: string;
  /** empty for the whole runbook */
  readonly procedure: string;
  readonly environment: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** that of the procedure when left out */
  readonly title?: string | undefined;
}

/**
 * What a page may send. `seen` is `state.seq` as it knew it: where somebody else did something meanwhile that bears on it,
 * the answer is `walkthrough-moved`, which says what.
 */
export type ActAsked =
  | { readonly act: 'note'; readonly text: string; readonly step?: string | undefined }
  | { readonly act: 'tick' | 'untick' | 'unskip'; readonly step: string; readonly seen: number }
  | { readonly act: 'skip'; readonly step: string; readonly reason: string; readonly seen: number }
  | { readonly act: 'lead' | 'again' | 'renew' | 'go-on' | 'hold'; readonly seen: number }
  /** those that change; an empty value takes one away */
  | { readonly act: 'parameters'; readonly parameters: Readonly<Record<string, string>>; readonly seen: number }
  | { readonly act: 'end' | 'reopen'; readonly text?: string | undefined; readonly seen: number };
