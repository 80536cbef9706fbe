import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readableAccept, withhold, Withholder } from './withhold.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const applied = 'kubectl.kubernetes.io/last-applied-configuration';
const item = { metadata: { name: 's', annotations: { [applied]: 'canary', other: 'kept' } }, data: { a: base64('canary'), b: '' }, stringData: { c: 'canary' }, type: 'Opaque' };

for (const [form, document] of [
  ['a Secret', { kind: 'Secret', ...item }],
  ['a list', { kind: 'SecretList', items: [item, item] }],
  ['a table with its objects', { kind: 'Table', rows: [{ cells: ['s', 'Opaque', 1], object: { kind: 'Secret', ...item } }] }],
  ['a table with what objects are called', { kind: 'Table', rows: [{ cells: ['s'], object: { kind: 'PartialObjectMetadata', metadata: item.metadata } }] }],
  ['an event of a watch', { type: 'ADDED', object: { kind: 'Secret', ...item } }],
  ['an event of a watch of tables', { type: 'ADDED', object: { kind: 'Table', rows: [{ cells: ['s'], object: { kind: 'Secret', ...item } }] } }],
  ['metadata alone', { kind: 'PartialObjectMetadataList', items: [{ metadata: item.metadata }] }],
] as const) {
  test(`no value is in ${form}`, () => {
    const text = JSON.stringify(withhold(document));
    assert.doesNotMatch(text, /canary|Y2FuYXJ5/);
    assert.match(text, /"s"/);
  });
}

test('names and lengths stay, and what is no secret', () => {
  assert.deepEqual(withhold({ kind: 'Secret', ...item }), {
    kind: 'Secret', type: 'Opaque', metadata: { name: 's', annotations: { [applied]: '(not shown to a step that only reads)', other: 'kept' } },
    data: { a: base64('******'), b: '' }, stringData: { c: '(not shown to a step that only reads)' },
  });
  assert.deepEqual(withhold({ kind: 'Status', code: 404, message: 'not found' }), { kind: 'Status', code: 404, message: 'not found' });
});

for (const document of [null, [], 'canary', { kind: 'ConfigMap', data: { a: 'canary' } }, { kind: 'List', items: [{ kind: 'Secret', ...item }] }, { data: item.data }, { kind: 'SecretList', items: [null] }, { kind: 'SecretList', items: 'canary' }, { kind: 'Table', rows: ['canary'] }]) {
  test(`what is of no known form does not pass: ${JSON.stringify(document).slice(0, 40)}`, () => { assert.throws(() => withhold(document), TypeError); });
}

test('a watch passes event by event wherever its pieces are cut; what cannot be read ends it', async () => {
  const lines = [1, 2, 3].map((at) => `${JSON.stringify({ type: 'ADDED', object: { kind: 'Secret', ...item, metadata: { name: `s${at}` } } })}\n`).join('');
  for (const size of [1, 7, 1_000]) {
    const withholder = new Withholder(true);
    for (let at = 0; at < lines.length; at += size) withholder.write(lines.slice(at, at + size));
    withholder.end();
    const text = Buffer.concat(await withholder.toArray() as Buffer[]).toString();
    assert.deepEqual(text.trimEnd().split('\n').map((line) => (JSON.parse(line) as { object: { metadata: { name: string } } }).object.metadata.name), ['s1', 's2', 's3']);
    assert.doesNotMatch(text, /canary|Y2FuYXJ5/);
  }
  const broken = new Withholder(false);
  broken.end('{"kind":"Secret","data":');
  await assert.rejects(broken.toArray(), SyntaxError);
});

test('only what can be read here is asked for', () => {
  assert.equal(readableAccept('application/json;as=Table;v=v1;g=meta.k8s.io,application/vnd.kubernetes.protobuf, application/json'), 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json');
  for (const accept of ['', '*/*', 'application/yaml', 'application/jsonx', 'application/vnd.kubernetes.protobuf;stream=watch']) assert.equal(readableAccept(accept), 'application/json');
});
