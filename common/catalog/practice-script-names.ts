/** Whether the steps, procedures and parameters that a practice script names are there, and are what it takes them for. */
import type { PracticeScript } from './practice-script.ts';
import type { Runbook } from './runbook.ts';
import type { Step } from './step.ts';

type Say = (path: readonly PropertyKey[], message: string) => void;
type Fits = (step: Step) => boolean;

/** Takes a script that has its right shape and the runbook it goes with; complains of every name that leads nowhere. */
export function checkNames(script: PracticeScript, runbook: Runbook, say: Say): void {
  const check = checkerOf(runbook, say);
  for (const [name, value] of Object.entries(script.values)) {
    checkParameter(name, runbook, say);
    if (typeof value !== 'object') continue;
    check(['values', name, 'from'], value.from, isMachine, 'is done by hand and prints nothing');
    if (takes(value.from, name, { script, runbook }, new Set())) say(['values', name, 'from'], `\`${name}\` goes in a circle: to run \`${value.from}\`, its own value is needed first. Read it off another step.`);
  }
  for (const id of Object.keys(script.type)) check(['type', id], id, isInteractive, 'is not `interactive`, so nobody can type into it');
  for (const id of Object.keys(script.manual)) check(['manual', id], id, (step) => step.kind === 'manual', 'is not done by hand');
  for (const id of Object.keys(script.retry)) check(['retry', id], id, isMachine, 'is done by hand');
  for (const [id] of Object.entries(script.skip)) check(['skip', id], id, isMachine, 'is done by hand: say why under `manual`');
  for (const [at, id] of script.quiet.entries()) check(['quiet', at], id, isBackground, 'is not a `background` step');
  checkBefore(script, runbook, say, check);
}

/** Whether a step, or one that has to be run before it, takes a parameter. */
function takes(id: string, parameter: string, from: { script: PracticeScript; runbook: Runbook }, seen: Set<string>): boolean {
  const step = from.runbook.steps.find((one) => one.id === id);
  if (step === undefined || step.kind === 'manual' || seen.has(id)) return false;
  seen.add(id);
  const sources = step.parameters.flatMap(({ name }) => {
    const value = from.script.values[name];
    return typeof value === 'object' ? [value.from] : [];
  });
  const earlier = [...(step.kind === 'runnable' ? step.needs : []), ...sources];
  return step.parameters.some(({ name }) => name === parameter) || earlier.some((one) => takes(one, parameter, from, seen));
}

type Check = (path: readonly PropertyKey[], id: string, fits: Fits, otherwise: string) => void;

function checkerOf(runbook: Runbook, say: Say): Check {
  return (path, id, fits, otherwise) => {
    const step = runbook.steps.find((one) => one.id === id);
    if (step === undefined) say(path, `\`${runbook.id}\` has no step \`${id}\`.${nearest(id, runbook.steps.map((one) => one.id))}`);
    else if (!fits(step)) say(path, `The step \`${id}\` ${otherwise}.`);
  };
}

function checkParameter(name: string, runbook: Runbook, say: Say): void {
  const known = runbook.parameters.map((parameter) => parameter.name).filter((one) => one !== 'TARGET');
  if (name === 'TARGET') say(['values', name], 'Every target is tried by itself, so `TARGET` takes no value here.');
  else if (!known.includes(name)) say(['values', name], `\`${runbook.id}\` has no parameter \`${name}\`. It has: ${known.join(', ') || 'none'}.`);
}

function checkBefore(script: PracticeScript, runbook: Runbook, say: Say, check: Check): void {
  const procedures = [...new Set(runbook.steps.map(({ procedure }) => procedure))];
  for (const [procedure, { steps = [] }] of Object.entries(script.before)) {
    if (!procedures.includes(procedure)) say(['before', procedure], `No step of \`${runbook.id}\` stands under a heading \`${procedure}\`.${nearest(procedure, procedures)}`);
    for (const [at, id] of steps.entries()) {
      check(['before', procedure, 'steps', at], id, (step) => step.procedure !== procedure, 'belongs to this procedure itself, which cannot come before it');
    }
  }
}

const isMachine: Fits = (step) => step.kind !== 'manual';
const isInteractive: Fits = (step) => step.kind === 'runnable' && step.interactive;
const isBackground: Fits = (step) => step.kind === 'runnable' && step.background;

/** A word that was meant most often shares its beginning or its end. */
function nearest(word: string, known: readonly string[]): string {
  const shared = (one: string) => commonStart(one, word) + commonStart(reversed(one), reversed(word));
  const best = known.toSorted((left, right) => shared(right) - shared(left))[0];
  if (best === undefined) return '';
  return shared(best) >= Math.min(4, word.length) ? ` Did you mean \`${best}\`?` : ` There are: ${known.slice(0, 30).join(', ')}.`;
}

function commonStart(left: string, right: string): number {
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  return at;
}

function reversed(word: string): string {
  return [...word].reverse().join('');
}
