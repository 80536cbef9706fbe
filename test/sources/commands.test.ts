/** Everything of the procedures that the first five runbooks were written from is in them: each command as a step, each fact in words. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { z } from 'zod';
import { readRunbook } from '../../common/catalog/compile.ts';
import { proceduresOf } from '../../common/catalog/mdx/headings.ts';
import { checkValue } from '../../common/catalog/parameter.ts';
import { describeProblem } from '../../common/catalog/problem.ts';
import { redisLines } from '../../common/catalog/redis.ts';
import type { Runbook } from '../../common/catalog/runbook.ts';
import type { RunnableStep } from '../../common/catalog/step.ts';
import { root } from '../handrail.ts';

const words = z.record(z.string(), z.string());
const command = z.union([
  z.strictObject({ line: z.string(), step: z.string(), with: words.optional(), corrected: z.string().optional() }),
  z.strictObject({ line: z.string(), manual: z.string(), reason: z.string().min(10) }),
]);
const source = z.strictObject({ values: words.default({}), placeholders: words.default({}), commands: z.array(command), facts: z.array(z.string()).min(1) });
type Source = z.infer<typeof source>;
type Values = Readonly<Record<string, string>>;

/** The sections that operators of this facility look for, in their order. */
const sections = ['Intended audience', 'Deployment', 'Upgrade', 'Rollback', 'Maintenance', 'Backup', 'Cold Startup', 'Cold Shutdown', 'Reproduce Service', 'Troubleshooting', 'Support'];

const sources = z.record(z.string(), source).parse(parse(readFileSync(join(import.meta.dirname, 'commands.yaml'), 'utf8')));

for (const [id, told] of Object.entries(sources)) {
  const bytes = readFileSync(join(root, `runbooks/${id}.mdx`));
  const { runbook, tree, problems } = readRunbook({ id, file: `runbooks/${id}.mdx`, bytes });
  const text = bytes.toString();

  test(`${id} compiles`, () => { assert.deepEqual(problems.map(describeProblem), []); });
  if (runbook === null || tree === null) continue;

  for (const [at, one] of told.commands.entries()) {
    test(`${id}: ${one.line} (${at})`, () => {
      if ('manual' in one) holdManual(runbook, one.manual, one.line);
      else holdStep(runbook, one.step, filled(one.corrected ?? one.line, told), { ...told.values, ...one.with });
    });
  }

  test(`${id} says what else was told`, () => {
    // Prose is broken into lines anywhere.
    const flat = text.replace(/\s+/g, ' ');
    for (const fact of told.facts) assert.ok(flat.includes(fact.replace(/\s+/g, ' ')), fact);
  });

  test(`${id} has the common sections in their order, under the quick reference`, () => {
    const titles = proceduresOf(tree).map(({ title }) => title);
    assert.equal(titles[0], 'Quick reference');
    assert.deepEqual(titles.filter((title) => sections.includes(title)), sections);
  });

  test(`${id} writes out the id of every heading, so that links survive another wording`, () => {
    for (const line of text.match(/^#{2,6} .*$/gm) ?? []) {
      if (!/^# /.test(line)) assert.match(line, /\{\/\* #[a-z0-9-]+ \*\/\}$/, line);
    }
  });

  test(`${id} links to headings and steps that are there`, () => {
    const anchors = new Set([...proceduresOf(tree).map(({ slug }) => slug), ...runbook.steps.map((step) => `step-${step.id}`)]);
    for (const [, anchor = ''] of text.matchAll(/\]\(#([^)]+)\)/g)) assert.ok(anchors.has(anchor), anchor);
  });

  test(`${id}: in page order each step finds the steps it needs above it`, () => {
    const seen = new Set<string>();
    for (const step of runbook.steps) {
      if (step.kind === 'runnable') for (const need of step.needs) assert.ok(seen.has(need), `${step.id} needs ${need}`);
      seen.add(step.id);
    }
  });

  test(`${id} guards its production, and gives every step a title`, () => {
    assert.ok(Object.values(runbook.targets).some(({ production }) => production));
    for (const target of Object.values(runbook.targets)) assert.ok(!target.production || target.window !== null);
    for (const step of runbook.steps) assert.notEqual(step.title, '', step.id);
  });
}

test('five sources, and a test cannot pass for want of one', () => {
  assert.deepEqual(Object.keys(sources).toSorted(), ['consdb', 'prompt-kafka', 'prompt-redis', 's3proxy', 'transformed-efd']);
});

/** Takes a command as it was written and its source; gives it with its placeholders filled in. */
function filled(line: string, { placeholders }: Source): string {
  return line.replace(/<[a-z_-]+>/g, (placeholder) => placeholders[placeholder] ?? assert.fail(`nothing stands in for ${placeholder}`));
}

function holdStep(runbook: Runbook, id: string, line: string, values: Values): void {
  const step = runbook.steps.find((one) => one.id === id);
  assert.ok(step?.kind === 'runnable', `${id} is a step that runs`);
  const given = valuesOf(step, values);
  assert.ok(step.only.length === 0 || step.only.includes(given['TARGET'] ?? ''), `${id} is for this target`);
  const lines = textOf(step, given).split('\n');
  const ends = (rest: string): boolean => rest === '' || /^[\s;]/.test(rest);
  assert.ok(lines.some((one) => one.includes(line) && ends(one.slice(one.indexOf(line) + line.length))), `${id} does not run “${line}”, but:\n${lines.join('\n')}`);
}

/** The step's parameters, each with a value that the page would take. */
function valuesOf(step: RunnableStep, values: Values): Values {
  return Object.fromEntries(step.parameters.map((parameter) => {
    const value = values[parameter.name] ?? parameter.default;
    assert.equal(checkValue(parameter, value), null, `${parameter.name}=${value}`);
    return [parameter.name, value];
  }));
}

/** The step's text with its values in it, as somebody would have typed it: without the quotes that keep a value in one piece. */
function textOf(step: RunnableStep, values: Values): string {
  if (step.language === 'redis') return redisLines(step.source, values).map(({ text }) => text).join('\n');
  return step.language === 'console' ? step.source : step.source.replace(/"?\$(?:\{(\w+)\}|(\w+))"?/g, (whole, braced?: string, plain?: string) => values[braced ?? plain ?? ''] ?? whole);
}

function holdManual(runbook: Runbook, id: string, line: string): void {
  const step = runbook.steps.find((one) => one.id === id);
  assert.ok(step?.kind === 'manual', `${id} is a step done by hand`);
  assert.ok(step.title.includes(line), `${id} does not say “${line}”, but: ${step.title}`);
}
