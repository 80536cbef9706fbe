/** `handrail practice scenario`: something is broken in one's world; find it, repair it, have it checked. */
import type { ScenarioState, ScenarioSummary } from '../../common/practice.ts';
import { Sorry } from './api.ts';
import { sayDuration } from './practice-time.ts';
import type { OwnWorld } from './practice-world.ts';

export interface ScenarioOptions {
  fresh?: boolean;
  json?: boolean;
}

/** What a check ends with when something is still broken. */
export const notRepaired = 1;

/** Takes the world; prints the scenarios and which one is on. */
export async function listScenarios(world: OwnWorld, { json = false }: ScenarioOptions): Promise<number> {
  const said = await world.ask({ act: 'scenarios' });
  if (json) {
    console.log(JSON.stringify(said));
    return 0;
  }
  const widest = Math.max(...said.scenarios.map(({ id }) => id.length));
  for (const { id, title, minutes, service } of said.scenarios) {
    const mark = said.current?.id === id && said.current.failed === null ? '*' : ' ';
    console.log(`${mark} ${id.padEnd(widest)}  ${title} (${service}, ${minutes} min)`);
  }
  if (said.current !== null) console.error(standing(said.current));
  return 0;
}

/** Takes the world and a scenario; breaks what it breaks, in a new world when that is asked for, and tells the story. */
export async function startScenario(world: OwnWorld, id: string, { fresh = false, json = false }: ScenarioOptions): Promise<number> {
  const { scenarios } = await world.ask({ act: 'scenarios' });
  const scenario = named(scenarios, id);
  if (fresh) await world.reset();
  const state = await world.ask({ act: 'scenario-start', scenario: id });
  if (json) console.log(JSON.stringify(state));
  else console.log(tell(scenario));
  return 0;
}

/** Takes the world, and a scenario unless the one that is on is meant; prints what is still wrong. Ends with 1 when something is. */
export async function checkScenario(world: OwnWorld, id: string | undefined, { json = false }: ScenarioOptions): Promise<number> {
  const state = await world.ask({ act: 'scenario-check', scenario: await meant(world, id) });
  const repaired = state.lastCheck?.repaired === true;
  if (json) console.log(JSON.stringify(state));
  else {
    if (state.lastCheck !== null && state.lastCheck.output !== '') console.log(state.lastCheck.output);
    console.error(repaired ? standing(state) : 'Not repaired yet. A hint: `handrail practice scenario hint`.');
  }
  if (repaired && !world.throughServer) console.error('No server runs, so this is not kept as progress. Start one with `make start` before the next scenario.');
  return repaired ? 0 : notRepaired;
}

/** Takes the world, and a scenario unless the one that is on is meant; prints its next hint, or that it needs none any more. */
export async function hintScenario(world: OwnWorld, id: string | undefined, { json = false }: ScenarioOptions): Promise<number> {
  const { scenario, current } = await find(world, id);
  const all = scenario.hints;
  const enough = current?.failed === null && (current.solvedAt !== null || current.hints.length >= all);
  const state = enough ? current : await world.ask({ act: 'scenario-hint', scenario: scenario.id });
  if (json) console.log(JSON.stringify(state));
  else if (!enough) console.log(numbered(state.hints, all).at(-1) ?? '');
  else console.error(`${state.solvedAt === null ? `All ${all} hints of ${state.id} are open.` : standing(state)} Read on with \`handrail practice scenario show\`.`);
  return 0;
}

/** Takes the world, and a scenario unless the one that is on is meant; prints its story, the hints that are open, and the last check. */
export async function showScenario(world: OwnWorld, id: string | undefined, { json = false }: ScenarioOptions): Promise<number> {
  const { scenario, current } = await find(world, id);
  if (json) {
    console.log(JSON.stringify({ scenario, current }));
    return 0;
  }
  const lines = [story(scenario)];
  if (current !== null && current.hints.length > 0) lines.push('', ...numbered(current.hints, scenario.hints));
  if (current?.lastCheck) lines.push('', `The last check said: ${current.lastCheck.repaired ? 'repaired.' : 'not repaired yet.'}`, current.lastCheck.output);
  console.log(lines.join('\n').trimEnd());
  console.error(current === null ? `${scenario.id} is not on. Start it with \`handrail practice scenario start ${scenario.id}\`.` : standing(current));
  return 0;
}

async function meant(world: OwnWorld, id: string | undefined): Promise<string> {
  return id ?? (await find(world, id)).scenario.id;
}

/** Gives the scenario that is meant, and how it stands; null when it is not the one the world is in. */
async function find(world: OwnWorld, id: string | undefined): Promise<{ scenario: ScenarioSummary; current: ScenarioState | null }> {
  const { scenarios, current } = await world.ask({ act: 'scenarios' });
  const wanted = id ?? current?.id;
  if (wanted === undefined) throw new Sorry('No scenario is on. See what there is with `handrail practice scenario list`.');
  return { scenario: named(scenarios, wanted), current: current?.id === wanted ? current : null };
}

function numbered(hints: readonly string[], all: number): string[] {
  return hints.map((hint, index) => `Hint ${index + 1} of ${all}: ${hint}`);
}

function named(scenarios: readonly ScenarioSummary[], id: string): ScenarioSummary {
  const scenario = scenarios.find((one) => one.id === id);
  if (scenario === undefined) throw new Sorry(`There is no scenario ${id}. There are: ${scenarios.map((one) => one.id).join(', ')}.`);
  return scenario;
}

function story({ title, service, symptom, story, runbook, minutes }: ScenarioSummary): string {
  return [`${title} (${service}, ${minutes} min)`, '', symptom, '', story, '', `Runbook: ${runbook}`].join('\n');
}

function tell(scenario: ScenarioSummary): string {
  return [story(scenario), 'Look around with `handrail practice`; then `handrail practice scenario check`.'].join('\n');
}

function standing({ id, startedAt, solvedAt, hints, failed }: ScenarioState): string {
  const used = hints.length === 1 ? '1 hint' : `${hints.length} hints`;
  if (failed !== null) return `${id} could not be broken as it should be: ${failed} Begin with a new world: \`handrail practice scenario start --fresh ${id}\`.`;
  if (solvedAt === null) return `${id} is on, with ${used} opened.`;
  return `${id} is solved, in ${sayDuration(solvedAt - startedAt)} and with ${used}.`;
}
