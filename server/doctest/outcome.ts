/** What came of a step, of a unit (one procedure on one target, in a world of its own), and of it all. */
import type { Step } from '../../common/catalog/step.ts';

export interface StepOutcome {
  runbook: string;
  step: string;
  title: string;
  kind: Step['kind'];
  digest: string;
  /** where it stands, for people and editors */
  file: string;
  line: number;
  outcome: 'passed' | 'failed' | 'skipped';
  /** why it failed or was skipped; else empty */
  why: string;
  /** what else is to be told: who took it, how many attempts it needed */
  notes: readonly string[];
  /** whether it looks at its own result; what a person does by hand cannot */
  asserts: boolean;
  /** Unix milliseconds of its end */
  at: number;
  /** milliseconds it took */
  ms: number;
  /** what was expected against what came, as a difference; empty when there is none */
  difference: string;
  /** the terminal as it last was, for a step that failed; else empty */
  screen: string;
}

export interface UnitOutcome {
  runbook: string;
  /** the runbook's title */
  title: string;
  procedure: string;
  procedureTitle: string;
  /** empty where the runbook has none */
  target: string;
  /** what had to be done before, of which only what failed is told */
  setUp: readonly StepOutcome[];
  steps: readonly StepOutcome[];
  ms: number;
}

/** Something that kept a runbook from being tried at all. */
export interface Obstacle {
  file: string;
  line: number;
  column: number;
  message: string;
}

export interface Outcome {
  units: readonly UnitOutcome[];
  obstacles: readonly Obstacle[];
  /** files whose transcripts were rewritten, and which of their steps */
  mended: readonly { file: string; steps: readonly string[] }[];
  ms: number;
}

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** steps that passed, on whatever target, and look at nothing but their exit status */
  withoutAssertion: number;
}

/** Takes a unit; gives how it is called: `prompt-redis#restarting-redis on prod`. */
export function nameOf({ runbook, procedure, target }: Pick<UnitOutcome, 'runbook' | 'procedure' | 'target'>): string {
  return `${runbook}${procedure === '' ? '' : `#${procedure}`}${target === '' ? '' : ` on ${target}`}`;
}

/** Takes an outcome; gives the steps that were not only set-up, and what failed in the set-up. */
export function toldOf(unit: UnitOutcome): readonly StepOutcome[] {
  return [...unit.setUp.filter(({ outcome }) => outcome === 'failed'), ...unit.steps];
}

/** Takes an outcome; gives its counts. An obstacle is a failure. */
export function countsOf({ units, obstacles }: Pick<Outcome, 'units' | 'obstacles'>): Counts {
  const steps = units.flatMap(toldOf);
  const count = (outcome: StepOutcome['outcome']) => steps.filter((step) => step.outcome === outcome).length;
  return {
    passed: count('passed'), failed: count('failed') + obstacles.length, skipped: count('skipped'),
    withoutAssertion: withoutAssertion(units).length,
  };
}

/** Takes units; gives the steps that were tried and look at nothing but their exit status, each once, as `runbook#step`. */
export function withoutAssertion(units: readonly UnitOutcome[]): string[] {
  const bare = units.flatMap(({ steps }) => steps).filter(({ kind, asserts, outcome }) => kind === 'runnable' && !asserts && outcome !== 'skipped');
  return [...new Set(bare.map(({ runbook, step }) => `${runbook}#${step}`))];
}
