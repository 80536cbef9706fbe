/** What the server, the CLI and the page say to each other about a person's practice world. Times are unix milliseconds. */

/** What is wrong somewhere in a context, named as kubectl names it. */
export interface Complaint {
  namespace: string;
  /** such as `pod/prompt-redis-0` */
  object: string;
  /** one word, such as `CrashLoopBackOff` */
  reason: string;
  message: string;
  /** world time it was last seen */
  at: number;
  /** how often */
  count: number;
}

export interface ContextGlance {
  name: string;
  /** A context sleeps until something asks for it; only of one that is awake the rest is known. */
  awake: boolean;
  pods: { ready: number; all: number };
  podsNotReady: Complaint[];
  failingJobs: Complaint[];
  /** of the last hour, about what is still there and not well */
  warnings: Complaint[];
  cronJobs: number;
  /** jobs that are done, well or not */
  finishedJobs: number;
}

export interface ClockGlance {
  /** the world's time */
  now: number;
  /** 1 is the machine's own pace */
  rate: number;
  /** milliseconds it is ahead of the machine */
  ahead: number;
  /** milliseconds that are still to pass fast */
  left: number;
}

export interface Glance {
  contexts: ContextGlance[];
  clock: ClockGlance;
  scenario: ScenarioState | null;
}

export interface ScenarioSummary {
  id: string;
  title: string;
  service: string;
  /** what somebody notices first */
  symptom: string;
  story: string;
  /** runbook, and after # the procedure */
  runbook: string;
  /** how many hints there are */
  hints: number;
  /** how long it may take */
  minutes: number;
}

export interface ScenarioCheck {
  at: number;
  repaired: boolean;
  /** what the check printed: what is still wrong */
  output: string;
}

/** The scenario a world is in. */
export interface ScenarioState {
  id: string;
  startedAt: number;
  /** why it could not be broken, a sentence: it is not on then; null when it is broken as it should be */
  failed: string | null;
  /** hints that were opened */
  hints: string[];
  lastCheck: ScenarioCheck | null;
  /** when a check first said that all is repaired */
  solvedAt: number | null;
}

export interface Scenarios {
  scenarios: ScenarioSummary[];
  current: ScenarioState | null;
}

export interface Snapshot {
  name: string;
  at: number;
}

/** One thing a person has done: a scenario solved, a step of the first-day path ticked off. */
export interface ProgressItem {
  /** `scenario-<id>` or `path-<step>` */
  item: string;
  /** when first */
  at: number;
  /** how often */
  times: number;
  /** fewest hints, and fewest minutes, it was solved with; null for what is ticked off */
  hints: number | null;
  minutes: number | null;
}

/** What one asks of one's own world. */
export type PracticeAsk =
  | { act: 'glance' }
  | { act: 'pass'; ms: number; inMs: number }
  | { act: 'snapshots' }
  | { act: 'snapshot-save'; name: string }
  | { act: 'snapshot-restore'; name: string }
  | { act: 'snapshot-delete'; name: string }
  | { act: 'scenarios' }
  | { act: 'scenario-start'; scenario: string }
  | { act: 'scenario-check'; scenario: string }
  | { act: 'scenario-hint'; scenario: string }
  /** a page of Kafdrop; the path is the one below Kafdrop's own, with its query */
  | { act: 'kafdrop'; context: KafkaContext; path: string };

/** Contexts that have Kafka, and the host that Kafdrop is at there. */
export const kafdropHosts = {
  'usdfdev-prompt-processing': 'usdfdev-prompt-processing.slac.stanford.edu',
  'usdfprod-prompt-processing': 'usdfprod-prompt-processing.slac.stanford.edu',
} as const;
export type KafkaContext = keyof typeof kafdropHosts;

/** Takes a word; tells whether it is a context that has Kafka. */
export function hasKafka(context: string): context is KafkaContext {
  return Object.hasOwn(kafdropHosts, context);
}

export interface PracticeAnswers {
  'glance': Glance;
  'pass': ClockGlance;
  'snapshots': { snapshots: Snapshot[]; most: number };
  'snapshot-save': Snapshot;
  'snapshot-restore': null;
  'snapshot-delete': null;
  'scenarios': Scenarios;
  'scenario-start': ScenarioState;
  'scenario-check': ScenarioState;
  'scenario-hint': ScenarioState;
  'kafdrop': { status: number; html: string };
}

/** An hour of world time passes in ten seconds unless somebody says otherwise. */
const usualRate = 360;

/** Takes milliseconds that are to pass; gives in how many real ones they do when nothing else is asked for. */
export function usualPace(ms: number): number {
  return Math.max(ms / usualRate, Math.min(ms, 1000));
}
