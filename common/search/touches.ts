/** Reads from a step what it touches, with a parameter's default and choices where the step uses it. */
import { parseConsole } from '../catalog/console.ts';
import { parseRedis } from '../catalog/redis.ts';
import type { Runbook } from '../catalog/runbook.ts';
import type { RunnableStep, Step } from '../catalog/step.ts';
import { commandTouches } from './command-touches.ts';
import { filledIn, knownCommands, type Values } from './known-words.ts';
import { redisTouches } from './redis-touches.ts';
import { sqlTouches } from './sql-touches.ts';
import { type Touch, touchKinds } from './touch.ts';

/** Of one step: more than these say nothing any more. */
const mostTouches = 200;

/** Takes a step and its runbook; gives what it touches, each once, in the order of kinds. */
export function touchesOf(step: Step, runbook: Runbook): Touch[] {
  if (step.kind === 'manual') return [];
  const found = step.kind === 'file' ? [{ kind: 'file' as const, name: step.path }] : withPlaces(inside(step, runbook), step, runbook);
  const once = new Map(found.filter(({ name }) => name !== '' && name.length <= 200).map((touch) => [`${touch.kind} ${touch.name}`, touch]));
  return [...once.values()].sort((left, right) => touchKinds.indexOf(left.kind) - touchKinds.indexOf(right.kind)).slice(0, mostTouches);
}

/** What speaks to a cluster does so in the contexts of the targets that the step is for. */
function withPlaces(found: readonly Touch[], step: RunnableStep, runbook: Runbook): Touch[] {
  if (!found.some(({ kind }) => kind === 'namespace' || kind === 'resource')) return [...found];
  const targets = Object.entries(runbook.targets).filter(([name]) => step.only.length === 0 || step.only.includes(name));
  return [...found, ...targets.flatMap(([, { context }]): Touch[] => (context === null ? [] : [{ kind: 'context', name: context }]))];
}

function inside(step: RunnableStep, runbook: Runbook): Touch[] {
  const values = valuesOf(step);
  if (step.language === 'bash') return shellTouches(step.source, values);
  if (step.language === 'sql') return sqlTouches(step.source, values);
  if (step.language === 'redis') return [...redisPlace(runbook), ...linesTouches(step.source, values)];
  const block = parseConsole(step.source);
  const commands = block.exchanges.map(({ command }) => command).join('\n');
  return block.session === 'redis' ? [...redisPlace(runbook), ...linesTouches(commands, values)] : shellTouches(commands, values);
}

function shellTouches(source: string, values: Values): Touch[] {
  return commandTouches(knownCommands(source, values), (script) => knownCommands(script, values));
}

function linesTouches(source: string, values: Values): Touch[] {
  return parseRedis(source).lines.flatMap(({ args }) => redisTouches(args.map((arg) => filledIn(arg, values))));
}

function redisPlace({ redis }: Runbook): Touch[] {
  return redis !== null && 'pod' in redis ? [{ kind: 'namespace', name: redis.namespace }, { kind: 'resource', name: `pod/${redis.pod}` }] : [];
}

/** A parameter is each of its choices or, without any, its default. */
function valuesOf(step: RunnableStep): Values {
  return new Map(step.parameters.map(({ name, choices, default: begins }) => {
    const all = choices.length > 0 ? choices : begins === '' ? [] : [begins];
    return [name, name === 'TARGET' && step.only.length > 0 ? all.filter((value) => step.only.includes(value)) : all];
  }));
}
