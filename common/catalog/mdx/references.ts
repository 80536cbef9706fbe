/** What steps say of each other and of the front matter: ids once, `needs` and `only` that lead somewhere, names declared. */
import type { Parameter } from '../parameter.ts';
import type { CompileRule, Complain } from '../problem.ts';
import type { FrontMatter } from '../runbook.ts';
import type { RunnableStep } from '../step.ts';
import { isStandardVariable } from '../variables.ts';
import { inside } from './place.ts';
import type { StepDraft } from './steps.ts';

type Say = (rule: CompileRule, message: string) => void;

/** Takes a runbook's steps and front matter; complains of what leads nowhere. */
export function checkReferences(drafts: readonly StepDraft[], front: FrontMatter, complain: Complain): void {
  checkIds(drafts, complain);
  const runnable = new Map(drafts.flatMap(({ step }) => (step.kind === 'runnable' ? [[step.id, step] as const] : [])));
  const targets = Object.keys(front.targets);
  for (const { step, column, reading } of drafts) {
    if (step.kind !== 'runnable') continue;
    const say: Say = (rule, message) => complain(rule, step.line, column, message);
    for (const id of step.needs) checkNeed(id, step, drafts, runnable, say);
    for (const name of step.only.filter((target) => !targets.includes(target))) {
      say('only', `\`only\` names the target \`${name}\`, which the front matter does not have. ${targets.length > 0 ? `It has: ${targets.join(', ')}.` : 'It has no `targets`.'}`);
    }
    if (reading?.redis) checkRedis(reading.opening, front, say);
  }
}

/** Takes a step with the names its text uses; gives the parameters it takes, and complains of names that nobody declares. */
export function parametersUsed(draft: StepDraft, declared: readonly Parameter[], sets: ReadonlySet<string>, complain: Complain): Parameter[] {
  const { reading, block } = draft;
  const names = new Map(declared.map((parameter) => [parameter.name, parameter]));
  const target = names.get('TARGET');
  if (!reading || !block) return draft.step.kind === 'file' && target ? [target] : [];
  const say = inside(block, complain);
  const used = new Set<Parameter>(target ? [target] : []);
  for (const { name, line, column } of reading.uses) {
    const parameter = names.get(name);
    if (parameter) used.add(parameter);
    else if (reading.redis || reading.sql) say('undeclared-parameter', line, column, `\`\${${name}}\` is no parameter of this runbook. ${declare(name, declared)}`);
    else if (/^[A-Z][A-Z0-9_]*$/.test(name) && !isStandardVariable(name) && !sets.has(name)) {
      say('undeclared-parameter', line, column, `\`$${name}\` is no parameter of this runbook, and no step sets it. ${declare(name, declared)} A variable of the block’s own is written in lower case.`);
    }
  }
  return [...used].map((parameter) => ({ ...parameter, reachesMake: reading.makes }));
}

function declare(name: string, declared: readonly Parameter[]): string {
  const known = declared.length > 0 ? ` (there are: ${declared.map((parameter) => parameter.name).join(', ')})` : '';
  return `Declare ${name} under \`parameters\` in the front matter${known}.`;
}

function checkIds(drafts: readonly StepDraft[], complain: Complain): void {
  const first = new Map<string, number>();
  for (const { step, column } of drafts) {
    const line = first.get(step.id);
    if (line === undefined) first.set(step.id, step.line);
    else complain('step-id', step.line, column, `The id \`${step.id}\` is taken by the step in line ${line}. Give this one another: ids are in links.`);
  }
}

function checkNeed(id: string, step: RunnableStep, drafts: readonly StepDraft[], runnable: ReadonlyMap<string, RunnableStep>, say: Say): void {
  const known = drafts.find((draft) => draft.step.id === id)?.step;
  if (!known) say('needs', `\`needs\` names \`${id}\`, and no step of this runbook has that id.`);
  else if (known.kind === 'manual') say('needs', `\`needs\` names \`${id}\`, which is done by hand and leaves no run. Name a step that runs.`);
  else if (reaches(id, step.id, runnable, new Set())) say('needs', `\`needs\` goes in a circle: \`${id}\` itself needs \`${step.id}\`. Remove one of the two.`);
}

function reaches(from: string, to: string, runnable: ReadonlyMap<string, RunnableStep>, seen: Set<string>): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return (runnable.get(from)?.needs ?? []).some((id) => reaches(id, to, runnable, seen));
}

function checkRedis(opening: string | null, front: FrontMatter, say: Say): void {
  if (!front.redis) {
    say('redis-target', 'This step speaks to Redis, and the front matter does not say which. Add `redis: {pod: …, namespace: …}` or `redis: {endpoint: …}`.');
    return;
  }
  const parts = 'pod' in front.redis ? [front.redis.pod, front.redis.namespace] : front.redis.endpoint.split(':');
  const words = opening?.split(/\s+/) ?? [];
  const missing = opening === null || opening === 'redis-cli' ? undefined : parts.find((part) => !words.includes(part));
  if (missing !== undefined) say('redis-target', `The transcript opens \`${opening ?? ''}\`, and the front matter’s \`redis\` says \`${missing}\`: what is shown must be what runs. Make them the same.`);
}
