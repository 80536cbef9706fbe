/** Whoever tries a procedure: a person with a practice world of their own, who may what the rules let them, and no more. */
import { randomUUID } from 'node:crypto';
import type { Runbook } from '../../common/catalog/runbook.ts';
import { newRunId } from '../../common/ids.ts';
import type { TerminalSize } from '../../common/run.ts';
import { localOperator, type Principal } from '../auth/principal.ts';
import type { MachineStep } from '../runs/plan.ts';
import type { StartAsked } from '../runs/request.ts';
import { beginScenario } from '../workspaces/practice.ts';
import { resetPractice } from '../workspaces/reset.ts';
import type { House } from './house.ts';
import { WatchedRun } from './watched-run.ts';

/** The terminal that steps are tried on. */
export const size: TerminalSize = { cols: 100, rows: 30 };
/** Kept with a run that asks for a reason, such as one outside the hours in which production may be worked on. */
const reason = 'It is tried by `handrail test`, in a practice world.';
/** What stands in for a step done by hand has this long. Seconds. */
const manualTimeout = 120;
const stopMs = 15_000;

export type Started = { run: WatchedRun } | { unmet: readonly string[] };

export class Trainee {
  readonly #house: House;
  readonly #principal: Principal;
  #isFresh = true;

  private constructor(house: House, principal: Principal) {
    this.#house = house;
    this.#principal = principal;
  }

  /** Takes the house and a number; gives a person whose world nobody has touched. */
  static async arrive(house: House, number: number): Promise<Trainee> {
    const person = { id: `trainee-${number}`, name: 'Trainee' };
    await house.deps.store.persons.add(person, house.deps.clock.now());
    return new Trainee(house, { ...localOperator, person });
  }

  /** Gives them a world and a workspace as new. */
  async beginAnew(): Promise<void> {
    if (!this.#isFresh) await resetPractice(this.#house.deps, this.#principal);
    this.#isFresh = false;
  }

  /** Takes a scenario; breaks their world with it. Gives why it could not, or null. Throws `unknown-scenario`. */
  async break(scenario: string): Promise<string | null> {
    return (await beginScenario(this.#house.deps, this.#principal, scenario, false)).failed;
  }

  /**
   * Takes a step and its values; starts it as a click does, with what is to be typed to confirm it. Gives the run, or what it
   * needs that has not been run. Throws the named error of whatever refuses it.
   */
  async start(runbook: Runbook, step: MachineStep, parameters: Record<string, string>): Promise<Started> {
    const asked = { runbook: runbook.id, step: step.id, digest: step.digest, environment: this.#house.environment.name, parameters };
    const { confirm: expected, missing } = await this.#house.starter.preview(this.#principal, asked);
    if (missing.length > 0) return { unmet: missing.map((one) => one.step) };
    const request: StartAsked = { ...asked, size, reason, ...(expected === null ? {} : { confirm: expected }) };
    const { run } = await this.#house.starter.start(this.#principal, request, randomUUID());
    return { run: await WatchedRun.attach(this.#house.deps.runner, run, this.#house.closed) };
  }

  /** Takes a bash script, what it is called, its parameters and kubectl context; runs it where steps run. */
  async take(runbook: Runbook, called: { id: string; digest: string; title: string }, script: string, where: { parameters: Record<string, string>; context: string | null }): Promise<WatchedRun> {
    const { deps: { runner, clock }, environment, closed } = this.#house;
    const run = await runner.start({
      run: newRunId(clock.now(), clock.random(10)), person: this.#principal.person.id, environment: environment.name,
      parameters: where.parameters, redis: null, context: where.context, groups: [], rules: '', bound: null, size,
      step: {
        runbook: runbook.id, ...called, language: 'bash', source: script, interactive: false, background: false,
        timeout: manualTimeout, exit: [0], expect: null, mask: null, effect: 'change',
      },
    });
    return await WatchedRun.attach(runner, run, closed);
  }

  /** Stops a run, and waits for its end. */
  async stop(run: WatchedRun): Promise<void> {
    if (!run.isOver) await this.#house.deps.register.stop(this.#principal, run.run.id);
    await run.until(() => run.isOver, stopMs);
  }
}
