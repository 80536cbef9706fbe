/** What the build attached to a step's block: the step itself, and its code highlighted. */
import type { FileStep, RunnableStep } from '../../../common/catalog/step.ts';
import type { Effect } from '../../../common/catalog/effect.ts';
import type { Token } from './code-lines.ts';

export type StepData = (RunnableStep | FileStep) & { runbook: string };

/** Takes a step; gives what it does to its target. Writing a file changes the workspace and nothing else. */
export function effectOf(step: StepData): Effect {
  return step.kind === 'file' ? 'change' : step.effect;
}

/** Takes a step; gives what it is called. */
export function nameOf(step: StepData): string {
  if (step.title !== '') return step.title;
  return step.kind === 'file' ? `Write ${step.path}` : step.id;
}

/** Takes the JSON of the tokens and the source; gives lines of tokens, plain ones when there are none. */
export function linesOf(tokens: string | undefined, source: string): readonly (readonly Token[])[] {
  if (tokens === undefined) return source.replace(/\n$/, '').split('\n').map((line) => [[line, '']]);
  return JSON.parse(tokens) as Token[][];
}
