import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadScenarios, parseScenario } from './scenario.ts';

const good = `title: Redis is gone
service: Prompt Redis
symptom: KEDA logs errors.
story: Somebody deleted the claim.
runbook: prompt-redis#creating-redis-streams
hints:
  - Look at the streams.
minutes: 10
`;

test('a scenario is read', () => {
  const { scenario, mistakes } = parseScenario(good, 'a/scenario.yaml');
  assert.deepEqual(mistakes, []);
  assert.equal(scenario?.title, 'Redis is gone');
  assert.deepEqual(scenario.hints, ['Look at the streams.']);
});

test('every mistake is told, each with its place', () => {
  const table: [string, RegExp[]][] = [
    [good.replace('minutes: 10', 'minutes: 0'), [/^s:8:10: minutes: /]],
    [good.replace('title: Redis is gone\n', '').replace('minutes', 'minuets'), [/title: /, /minutes: /, /there is no key minuets; there are title, /]],
    [good.replace(/hints:[^]*streams\.\n/, 'hints: []\n'), [/^s:6:8: hints: must have at least one hint$/]],
    [good.replace('- Look at the streams.', '- ""'), [/^s:7:5: hints\.0: must not be empty$/]],
    [good.replace('prompt-redis#', '../prompt-redis#'), [/^s:5:10: runbook: must be a runbook/]],
    [`${good}title: again\n`, [/^s:9:1: Map keys must be unique/]],
    ['title: [', [/^s:1:/]],
    ['', [/./]],
  ];
  for (const [source, wanted] of table) {
    const { scenario, mistakes } = parseScenario(source, 's');
    assert.equal(scenario, null);
    assert.equal(mistakes.length >= wanted.length, true, source);
    wanted.forEach((pattern) => assert.ok(mistakes.some((mistake) => pattern.test(mistake)), `${String(pattern)} in ${mistakes.join('\n')}`));
  }
});

test('a folder with a mistake is left out and told; the others are there, in order', () => {
  const folder = mkdtempSync(join(tmpdir(), 'handrail-scenarios-'));
  const make = (id: string, files: Record<string, string>) => {
    mkdirSync(join(folder, id));
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, id, name), content);
  };
  const whole = { 'scenario.yaml': good, 'break.sh': '', 'check.sh': '', 'repair.sh': '' };
  make('b-good', whole);
  make('a-good', whole);
  make('Bad_Name', whole);
  make('no-check', { 'scenario.yaml': good, 'break.sh': '', 'repair.sh': '' });
  make('no-text', { 'break.sh': '', 'check.sh': '', 'repair.sh': '' });
  make('takes-a-name', { ...whole, main: '' });
  make('with-link', whole);
  symlinkSync('/etc/passwd', join(folder, 'with-link/passwd'));
  const { scenarios, mistakes } = loadScenarios(folder);
  rmSync(folder, { recursive: true });
  assert.deepEqual([...scenarios.keys()], ['a-good', 'b-good']);
  assert.deepEqual(mistakes.map((mistake) => mistake.split(':')[0]), ['Bad_Name', 'no-check/check.sh', 'no-text/scenario.yaml', 'takes-a-name/main', 'with-link/passwd']);
});

test('the scenarios that come with Handrail have no mistake', () => {
  const { scenarios, mistakes } = loadScenarios(join(import.meta.dirname, '../scenarios'));
  assert.deepEqual(mistakes, []);
  assert.ok(scenarios.size >= 2);
});
