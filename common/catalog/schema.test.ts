import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { parseFence, stepKeys } from './fence.ts';
import { frontMatter } from './runbook.ts';
import { fenceSchema, frontMatterSchema, practiceSchema } from './schema.ts';

const shape = (schema: object) => z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
const [runs] = fenceSchema()['oneOf'] as [{ properties: Record<string, object> }];

test('front matter has a description and an example for every key', () => {
  const properties = frontMatterSchema()['properties'] as Record<string, { description?: string; examples?: unknown[] }>;
  assert.deepEqual(Object.keys(properties), Object.keys(frontMatter.shape));
  for (const [key, { description, examples }] of Object.entries(properties)) {
    assert.ok(description, key);
    for (const example of examples ?? []) {
      const read = frontMatter.partial().safeParse({ [key]: example });
      assert.ok(read.success, `${key}: ${JSON.stringify(example)}`);
    }
    assert.ok((examples ?? []).length > 0, key);
  }
});

for (const [text, ok] of [
  [{ title: 'T', service: 's' }, true],
  [{ title: 'T' }, false],
  [{ title: 'T', service: 's', owner: ['x'] }, false],
  [{ title: 'T', service: 's', targets: { prod: { production: true, window: 'always' } } }, true],
  [{ title: 'T', service: 's', targets: { prod: { window: { from: '9', to: '17:00', zone: 'UTC' } } } }, false],
  [{ title: 'T', service: 's', parameters: { POD: { type: 'name' } } }, true],
  [{ title: 'T', service: 's', parameters: { POD: { type: 'nome' } } }, false],
  [{ title: 'T', service: 's', parameters: { POD: { type: 'name', source: { from: 'pods', namespace: '${NAMESPACE}' } } } }, true],
  [{ title: 'T', service: 's', parameters: { POD: { type: 'name', source: { from: 'pods' } } } }, false],
  [{ title: 'T', service: 's', parameters: { POD: { type: 'name', source: { from: 'secrets', namespace: 'cache' } } } }, false],
] as const) {
  test(`front matter ${JSON.stringify(text)}: the schema says what the catalog says`, () => {
    assert.equal(shape(frontMatterSchema()).safeParse(text).success, ok);
    assert.equal(frontMatter.safeParse(text).success, ok);
  });
}

test('a practice script is checked by its schema', () => {
  assert.ok(shape(practiceSchema()).safeParse({ values: { USER: 'trainee', POD: { from: 'pods', match: '^x' } }, manual: { announce: { skip: 'Nobody is told.' } } }).success);
  assert.ok(!shape(practiceSchema()).safeParse({ manaul: {} }).success);
  assert.ok(!shape(practiceSchema()).safeParse({ retry: { a: 0 } }).success);
});

test('the schema of a fence has the keys of the parser', () => {
  assert.deepEqual(Object.keys(runs.properties).sort(), ['language', ...Object.keys(stepKeys)].sort());
});

const cases: readonly (readonly [key: string, good: readonly string[], bad: readonly string[]])[] = [
  ['run', ['ping', 'check-pods', 'a1-2b'], ['Ping', 'a_b', '-a', '1a', 'a--b']],
  ['effect', ['read', 'change', 'destroy'], ['reads', '']],
  ['exit', ['0', '0,1', '255', '0, 1'], ['256', 'a', '0,,1', '-1']],
  ['needs', ['ping', 'ping,backup'], ['Ping', 'ping,,backup']],
  ['only', ['prod', 'prod,dev', '1a'], ['Prod', 'prod,']],
  ['timeout', ['90s', '10m', '2h', '5'], ['ten', '1d', '-1s']],
  ['interactive', ['true'], ['yes', 'false']],
  ['background', ['true'], ['yes']],
];
for (const [key, good, bad] of cases) {
  test(`\`${key}\`: schema and parser take and refuse the same`, () => {
    for (const value of [...good, ...bad]) {
      const others = key === 'run' ? 'effect=read' : key === 'effect' ? 'run=a' : 'run=a effect=read';
      const isTaken = good.includes(value);
      assert.equal(shape(runs.properties[key] ?? {}).safeParse(value).success, isTaken, `the schema and \`${value}\``);
      assert.equal(parseFence('bash', `${others} ${key}="${value}"`).kind === 'runnable', isTaken, `the parser and \`${value}\``);
    }
  });
}

test('every example of the schema is taken by the parser', () => {
  for (const [key, property] of Object.entries(runs.properties)) {
    if (key === 'language') continue;
    for (const value of (property as { examples?: string[] }).examples ?? []) {
      const rest = ['run', 'effect'].includes(key) ? '' : `${key}="${value.replaceAll('\\', '\\\\')}"`;
      assert.equal(parseFence('bash', `run=${key === 'run' ? value : 'a'} effect=read ${rest}`).kind, 'runnable', `${key}=${value}`);
    }
  }
});

test('the grammar’s value is what the parser reads as one word', () => {
  const { value } = fenceSchema()['grammar'] as { value: string };
  for (const text of ['plain', '"two words"', '"a \\" quote"', '\'single "\'']) {
    assert.match(text, new RegExp(`^(?:${value})$`));
    assert.equal(parseFence('bash', `run=a effect=read title=${text}`).kind, 'runnable', text);
  }
  for (const text of ['"open', 'two words']) assert.doesNotMatch(text, new RegExp(`^(?:${value})$`));
});
