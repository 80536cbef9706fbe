/**
 * What a request comes to: the step of the deployed catalog, its checked parameters, its target, its environment. A
 * request names a step and its digest, never a command; so what runs is what the deployed runbook says. Pure.
 */
import type { Effect } from '../../common/catalog/effect.ts';
import type { Catalog, Runbook } from '../../common/catalog/runbook.ts';
import { showsDigest } from '../../common/catalog/shown-digest.ts';
import type { FileStep, RunnableStep, Step } from '../../common/catalog/step.ts';
import { HandrailError } from '../../common/errors.ts';
import type { Environment, Environments } from '../config/environments/environments.ts';
import { checkParameters, targetName } from './parameters.ts';

export interface Asked {
  readonly runbook: string;
  readonly step: string;
  readonly digest: string;
  readonly environment: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A step that a machine can run. */
export type MachineStep = FileStep | RunnableStep;

export interface Plan {
  readonly runbook: Runbook;
  readonly step: MachineStep;
  readonly effect: Effect;
  readonly environment: Environment;
  readonly parameters: Readonly<Record<string, string>>;
  /** null when the runbook has none */
  readonly target: string | null;
  /** kubectl context the step runs in; null leaves the workspace's own */
  readonly context: string | null;
}

/** Takes catalog, environments and a request; gives its plan. Throws the named error of the first check that fails. */
export function planOf(catalog: Catalog, environments: Environments, asked: Asked): Plan {
  const runbook = findRunbook(catalog, asked.runbook);
  const step = findStep(runbook, asked.step);
  if (!showsDigest(asked.digest, step.digest)) throw new HandrailError('stale-step');
  const parameters = checkParameters(step.parameters, asked.parameters);
  const target = parameters[targetName] ?? null;
  if (target !== null) refuseTarget(target, step.kind === 'runnable' ? step.only : []);
  const environment = findEnvironment(runbook, environments, asked.environment);
  if (target !== null) refuseTarget(target, environment.targets ?? []);
  return {
    runbook, step, environment, parameters, target,
    effect: effectOf(step),
    context: target === null ? null : runbook.targets[target]?.context ?? null,
  };
}

/** Takes a step; gives what it does to its target. Writing a file changes the workspace and nothing else. */
export function effectOf(step: MachineStep): Effect {
  return step.kind === 'runnable' ? step.effect : 'change';
}

/** Takes catalog and id; gives the runbook. Throws `unknown-runbook`, and `runbook-broken` for one that was left out. */
export function findRunbook(catalog: Catalog, id: string): Runbook {
  const runbook = catalog.runbooks.find((one) => one.id === id);
  const broken = catalog.broken?.find((one) => one.id === id);
  if (broken !== undefined) throw new HandrailError('runbook-broken', { runbook: id, problems: broken.problems });
  if (runbook === undefined) throw new HandrailError('unknown-runbook', { runbook: id });
  return runbook;
}

/** Takes runbook and id; gives the step. Throws `unknown-step`, and `denied` for one that a machine cannot run. */
export function findStep(runbook: Runbook, id: string): MachineStep {
  const step: Step | undefined = runbook.steps.find((one) => one.id === id);
  if (step === undefined) throw new HandrailError('unknown-step', { runbook: runbook.id, step: id });
  if (step.kind === 'manual') throw new HandrailError('denied', { reason: 'This step is done by hand: follow it, then tick it off on the page.' });
  return step;
}

/** Takes a runbook, the environments and a name; gives that environment. Throws `unknown-environment`. */
export function findEnvironment(runbook: Runbook, environments: Environments, name: string): Environment {
  const known = runbook.environments.filter((one) => environments.has(one));
  const environment = known.includes(name) ? environments.get(name) : undefined;
  if (environment === undefined) throw new HandrailError('unknown-environment', { environment: name, known: known.join(', ') || 'none' });
  return environment;
}

/** Takes a target and those that will do, none for all. Throws `target-refused`. */
export function refuseTarget(target: string, only: readonly string[]): void {
  if (only.length > 0 && !only.includes(target)) throw new HandrailError('target-refused', { target, only: only.join(', ') });
}
