/** The whole of `handrail test`: load, choose, try every unit in a world of its own, several at once, and write down what came of it. */
import { availableParallelism } from 'node:os';
import { HandrailError } from '../../common/errors.ts';
import type { Config } from '../config/load.ts';
import { type Environment, type Environments, loadEnvironments } from '../config/environments/environments.ts';
import { openHouse, type House } from './house.ts';
import { load, type Loaded } from './load.ts';
import { mendFiles } from './mend-files.ts';
import type { Obstacle, Outcome, UnitOutcome } from './outcome.ts';
import { record } from './record.ts';
import { select, type Selection, type Unit, UnknownName } from './select.ts';
import { Trainee } from './trainee.ts';
import { outcomeOf, runUnit, type UnitRun } from './unit-run.ts';

export interface TestOptions extends Selection {
  config: Config;
  /** folder of the runbooks, and the one that paths are told from */
  folder: string;
  from: string;
  /** path of environments.yaml */
  rules: string;
  environment: string;
  /** worlds at once; null for as many as there are cores */
  jobs: number | null;
  /** whether transcripts that differ are written anew */
  update: boolean;
  /** where the results are kept; null to keep none */
  tested: string | null;
  /** seconds that a step may take */
  patience: number;
  /** ends it all early */
  signal: AbortSignal;
  /** told of each unit as it is done */
  onUnit(unit: UnitOutcome): void;
  /** told what keeps the results from being kept; they are given all the same */
  onUnkept(why: string): void;
}

/** Takes what to try; gives what came of it. Throws `UnknownName`, and whatever keeps it from running at all. */
export async function runTests(options: TestOptions): Promise<Outcome> {
  const began = Date.now();
  const environments = loadEnvironments(options.rules);
  const environment = environmentOf(environments, options.environment);
  const loaded = await load(options.folder, options.from);
  const asked = new Set(options.references.map((reference) => reference.split('#', 1)[0] ?? ''));
  const obstacles = [...loaded.obstacles].filter(([id]) => asked.size === 0 || asked.has(id)).flatMap(([, list]) => list);
  const references = options.references.filter((reference) => !loaded.obstacles.has(reference.split('#', 1)[0] ?? ''));
  const isAnyLeft = options.references.length === 0 || references.length > 0;
  const units = isAnyLeft ? select(loaded.tried, { references, target: options.target }) : [];
  const here = units.filter(({ runbook }) => runbook.environments.includes(environment.name));
  const runs = here.length === 0 ? [] : await tryAll(options, { loaded, environments, environment }, here);
  const elsewhere = units.filter((unit) => !here.includes(unit)).map((unit) => leftOut(unit, environment));
  return await finish(options, [...runs, ...elsewhere], { obstacles, loaded, began });
}

/** A runbook that is not for this environment is told, not passed over. */
function leftOut(unit: Unit, { title }: Environment): UnitRun {
  const { runbook, procedure, procedureTitle, target } = unit;
  const steps = unit.steps.map((step) => outcomeOf(unit, step, { outcome: 'skipped', why: `This runbook is not for ${title}: its front matter does not list it under \`environments\`.` }));
  return { outcome: { runbook: runbook.id, title: runbook.title, procedure, procedureTitle, target, setUp: [], steps, ms: 0 }, transcripts: new Map() };
}

function environmentOf(environments: Environments, name: string): Environment {
  const found = environments.get(name);
  if (found === undefined) throw new HandrailError('unknown-environment', { environment: name, known: [...environments.keys()].join(', ') });
  if (name !== 'practice') throw new UnknownName(`Only practice has worlds that can be made anew for each procedure; \`${name}\` is no place for tests.`);
  return found;
}

interface Ground { loaded: Loaded; environments: Environments; environment: Environment }

async function tryAll(options: TestOptions, { loaded, environments, environment }: Ground, units: readonly Unit[]): Promise<UnitRun[]> {
  options.signal.throwIfAborted();
  const house = await openHouse({ config: options.config, catalog: loaded.catalog, environments, environment });
  const aborted = Promise.withResolvers<never>();
  const stop = () => { aborted.reject(options.signal.reason as Error); };
  options.signal.addEventListener('abort', stop);
  if (options.signal.aborted) stop();
  try {
    return await Promise.race([aborted.promise, house.lost, inParallel(options, house, units)]);
  } finally {
    options.signal.removeEventListener('abort', stop);
    await house.close();
  }
}

async function inParallel(options: TestOptions, house: House, units: readonly Unit[]): Promise<UnitRun[]> {
  const runs = new Array<UnitRun | undefined>(units.length);
  // The long ones first: then none is left alone at the end.
  const queue = [...units.keys()].sort((left, right) => weightOf(units[right]) - weightOf(units[left]));
  const work = async (number: number) => {
    const trainee = await Trainee.arrive(house, number);
    for (let at = queue.shift(); at !== undefined && !options.signal.aborted; at = queue.shift()) {
      const unit = units[at];
      if (unit === undefined) continue;
      const run = await runUnit(trainee, unit, { patience: options.patience });
      runs[at] = run;
      options.onUnit(run.outcome);
    }
  };
  const workers = Math.min(options.jobs ?? availableParallelism(), units.length);
  await Promise.all(Array.from({ length: workers }, (_, at) => work(at + 1)));
  return runs.filter((run) => run !== undefined);
}

function weightOf(unit: Unit | undefined): number {
  return unit === undefined ? 0 : unit.steps.length + unit.setUp.length;
}

async function finish(options: TestOptions, runs: readonly UnitRun[], { obstacles, loaded, began }: { obstacles: readonly Obstacle[]; loaded: Loaded; began: number }): Promise<Outcome> {
  const units = runs.map(({ outcome }) => outcome);
  const mended = options.update ? await mendFiles(options.folder, loaded, runs) : { units, files: [] };
  // A folder that may only be read, or a full disk, must not take from anybody what minutes of work found out.
  if (options.tested !== null) await record(options.tested, loaded.catalog, mended.units).catch((error: unknown) => { options.onUnkept((error as Error).message); });
  return { units: mended.units, obstacles, mended: mended.files, ms: Date.now() - began };
}
