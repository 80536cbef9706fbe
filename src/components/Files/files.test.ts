/** The pure parts of the files of a workspace in the page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytesOfText, idOfPath } from '../../../common/workspace-path.ts';
import { addressOf, folderOf, placeOf, trailOf } from './address.ts';
import { keepDraft, readDraft } from './draft.ts';
import { base64OfBytes, bytesOfBase64, sizeSaid, textOf, withEnds } from './text-file.ts';

const id = (path: string) => idOfPath(bytesOfText(path));

test('an address names a place, and one that names none is the workspace', () => {
  const places: [search: string, kind: string, at: string][] = [
    ['', 'folder', ''], ['?env=practice', 'folder', ''], [`?folder=${id('a/b')}`, 'folder', id('a/b')], [`?file=${id('a/b')}`, 'file', id('a/b')],
    ['?path=jobs/job.yaml', 'file', id('jobs/job.yaml')], ['?path=../x', 'folder', ''], [`?file=${idOfPath('..')}`, 'folder', ''], ['?folder=%00', 'folder', ''], ['?path=', 'folder', ''],
  ];
  for (const [search, kind, at] of places) assert.deepEqual([placeOf(search).kind, placeOf(search).at], [kind, at], search);
  assert.equal(placeOf('?env=dev').environment, 'dev');
  const place = { environment: 'dev', kind: 'file', at: id('zażółć\n') } as const;
  assert.deepEqual(placeOf(addressOf(place).slice('/workspace'.length)), place);
  assert.deepEqual(trailOf(id('a/b\n')), [{ at: id('a'), name: 'a' }, { at: id('a/b\n'), name: 'b⟦U+000A⟧' }]);
  assert.deepEqual([folderOf(id('a/b')), folderOf(id('a')), folderOf('')], [id('a'), '', '']);
});

test('a file keeps its line ends and its byte order mark; what is no text is none', () => {
  const files: [raw: string, text: string, ends: string][] = [
    ['', '', 'lf'], ['a\nb\n', 'a\nb\n', 'lf'], ['a\r\nb\r\n', 'a\nb\n', 'crlf'], ['a\r\nb\n', 'a\nb\n', 'mixed'], ['a\rb', 'a\nb', 'mixed'], ['\ufeffa', '\ufeffa', 'lf'], ['\x1b[31m', '\x1b[31m', 'lf'],
  ];
  for (const [raw, text, ends] of files) {
    const found = textOf(new TextEncoder().encode(raw));
    assert.deepEqual(found, { text, ends }, JSON.stringify(raw));
    if (found?.ends !== 'mixed') assert.equal(withEnds(text, found?.ends ?? 'lf'), raw);
  }
  for (const bytes of [[0], [0x61, 0, 0x62], [0xff], [0xc3], [0xed, 0xa0, 0x80]]) assert.equal(textOf(Uint8Array.from(bytes)), null);
  const all = Uint8Array.from({ length: 100_000 }, (_, at) => at % 256);
  assert.deepEqual(bytesOfBase64(base64OfBytes(all)), all);
  assert.deepEqual([0, 1, 1023, 1024, 10_000, 1024 ** 2, 2 * 1024 ** 3].map(sizeSaid), ['0 bytes', '1 byte', '1023 bytes', '1.0 KiB', '9.8 KiB', '1.0 MiB', '2.0 GiB']);
});


test('a draft is its person’s, and what is none is passed over', () => {
  const kept = new Map<string, string>();
  const shelf = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => { kept.set(key, value); }, removeItem: (key: string) => { kept.delete(key); } };
  const of = { person: 'ada', environment: 'practice', at: 'YQ' };
  assert.equal(keepDraft(shelf, of, { base: null, text: 'x' }), true);
  assert.deepEqual(readDraft(shelf, of), { base: null, text: 'x' });
  for (const other of [{ person: 'bob' }, { environment: 'dev' }, { at: 'YR' }]) assert.equal(readDraft(shelf, { ...of, ...other }), null);
  keepDraft(shelf, of, null);
  assert.equal(readDraft(shelf, of), null);
  for (const bad of ['', '{', '7', '{"text":1,"base":null}', '{"text":"x"}']) {
    kept.set('handrail-draft ada practice YQ', bad);
    assert.equal(readDraft(shelf, of), null);
  }
  const full = { ...shelf, setItem: () => { throw new Error('QuotaExceededError'); } };
  assert.equal(keepDraft(full, of, { base: null, text: 'x' }), false);
});
