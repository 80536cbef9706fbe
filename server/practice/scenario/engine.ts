/**
 * The scenario of one world: which is on, since when, which hints were opened, what the last check said. Kept in the world's
 * folder, so that it goes with the world: to sleep, into snapshots, and away with a reset. One script runs at a time.
 */
import { join } from 'node:path';
import { HandrailError } from '../../../common/errors.ts';
import type { ScenarioState, Scenarios } from '../../../common/practice.ts';
import { readJson, writeWhole } from '../state-file.ts';
import type { Scenario } from './scenario.ts';
import type { RunScript, ScriptEnding, ScriptRun, ScriptWorld } from './script.ts';

export interface EngineOptions {
  scenarios: ReadonlyMap<string, Scenario>;
  /** folder of the world */
  folder: string;
  world: ScriptWorld;
  /** asked for at the first script, so that what is missing is told to whoever asked. Throws like `prepareScripts`. */
  runScript: () => RunScript;
  /** real time, unix milliseconds: how long somebody takes is not the world's matter */
  now: () => number;
}

/** What is kept: hints by number, their words may be mended meanwhile. */
interface Kept extends Omit<ScenarioState, 'hints'> {
  hints: number;
}

/** What is said of a scenario whose script did not come to its end by itself. */
const interrupted = 'it was interrupted.';

export class ScenarioEngine {
  readonly #options: EngineOptions;
  readonly #file: string;
  #kept: Kept | null;
  #running: ScriptRun | 'beginning' | null = null;
  #closed = false;

  /** Takes what it works with; goes on as the world was left. */
  constructor(options: EngineOptions) {
    this.#options = options;
    this.#file = join(options.folder, 'scenario.json');
    this.#kept = readKept(this.#file, options.scenarios);
  }

  /** The scenario the world is in, or null. */
  get current(): ScenarioState | null {
    if (this.#kept === null) return null;
    const { hints } = this.#scenario(this.#kept.id);
    return { ...this.#kept, hints: hints.slice(0, this.#kept.hints) };
  }

  /** Whether a script is running. */
  get busy(): boolean {
    return this.#running !== null;
  }

  /** All scenarios, and the one the world is in. */
  list(): Scenarios {
    const scenarios = Array.from(this.#options.scenarios.values(), ({ id, title, service, symptom, story, runbook, minutes, hints }) =>
      ({ id, title, service, symptom, story, runbook, minutes, hints: hints.length }));
    return { scenarios, current: this.current };
  }

  /** Takes a scenario's id; breaks what is to be broken. Throws `practice-refused` when another is on, or it could not be broken. */
  async start(id: string): Promise<ScenarioState> {
    const scenario = this.#scenario(id);
    if (this.#kept !== null && this.#kept.solvedAt === null) {
      const why = this.#kept.failed === null ? 'is not solved yet' : 'could not be broken as it should be, and may have left something behind';
      throw refused(`The scenario ${this.#kept.id} ${why}. ${anew(id)}`);
    }
    const { status, output, cut } = await this.#run(scenario, 'break.sh', () => this.#keep({ id, startedAt: this.#options.now(), failed: interrupted, hints: 0, lastCheck: null, solvedAt: null }));
    const failed = status === 0 ? null : explain(output, cut);
    const state = this.#keep({ id, startedAt: this.#options.now(), failed, hints: 0, lastCheck: null, solvedAt: null });
    if (failed !== null) throw refused(`The scenario ${id} could not be broken: ${failed} ${anew(id)}`);
    return state;
  }

  /** Takes the id of the scenario that is on; tells whether all is repaired, and what is not. Throws `practice-refused` when it is not on. */
  async check(id: string): Promise<ScenarioState> {
    const { scenario } = this.#on(id);
    const { status, output, cut } = await this.#run(scenario, 'check.sh');
    const at = this.#options.now();
    const { kept } = this.#on(id);
    const repaired = status === 0;
    const said = cut === 'time' ? `${output}\nThe check did not come to an end. Something it asks for does not answer.` : output;
    return this.#keep({ ...kept, lastCheck: { at, repaired, output: said.trim() }, solvedAt: kept.solvedAt ?? (repaired ? at : null) });
  }

  /** Takes the id of the scenario that is on; opens its next hint. Throws `practice-refused` when there is none left. */
  hint(id: string): ScenarioState {
    const { kept, scenario } = this.#on(id);
    if (kept.hints >= scenario.hints.length) throw refused(`The scenario ${id} has no further hint. Its procedure is ${scenario.runbook}.`);
    return this.#keep({ ...kept, hints: kept.hints + 1 });
  }

  /** Ends a script that runs; nothing is written any more. */
  close(): void {
    this.#closed = true;
    if (this.#running !== null && this.#running !== 'beginning') this.#running.stop();
  }

  async #run(scenario: Scenario, script: string, beginning: () => unknown = () => undefined): Promise<ScriptEnding> {
    if (this.#running !== null) throw busy();
    this.#running = 'beginning';
    try {
      const runScript = this.#options.runScript();
      beginning();
      const run = await runScript(scenario.folder, script, this.#options.world);
      this.#running = run;
      if (this.#closed) run.stop();
      const ending = await run.ended;
      if (this.#closed) throw refused('The practice world was closed meanwhile. Ask again.');
      return ending;
    } finally {
      this.#running = null;
    }
  }

  #scenario(id: string): Scenario {
    const scenario = this.#options.scenarios.get(id);
    if (scenario === undefined) throw new HandrailError('unknown-scenario', { scenario: id, known: [...this.#options.scenarios.keys()].join(', ') });
    return scenario;
  }

  #on(id: string): { kept: Kept; scenario: Scenario } {
    const scenario = this.#scenario(id);
    if (this.#kept?.id !== id) throw refused(`The scenario ${id} is not on. Start it first: \`handrail practice scenario start ${id}\`.`);
    if (this.#kept.failed !== null) throw this.#running === null ? refused(`The scenario ${id} is not on, for it could not be broken: ${this.#kept.failed} ${anew(id)}`) : busy();
    return { kept: this.#kept, scenario };
  }

  #keep(kept: Kept): ScenarioState {
    writeWhole(this.#file, JSON.stringify(kept));
    this.#kept = kept;
    return { ...kept, hints: this.#scenario(kept.id).hints.slice(0, kept.hints) };
  }
}

/** What is kept of a scenario that is there no more, or cannot be read, is forgotten. */
function readKept(file: string, scenarios: EngineOptions['scenarios']): Kept | null {
  const kept = readJson(file) as Partial<Kept> | null;
  if (typeof kept?.id !== 'string' || !scenarios.has(kept.id) || typeof kept.startedAt !== 'number' || typeof kept.hints !== 'number') return null;
  return { id: kept.id, startedAt: kept.startedAt, hints: kept.hints, failed: kept.failed ?? null, lastCheck: kept.lastCheck ?? null, solvedAt: kept.solvedAt ?? null };
}

function explain(output: string, cut: ScriptEnding['cut']): string {
  if (cut === 'time') return 'its script did not come to an end.';
  if (cut === 'stop') return interrupted;
  const last = output.trim().split('\n').at(-1)?.trim() ?? '';
  return last === '' ? 'its script failed without a word.' : `“${last.slice(0, 300)}”.`;
}

/** Takes a scenario's id; says how to begin it whatever has become of the world. */
function anew(id: string): string {
  return `Begin with a new world: \`handrail practice scenario start --fresh ${id}\`.`;
}

function busy(): HandrailError {
  return refused('A scenario of this world is just being started or checked. Wait until that has ended.');
}

function refused(why: string): HandrailError {
  return new HandrailError('practice-refused', { why });
}
