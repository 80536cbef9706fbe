import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factRecords } from './facts-answer.ts';
import { factsOf, shownText } from './facts-shown.ts';

const record = (tag: string, ...fields: string[]) => `${tag} ${fields.map(({ length }) => length).join(' ')}\n${fields.join('')}`;
const end = record('E', 'a'.repeat(64));
const file = (...fields: string[]) => record('F', ...fields);

const broken: [why: string, answer: string][] = [
  ['nothing', ''],
  ['no end', file('w', 'a', 'new', 'file', '', '1', 's', '', 'x', '')],
  ['cut off in a field', `${end.slice(0, -1)}`],
  ['cut off in a head', `${end}F 1 1`],
  ['a length that is none', `X 1\na${end}`],
  ['too few fields', `${record('F', 'w')}${end}`],
  ['something after the end', `${end}more`],
  ['a length past the end', `E 99\n${end}`],
];
for (const [why, answer] of broken) {
  test(`an answer that is none is refused: ${why}`, () => { assert.throws(() => factRecords(Buffer.from(answer, 'latin1')), /could not be looked at/); });
}

const refused: [word: string, path: string, said: RegExp][] = [
  ['many', 'x', /too many files/], ['large', 'a\x1b[2J', /a⟦U\+001B⟧\[2J is past the limit/], ['closed', '', /the workspace cannot be read/],
  ['moving', 'a', /just being changed \(a\)/], ['deep', 'a', /too deep/], ['whatever', 'a', /could not be looked at \(a\)/],
];
for (const [word, path, said] of refused) {
  test(`why not is told: ${word}`, () => { assert.throws(() => factRecords(Buffer.from(record('N', word, path), 'latin1')), said); });
}

const facts = (records: string, rest: { key?: Uint8Array; directory?: string; secrets?: string[]; variables?: Record<string, string> } = {}) => factsOf({
  records: factRecords(Buffer.from(`${records}${end}`, 'latin1')), key: rest.key ?? Buffer.from('key'), secrets: rest.secrets ?? [],
  state: { directory: rest.directory ?? '/workspace', variables: rest.variables ?? {} },
});

test('a size that is no number is refused, and what is no word of ours is none', () => {
  assert.throws(() => facts(file('w', 'a', 'new', 'file', '', '1e9', 's', '', '', '')), /could not be looked at/);
  const [first] = facts(file('w', 'a', 'evil', 'evil', '', '1', 's', 'x', 'y', 'evil')).files;
  assert.deepEqual([first?.change, first?.kind, first?.before, first?.after, first?.unshown], ['changed', 'other', null, null, null]);
});

test('marks and digest hang on the key, the directory and every variable', () => {
  const one = facts('', { variables: { A: '1' } });
  const others = [
    facts('', { variables: { A: '1' }, key: Buffer.from('other') }), facts('', { variables: { A: '2' } }), facts('', { variables: { A1: '' } }),
    facts('', { variables: { A: '1', B: '' } }), facts('', { variables: { A: '1' }, directory: '/workspace/a' }),
  ];
  assert.equal(new Set([one, ...others].map(({ digest }) => digest)).size, 6);
  assert.equal(facts('', { variables: { A: '1' } }).digest, one.digest);
});

test('variables are shown all, or nothing is approved', () => {
  const variables = (count: number, length: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`V${at}`, 'x '.repeat(length / 2)]));
  assert.equal(facts('', { variables: variables(90, 2_000) }).variables.length, 90);
  for (const many of [variables(2_001, 2), variables(100, 3_000)]) assert.throws(() => facts('', { variables: many }), /more exported variables/);
});

test('secrets are masked, commands are not, whatever made them secrets', () => {
  const shown = (content: string, secrets: string[]) => facts(file('w', 'a', 'new', 'file', '', '1', 's', '', content, ''), { secrets }).files[0]?.after;
  assert.equal(shown('x abcdefgh123 y', ['abcdefgh123']), 'x ⟦hidden: it looks like a secret⟧ y');
  assert.equal(shown('kubectl delete ns prod', ['kubectl delete ns prod']), 'kubectl delete ns prod');
  assert.equal(shown('TOKEN=abcdef&./evil', []), 'TOKEN=⟦hidden: it looks like a secret⟧&./evil');
  assert.equal(shown('curl https://me:abcdef12@host/', []), 'curl https://me:⟦hidden: it looks like a secret⟧@host/');
  assert.equal(shown('-----BEGIN PRIVATE KEY-----\nMIIabc\n-----END PRIVATE KEY-----\necho', []), '⟦hidden: it looks like a secret⟧\necho');
});

test('bytes are shown whatever they are, and nothing passes for our spelling', () => {
  assert.equal(shownText(Buffer.from('a\xff\r\n\t⟦U+0041⟧\x07', 'utf8')), 'aÿ⟦U+000D⟧\n\t⟦U+27E6⟧U+0041⟧⟦U+0007⟧');
  assert.equal(shownText(Buffer.from([0x61, 0xff, 0xe2, 0x80])), 'a⟦0xFF⟧⟦0xE2⟧⟦0x80⟧');
});

test('however much there is, so much is shown and no more', () => {
  const text = 'x'.repeat(60_000);
  const many = Array.from({ length: 20 }, (_, at) => file('w', `f${at}`, 'new', 'file', '', '60000', 's', '', text, '')).join('');
  const { files } = facts(many);
  assert.ok(files.reduce((sum, { after }) => sum + (after?.length ?? 0), 0) <= 700_000);
  assert.equal(files.at(-1)?.unshown, 'much');
  const hidden = facts(file('w', 'a', 'new', 'file', '', '60000', 's', '', '\u0001'.repeat(60_000), '')).files[0];
  assert.deepEqual([hidden?.after, hidden?.unshown], [null, 'large']);
});
