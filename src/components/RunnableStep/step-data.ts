/** A step as its block on the page knows it. */
import type { Effect } from '../../../common/catalog/effect.ts';
import type { Parameter } from '../../../common/catalog/parameter.ts';
import { type Live, type PageFile, type PageRunnable, type ShortStep, usualParameter, usualStep } from '../../remark/runnable-steps/short-form.ts';

/** Its digest is what a page carries of it: see `common/catalog/shown-digest.ts`. */
export type StepData = (PageRunnable | PageFile) & { runbook: string; parameters: readonly PageParameter[] };

export type PageParameter = Parameter & Live;

/** Takes a step's short form as JSON, its block's text and the runbook it stands in; gives the step. */
export function readStep(data: string, source: string, runbook: string): StepData {
  const { path, ...short } = JSON.parse(data) as ShortStep;
  const parameters = (short.parameters ?? []).map((one): PageParameter => ({ ...usualParameter, title: one.name, ...one }));
  const { id, digest, title = usualStep.title } = short;
  const shared = { runbook, id, title, source, parameters, digest: hexOf(digest) };
  return path === undefined ? { kind: 'runnable', ...usualStep, ...short, ...shared } : { kind: 'file', path, ...shared };
}

/** Takes a step; gives what it does to its target. Writing a file changes the workspace and nothing else. */
export function effectOf(step: StepData): Effect {
  return step.kind === 'file' ? 'change' : step.effect;
}

/** Takes a step; gives what it is called. */
export function nameOf(step: StepData): string {
  if (step.title !== '') return step.title;
  return step.kind === 'file' ? `Write ${step.path}` : step.id;
}

function hexOf(base64: string): string {
  return Array.from(atob(base64), (byte) => byte.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}
