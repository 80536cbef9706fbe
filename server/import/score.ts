/** How well pages were imported, measured by what their readers would run: is each command a step, with the right effect? */
import { effects, type Effect } from '../../common/catalog/effect.ts';
import type { Parameter } from '../../common/catalog/parameter.ts';
import type { RunnableStep } from '../../common/catalog/step.ts';
import type { Imported } from './import-pages.ts';

export interface Expected {
  /** the command as the page has it, its placeholders as well */
  run: string;
  effect: Effect;
  interactive?: boolean;
  background?: boolean;
}

export interface Miss {
  file: string;
  command: string;
  why: string;
}

export interface Score {
  expected: number;
  right: number;
  /** steps that no reader would run */
  extra: number;
  misses: readonly Miss[];
}

/** Takes an imported page (undefined when it was refused), its name and its expected commands; gives how well it went. */
export function score(page: Imported | undefined, file: string, expected: readonly Expected[]): Score {
  const steps = (page?.runbook?.steps ?? []).filter((step) => step.kind === 'runnable');
  const left = new Map(steps.map((step) => [step, wordsIn(spoken(step, page?.runbook?.parameters ?? []))]));
  const found = expected.map((each) => ({ each, step: take(left, wordsIn(each.run)) }));
  const harshest = (step: RunnableStep) => found.filter((other) => other.step === step).map(({ each }) => each.effect).reduce((worst, effect) => (effects.indexOf(effect) > effects.indexOf(worst) ? effect : worst));
  const misses = found.flatMap(({ each, step }) => {
    const why = step === undefined ? 'is no step' : complaint(each, step, harshest(step));
    return why === null ? [] : [{ file, command: each.run, why }];
  });
  const extra = steps.filter((step) => !found.some((other) => other.step === step));
  return {
    expected: expected.length,
    right: expected.length - misses.length,
    extra: extra.length,
    misses: [...misses, ...extra.map((step) => ({ file, command: step.source, why: 'is a step, and nobody would run it' }))],
  };
}

function complaint(expected: Expected, step: RunnableStep, effect: Effect): string | null {
  if (step.effect !== effect) return `says \`${step.effect}\`, not \`${effect}\``;
  if (step.interactive !== (expected.interactive ?? false)) return step.interactive ? 'is marked `interactive`' : 'is not marked `interactive`';
  if (step.background !== (expected.background ?? false)) return step.background ? 'is marked `background`' : 'is not marked `background`';
  return null;
}

/** A parameter counts as what the page wrote for it. */
function spoken(step: RunnableStep, parameters: readonly Parameter[]): string {
  return step.source.replace(/\$\{?([A-Z][A-Z0-9_]*)\}?/g, (whole, name: string) => parameters.find((each) => each.name === name)?.title ?? whole);
}

function wordsIn(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+|[|&;=]+/gu) ?? [];
}

/** Finds the words in a row and takes them away, so that a command that stands twice is asked for twice. */
function take(left: Map<RunnableStep, string[]>, words: readonly string[]): RunnableStep | undefined {
  const places = [...left].map(([step, there]) => ({ step, there, at: there.findIndex((_, index) => words.every((word, offset) => there[index + offset] === word)) })).filter(({ at }) => at !== -1);
  const best = places.sort((one, other) => one.there.length - other.there.length)[0];
  if (best === undefined) return undefined;
  best.there.splice(best.at, words.length, '\u0000');
  return best.step;
}
