import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentIn } from './document.ts';
import { tablesIn } from './kubectl-table.ts';
import { compareCells, valueOf } from './order.ts';
import { countOf, outlineOf, tokensOf } from './outline.ts';

const pods = `NAME                            READY   STATUS             RESTARTS        AGE
prompt-redis-0                  1/1     Running            0               3d2h
butler-writer-6c9d7b8f5-x2kqp   0/1     CrashLoopBackOff   12 (3m5s ago)   47m
`;

test('a table of kubectl is found, its cells under their heads', () => {
  const [table, ...more] = tablesIn(`Context "dev" set.\n${pods}\nafterwards\n`);
  assert.deepEqual(more, []);
  assert.deepEqual(table?.columns, ['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE']);
  assert.deepEqual(table?.rows, [['prompt-redis-0', '1/1', 'Running', '0', '3d2h'], ['butler-writer-6c9d7b8f5-x2kqp', '0/1', 'CrashLoopBackOff', '12 (3m5s ago)', '47m']]);
});

test('heads of several words, empty cells, and two tables one under the other', () => {
  const wide = `NAME    NOMINATED NODE   READINESS GATES
a       <none>           <none>
b                        x
NAMESPACE   LAST SEEN   TYPE
dev         3m          Warning
`;
  assert.deepEqual(tablesIn(wide), [
    { columns: ['NAME', 'NOMINATED NODE', 'READINESS GATES'], rows: [['a', '<none>', '<none>'], ['b', '', 'x']] },
    { columns: ['NAMESPACE', 'LAST SEEN', 'TYPE'], rows: [['dev', '3m', 'Warning']] },
  ]);
});

for (const text of ['', 'PONG\n', 'NAME   READY\n', 'WARNING  THIS IS TEXT\n  indented\n', '1) "name"\n2) "lag"\n', 'NAME  AGE\nlongername 3d\n']) {
  test(`${JSON.stringify(text)} holds no table`, () => { assert.deepEqual(tablesIn(text), []); });
}

/** Cells of a column in the order they are to be in. */
const orders: readonly [column: string, cells: readonly string[]][] = [
  ['AGE', ['5s', '2m', '47m', '3h', '3d2h', '400d', '2y', '<unknown>']],
  ['RESTARTS', ['0', '2 (3d ago)', '12 (3m5s ago)']],
  ['READY', ['0/1', '1/3', '1/2', '1/1']],
  ['MEMORY(bytes)', ['800Ki', '12Mi', '1Gi', '2Gi']],
  ['CPU(cores)', ['5m', '250m', '1', '1500m']],
  ['NAME', ['pod-2', 'pod-10', 'redis-0', '<none>']],
  ['LAG', ['-1', '0', '7', '1200']],
];
for (const [column, cells] of orders) {
  test(`${column} is ordered as people mean it`, () => { assert.deepEqual(cells.toReversed().toSorted((one, other) => compareCells(one, other, column)), cells); });
}

test('an age is only one under its head: elsewhere 5m is five thousandths', () => {
  assert.deepEqual([valueOf('5m', 'AGE'), valueOf('5m', 'CPU(cores)'), valueOf('abc', 'NAME'), valueOf('1/0', 'READY')], [300, 0.005, null, 1]);
});

const yaml = `apiVersion: v1
kind: Pod
metadata:
  name: redis-0
  labels:
    app: redis

spec:
  containers:
  - name: redis
    image: "redis:7"
`;
test('JSON and YAML are found, also behind a line of something else', () => {
  assert.deepEqual(documentIn('{"a":[1,2],"b":null}\n'), { kind: 'JSON', text: '{\n  "a": [\n    1,\n    2\n  ],\n  "b": null\n}' });
  assert.deepEqual(documentIn('$ kubectl get x -o json\n{\n "a": 1\n}\n'), { kind: 'JSON', text: '{\n "a": 1\n}' });
  assert.deepEqual(documentIn(`$ kubectl get pod -o yaml\n${yaml}`), { kind: 'YAML', text: yaml.trimEnd() });
  // Deep enough, a hundred kilobytes would be laid out in hundreds of megabytes.
  assert.equal(documentIn(`${'['.repeat(2_000)}1${',1'.repeat(500)}${']'.repeat(2_000)}`), null);
  for (const text of ['', 'PONG', pods, '{not json}', '[1] 1234', 'Name: x\nAge: y', 'error: the server\ncould not find it\nat all', '127.0.0.1:6379> PING\nPONG']) assert.equal(documentIn(text), null, text);
});

test('lines fold with what stands deeper under them', () => {
  const outline = outlineOf(yaml);
  assert.deepEqual(outline.map(({ text, under }) => [text, under.length]), [['apiVersion: v1', 0], ['kind: Pod', 0], ['metadata:', 2], ['spec:', 1]]);
  assert.equal(countOf(outline), yaml.split('\n').length - 1);
  assert.deepEqual(outlineOf('{\n  "a": [\n    1\n  ]\n}').map(({ text }) => text), ['{', '}']);
  assert.equal(countOf(outlineOf('x\n'.repeat(30_000))), 20_000);
});

test('a line is told in its pieces, and nothing of it is lost', () => {
  const kinds = (line: string) => tokensOf(line).filter(({ kind }) => kind !== '').map(({ text, kind }) => `${kind} ${text.trim()}`);
  assert.deepEqual(kinds('  "a": [1, true, "x: 3"],'), ['key "a"', 'value 1', 'value true', 'string "x: 3"']);
  assert.deepEqual(kinds('  - name: redis-0 # the first'), ['key - name', 'comment # the first']);
  assert.deepEqual(kinds('    replicas: 3'), ['key replicas', 'value 3']);
  for (const line of ['', '  "a": "b\\"c"', 'x'.repeat(5_000), 'a: b: c', '<script>']) assert.equal(tokensOf(line).map(({ text }) => text).join(''), line);
});
