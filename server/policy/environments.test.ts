import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadEnvironments, parseEnvironments } from './environments.ts';

const good = `environments:
  practice:
    title: Practice
    level: contained
    targets: all
    rules:
      - { name: all, decide: allow, effects: [read] }
`;

const problemsOf = (text: string): string[] => {
  try {
    parseEnvironments(text, 'e.yaml');
    return [];
  } catch (error) {
    return (error as Error).message.split('\n');
  }
};

test('the file of this repository is good, and practice lets everybody do everything', () => {
  const practice = loadEnvironments(join(import.meta.dirname, '../../environments.yaml')).get('practice');
  assert.equal(practice?.level, 'contained');
  assert.equal(practice.targets, null);
  assert.deepEqual(practice.rules.flatMap((rule) => rule.effects), ['read', 'change', 'destroy']);
});

test('a missing file is a problem with a fix', () => {
  assert.throws(() => loadEnvironments('/nowhere/environments.yaml'), /cannot be read \(ENOENT\)/);
});

test('every mistake is listed at once, with its place', () => {
  const problems = problemsOf(good.replace('contained', 'loose').replace('title: Practice', 'titel: Practice').replace('[read]', '[reed]'));
  assert.equal(problems.length, 4, problems.join('\n'));
  assert.ok(problems.every((problem) => /^e\.yaml:\d+:\d+: /.test(problem)), problems.join('\n'));
  assert.match(problems.join('\n'), /there is no key titel/);
  assert.match(problems.join('\n'), /e\.yaml:4:12: environments\.practice\.level/);
});

test('hostile or careless files are refused', () => {
  const cases: readonly [string, string, RegExp][] = [
    ['empty', '', /the file/],
    ['a list', '- a', /the file/],
    ['a duplicate key', `${good}  practice: {}\n`, /unique/i],
    ['a tag', good.replace('title: Practice', 'title: !!js/function Practice'), /tag/i],
    ['an alias', good.replace('title: Practice', 'title: &a Practice').replace('name: all', 'name: *a'), /alias/],
    ['an unknown verdict', good.replace('allow', 'permit'), /decide/],
    ['no rules', good.replace(/rules:[\s\S]*/, 'rules: []\n'), /rules/],
    ['a real environment with a weak sandbox', good.replace('practice:', 'dev:'), /must be `limited`/],
    ['an environment named like a path', good.replace('practice:', '../x:'), /lower-case/],
    ['a prototype key', good.replace('practice:', '__proto__:'), /./],
    ['too large', `${good}#${'x'.repeat(300_000)}`, /larger/],
    ['broken YAML', 'environments: [', /e\.yaml:1/],
  ];
  for (const [what, text, expected] of cases) assert.match(problemsOf(text).join('\n'), expected, what);
});
