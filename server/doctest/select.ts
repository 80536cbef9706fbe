/**
 * What is to be tried: each procedure on each target is a unit, with what has to be run before it in a world that is fresh.
 * Pure.
 */
import type { PracticeScript } from '../../common/catalog/practice-script.ts';
import type { Runbook } from '../../common/catalog/runbook.ts';
import type { Step } from '../../common/catalog/step.ts';
import { setUpOf } from './set-up.ts';

export interface Tried {
  runbook: Runbook;
  /** as the author knows it */
  file: string;
  script: PracticeScript;
}

export interface Unit extends Tried {
  procedure: string;
  procedureTitle: string;
  target: string;
  /** a scenario to begin first; null for none */
  scenario: string | null;
  setUp: readonly Step[];
  steps: readonly Step[];
}

export interface Selection {
  /** `runbook`, `runbook#procedure` or `runbook#step`; none means all */
  references: readonly string[];
  /** null means all */
  target: string | null;
}

/** A word that names nothing: what, and what there is. */
export class UnknownName extends Error {}

/** Takes what there is and what was asked for; gives the units, in page order. Throws `UnknownName`. */
export function select(all: readonly Tried[], { references, target }: Selection): Unit[] {
  const wanted = references.map((reference) => parse(reference, all));
  const chosen = all.flatMap((tried) => {
    const mine = wanted.filter(({ runbook }) => runbook === tried.runbook.id);
    if (references.length > 0 && mine.length === 0) return [];
    const isWhole = mine.length === 0 || mine.some(({ name }) => name === null);
    const names = new Set(mine.map(({ name }) => name));
    const steps = tried.runbook.steps.filter((step) => isWhole || names.has(step.procedure) || names.has(step.id));
    return [{ tried, steps }];
  });
  if (target !== null) requireTarget(target, chosen.map(({ tried }) => tried.runbook));
  return chosen.flatMap(({ tried, steps }) => targetsOf(tried.runbook, target).flatMap((one) => unitsOf(tried, steps, one)));
}

function parse(reference: string, all: readonly Tried[]): { runbook: string; name: string | null } {
  const [id = '', name = null] = reference.split('#', 2);
  const found = all.find(({ runbook }) => runbook.id === id);
  if (found === undefined) throw new UnknownName(`There is no runbook \`${id}\`. There are: ${all.map(({ runbook }) => runbook.id).join(', ') || 'none'}.`);
  const isThere = name === null || found.runbook.steps.some((step) => step.id === name || step.procedure === name);
  if (isThere) return { runbook: id, name };
  const procedures = [...new Set(found.runbook.steps.map(({ procedure }) => procedure))];
  throw new UnknownName(`\`${id}\` has neither a procedure nor a step \`${name}\`. Its procedures with steps: ${procedures.join(', ') || 'none'}.`);
}

function requireTarget(target: string, runbooks: readonly Runbook[]): void {
  const known = [...new Set(runbooks.flatMap(({ targets }) => Object.keys(targets)))];
  if (!known.includes(target)) throw new UnknownName(`No runbook that was asked for has the target \`${target}\`. There are: ${known.join(', ') || 'none'}.`);
}

function targetsOf({ targets }: Runbook, only: string | null): string[] {
  const all = Object.keys(targets);
  if (all.length === 0) return only === null ? [''] : [];
  return all.filter((target) => only === null || target === only);
}

function unitsOf(tried: Tried, steps: readonly Step[], target: string): Unit[] {
  const here = steps.filter((step) => isFor(step, target));
  return [...new Set(here.map(({ procedure }) => procedure))].map((procedure) => {
    const own = here.filter((step) => step.procedure === procedure);
    const before = tried.script.before[procedure];
    return {
      ...tried, procedure, target, steps: own,
      procedureTitle: own[0]?.procedureTitle ?? '',
      scenario: before?.scenario ?? null,
      setUp: setUpOf(tried, before?.steps ?? [], own).filter((step) => isFor(step, target)),
    };
  });
}

function isFor(step: Step, target: string): boolean {
  return step.kind !== 'runnable' || step.only.length === 0 || step.only.includes(target);
}
