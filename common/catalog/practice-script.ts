/**
 * What a person brings when a runbook is tried in practice: `runbooks/<id>.practice.yaml`, beside the runbook. Values that
 * have no default, keys for interactive steps, what stands in for a step done by hand, what a procedure needs beforehand.
 */
import { z } from 'zod';
import { checkNames } from './practice-script-names.ts';
import { inOrder, type Problem } from './problem.ts';
import { isRegExp } from './regular-expression.ts';
import type { Runbook } from './runbook.ts';
import { pathOf, readYaml } from './yaml-data.ts';

/** Bytes: many times what a person writes. */
export const largestScript = 256 * 1024;
/** A step that still fails then is not one that is only slow. */
const mostRetries = 10;
const longestText = 64 * 1024;

const sentence = z.string().trim().min(1).max(500);
const id = z.string().max(200);
const regularExpression = z.string().min(1).max(500).refine(isRegExp, 'is not a regular expression');

const read = z.strictObject({
  from: id.describe('The step whose output it is read off.'),
  match: regularExpression.describe('What is looked for, line by line; its first group when it has one.'),
});
const value = z.union([z.union([z.string().max(4096), z.int()]).transform(String), read], 'must be a value, or `{from: step, match: pattern}`');

const typed = z.strictObject({
  after: z.string().min(1).max(500).describe('Typed once this has come onto the screen.'),
  keys: z.string().min(1).max(10_000).describe('Keys, as in double quotes: "\\r" is Enter, "\\x03" is Ctrl-C, "\\x18" is Ctrl-X.'),
});

const manual = z.union([
  z.strictObject({ run: z.string().trim().min(1).max(longestText).describe('A bash script that does in practice what the person would do.') }),
  z.strictObject({ skip: sentence.describe('Why nothing can stand in for it.') }),
], 'must be `{run: script}` or `{skip: reason}`');

const before = z.strictObject({
  scenario: id.optional().describe('A scenario of practice to begin first.'),
  steps: z.array(id).min(1).optional().describe('Steps to run, after that, each with what it needs.'),
}).refine(({ scenario, steps }) => scenario !== undefined || steps !== undefined, 'must name a `scenario` or `steps`');

/** Names are checked against the runbook, so any will do here. */
const by = <Shape extends z.ZodType>(shape: Shape) => z.record(z.string(), shape).default({});

export const practiceScript = z.strictObject({
  values: by(value).describe('Parameters without a default that will do: a value, or what an earlier step printed.'),
  type: by(z.array(typed).min(1)).describe('What is typed into interactive steps, one after the other, until they end.'),
  manual: by(manual).describe('What stands in for steps done by hand.'),
  before: by(before).describe('What a procedure needs in a fresh world, beyond what its steps need.'),
  retry: by(z.int().min(1).max(mostRetries)).describe('How often a step may be tried again.'),
  skip: by(sentence).describe('Steps that are not tried, and why.'),
  quiet: z.array(id).default([]).describe('Background steps that may print nothing.'),
});

export type PracticeScript = z.infer<typeof practiceScript>;
export type Typed = z.infer<typeof typed>;

/** What its problems break, as lint names its rules. */
const rule = 'practice-script';

/** For a runbook with no script beside it. */
export const noScript: PracticeScript = withoutInherited(practiceScript.parse({}));

/**
 * Takes the text of a practice script, the path told in problems, and the runbook it goes with; gives the script, or null
 * when there are problems, and every problem, in order.
 */
export function readPracticeScript(text: string, file: string, runbook: Runbook): { script: PracticeScript | null; problems: Problem[] } {
  if (text.length > largestScript) return { script: null, problems: [{ rule, file, line: 1, column: 1, message: `The file is larger than ${largestScript / 1024} KiB. Remove what does not belong here.` }] };
  const data = readYaml(text);
  const problems: Problem[] = data.mistakes.map(({ place: [line, column], message }) => ({ rule, file, line, column, message }));
  const complain = (path: readonly PropertyKey[], message: string) => {
    const [line, column] = data.placeOf(path);
    problems.push({ rule, file, line, column, message });
  };
  if (problems.length > 0) return { script: null, problems: inOrder(problems) };
  const checked = practiceScript.safeParse(data.value ?? {});
  if (checked.success) checkNames(checked.data, runbook, complain);
  else for (const issue of checked.error.issues) complain(pathOf(issue), explain(issue));
  return { script: problems.length === 0 && checked.success ? withoutInherited(checked.data) : null, problems: inOrder(problems) };
}

/** Steps and headings are looked up by name, and one may well be called `constructor`: nothing is there but what was written. */
function withoutInherited(script: PracticeScript): PracticeScript {
  const bare = <Value>(named: Record<string, Value>): Record<string, Value> => Object.assign(Object.create(null) as Record<string, Value>, named);
  return { ...script, values: bare(script.values), type: bare(script.type), manual: bare(script.manual), before: bare(script.before), retry: bare(script.retry), skip: bare(script.skip) };
}

function explain(issue: z.core.$ZodIssue): string {
  const where = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = where === '' ? ` It takes: ${Object.keys(practiceScript.shape).join(', ')}.` : ' Look the keys up in the handbook, under “Testing runbooks”.';
    return `${where === '' ? 'A practice script' : `\`${where}\``} has no key ${issue.keys.map((key) => `\`${key}\``).join(', ')}.${known}`;
  }
  return where === '' ? `A practice script is a list of keys with their values; ${issue.message}.` : `\`${where}\`: ${issue.message}.`;
}
