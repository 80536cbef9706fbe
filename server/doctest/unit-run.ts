/** Carries out one unit: a fresh world, what has to come before, then the procedure's steps in page order, as a person would. */
import { setTimeout as pause } from 'node:timers/promises';
import { asserts } from '../../common/catalog/assertion.ts';
import type { RunnableStep, Step } from '../../common/catalog/step.ts';
import { HandrailError } from '../../common/errors.ts';
import { attempt, type Attempt, endBackground, type Limits } from './attempt.ts';
import type { StepOutcome, UnitOutcome } from './outcome.ts';
import type { Unit } from './select.ts';
import type { Trainee } from './trainee.ts';
import type { WatchedRun } from './watched-run.ts';

export interface UnitRun {
  outcome: UnitOutcome;
  /** output of the transcripts whose commands ended well, by step, and whether it is as the transcript shows it */
  transcripts: ReadonlyMap<string, { output: string; fits: boolean }>;
}

/** Between attempts at a step that may be tried again. Milliseconds. */
const againMs = 1_000;

/** Takes who tries a unit, and how long a step may take; gives what came of it. Throws `runner-away`. */
export async function runUnit(trainee: Trainee, unit: Unit, limits: Limits): Promise<UnitRun> {
  return await new UnitInProgress(trainee, unit, limits).run();
}

class UnitInProgress {
  readonly #trainee: Trainee;
  readonly #unit: Unit;
  readonly #limits: Limits;
  readonly #outputs = new Map<string, string>();
  readonly #transcripts = new Map<string, { output: string; fits: boolean }>();
  readonly #done = new Map<string, StepOutcome>();
  readonly #going: { step: RunnableStep; run: WatchedRun }[] = [];

  constructor(trainee: Trainee, unit: Unit, limits: Limits) {
    this.#trainee = trainee;
    this.#unit = unit;
    this.#limits = limits;
  }

  async run(): Promise<UnitRun> {
    const { runbook, procedure, procedureTitle, target } = this.#unit;
    const began = Date.now();
    await this.#trainee.beginAnew();
    const obstacle = await this.#breakWorld();
    const setUp = obstacle === null ? await this.#takeSetUp() : [obstacle];
    const broken = setUp.find(({ outcome }) => outcome !== 'passed');
    const why = broken === undefined ? null : `What has to come before it, ${broken.step}, ${broken.outcome === 'failed' ? 'failed' : `was not done: ${broken.why}`}`;
    const steps: StepOutcome[] = [];
    for (const step of this.#unit.steps) steps.push(why === null ? await this.#take(step) : outcomeOf(this.#unit, step, { outcome: 'skipped', why }));
    await this.#endBackgrounds();
    const settled = (list: readonly StepOutcome[]) => list.map((one) => this.#done.get(one.step) ?? one);
    const outcome = { runbook: runbook.id, title: runbook.title, procedure, procedureTitle, target, setUp: settled(setUp), steps: settled(steps), ms: Date.now() - began };
    return { outcome, transcripts: this.#transcripts };
  }

  /** Begins the scenario that comes first; gives the failure to tell, or null. */
  async #breakWorld(): Promise<StepOutcome | null> {
    const { scenario, steps: [first] } = this.#unit;
    if (scenario === null || first === undefined) return null;
    const named = { ...outcomeOf(this.#unit, first, { outcome: 'failed' }), step: `scenario ${scenario}`, title: '', kind: 'manual' as const, asserts: false };
    try {
      const why = await this.#trainee.break(scenario);
      return why === null ? null : { ...named, why };
    } catch (error) {
      if (!(error instanceof HandrailError) || error.code === 'runner-away') throw error;
      return { ...named, why: error.message };
    }
  }

  async #takeSetUp(): Promise<StepOutcome[]> {
    const taken: StepOutcome[] = [];
    for (const step of this.#unit.setUp) {
      const outcome = await this.#take(step);
      taken.push(outcome);
      if (outcome.outcome !== 'passed') break;
    }
    return taken;
  }

  async #take(step: Step): Promise<StepOutcome> {
    const skipped = this.#skipped(step);
    const outcome = skipped === null ? await this.#try(step) : outcomeOf(this.#unit, step, { outcome: 'skipped', why: skipped });
    this.#done.set(step.id, outcome);
    return outcome;
  }

  #skipped(step: Step): string | null {
    const { script } = this.#unit;
    if (step.kind !== 'manual') return script.skip[step.id] ?? null;
    const action = script.manual[step.id];
    if (action === undefined) return 'by hand, no practice action';
    return 'skip' in action ? `by hand: ${action.skip}` : null;
  }

  async #try(step: Step): Promise<StepOutcome> {
    const most = 1 + (this.#unit.script.retry[step.id] ?? 0);
    const began = Date.now();
    for (let number = 1; ; number += 1) {
      const came = await attempt(this.#trainee, this.#unit, step, this.#outputs, this.#limits);
      const isLast = came.fault === null || came.unmet.length > 0 || number === most;
      if (isLast) return this.#judged(step, came, { number, began });
      await pause(againMs);
    }
  }

  #judged(step: Step, came: Attempt, { number, began }: { number: number; began: number }): StepOutcome {
    this.#outputs.set(step.id, came.output);
    if (came.going !== null && step.kind === 'runnable') this.#going.push({ step, run: came.going });
    if (came.transcriptFits !== null) this.#transcripts.set(step.id, { output: came.output, fits: came.transcriptFits });
    const notes = [
      ...(step.kind === 'manual' ? ['taken by the practice script'] : []),
      ...(number > 1 ? [`${came.fault === null ? 'passed' : 'failed'} at attempt ${number}`] : []),
    ];
    const base = { notes, ms: Date.now() - began };
    const unmet = this.#unmet(came.unmet);
    if (unmet !== null) return outcomeOf(this.#unit, step, { ...base, outcome: 'skipped', why: unmet });
    if (came.fault === null) return outcomeOf(this.#unit, step, { ...base, outcome: 'passed' });
    return outcomeOf(this.#unit, step, { ...base, outcome: 'failed', why: came.fault, difference: came.difference, screen: came.screen });
  }

  /** A step that only lacks what was not done is not itself at fault. */
  #unmet(unmet: readonly string[]): string | null {
    const cause = unmet.map((id) => this.#done.get(id)).find((one) => one !== undefined && one.outcome !== 'passed');
    const left = unmet.find((id) => this.#unit.script.skip[id] !== undefined);
    if (cause !== undefined) return `It needs ${cause.step}, which ${cause.outcome === 'failed' ? 'failed' : 'was not done'}.`;
    return left === undefined ? null : `It needs ${left}, which is skipped: ${this.#unit.script.skip[left] ?? ''}`;
  }

  async #endBackgrounds(): Promise<void> {
    for (const { step, run } of this.#going) {
      const { fault, screen } = await endBackground(this.#trainee, step, run);
      const before = this.#done.get(step.id);
      if (fault !== null && before !== undefined) this.#done.set(step.id, { ...before, outcome: 'failed', why: fault, screen, at: Date.now() });
    }
  }
}

/** Takes a unit's step and what came of it; gives the outcome. */
export function outcomeOf({ runbook, file }: Pick<Unit, 'runbook' | 'file'>, step: Step, came: Partial<StepOutcome> & Pick<StepOutcome, 'outcome'>): StepOutcome {
  return {
    runbook: runbook.id, step: step.id, title: step.title, kind: step.kind, digest: step.digest, file, line: step.line,
    why: '', notes: [], asserts: step.kind !== 'manual' && asserts(step), at: Date.now(), ms: 0, difference: '', screen: '', ...came,
  };
}
