import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HandrailError } from '../../../common/errors.ts';
import { mostListed } from '../../../common/workspace-files.ts';
import { idOfPath } from '../../../common/workspace-path.ts';
import { fileOf, listingOf, readAnswer } from './files-answer.ts';
import { filesAsk, wordsOf } from './files-ask.ts';

const ask = { act: 'read' as const, at: idOfPath('a\n') };
const bytes = (text: string) => Buffer.from(text, 'latin1');
const codeOf = (act: () => unknown) => {
  try {
    act();
    return '';
  } catch (error) {
    assert.ok(error instanceof HandrailError);
    return error.code;
  }
};

test('the first line says how it went; anything else is no answer', () => {
  assert.equal(readAnswer(bytes('ok 3 4'), ask), null);
  assert.deepEqual(readAnswer(bytes('ok 3 4\nabc\n'), ask), { words: ['3', '4'], rest: bytes('abc\n') });
  const refusals: [string, string][] = [
    ['no absent\n', 'no-file'], ['no changed\n', 'file-changed'], ['no changed larger\n', 'file-changed'], ['no closed\n', 'file-refused'], ['no failed 5\n', 'file-refused'],
    ['no constructor\n', 'file-refused'], ['bash: no such thing\n', 'file-refused'], ['\n', 'file-refused'], ['x'.repeat(300), 'file-refused'],
  ];
  for (const [line, code] of refusals) assert.equal(codeOf(() => readAnswer(bytes(line), ask)), code, line);
});

test('names in a refusal are shown, never raw', () => {
  assert.throws(() => readAnswer(bytes('no closed\n'), ask), /^HandrailError: a⟦U\+000A⟧ is closed/);
});

test('a listing takes entries as they are meant, and leaves out what is none', () => {
  const rest = bytes(['file 12 7 b\xff', 'folder 4096 -1 a b', 'link 4 99999999999999 l\n', 'other 0 0 pipe', 'weird 0 0 x', 'file 1 1 a/b', 'file 1 1 ..', 'file x 1 n', 'nonsense', ''].join('\0'));
  const { entries, ...whole } = listingOf(idOfPath('d'), { words: ['5', '0', '1'], rest });
  assert.deepEqual(entries.map(({ id, kind, size, changedAt }) => [id, kind, size, changedAt]),
    [[idOfPath('b\xff'), 'file', 12, 7000], [idOfPath('a b'), 'folder', 4096, -1000], [idOfPath('l\n'), 'link', 4, 8.64e15], [idOfPath('pipe'), 'other', 0, 0], [idOfPath('x'), 'other', 0, 0]]);
  assert.deepEqual(whole, { count: 5, uncounted: false, next: idOfPath('x') });
  const many = bytes('file 1 1 x\0'.repeat(mostListed + 5));
  assert.equal(listingOf('', { words: ['9', '0', '0'], rest: many }).entries.length, mostListed);
});

test('a file larger than is edited comes without content', () => {
  assert.deepEqual(fileOf({ words: ['2000000', '1'], rest: bytes('') }).content, null);
  assert.equal(fileOf({ words: ['1', '1'], rest: bytes('x') }).digest, '2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881');
  assert.equal(codeOf(() => fileOf({ words: ['many', '1'], rest: bytes('') })), 'file-refused');
});

test('what is asked names something in the workspace, and no more than is known', () => {
  const good = [{ act: 'state' }, { act: 'list', at: '', after: '' }, { act: 'open', at: '' }, { act: 'take', download: 0 }, { act: 'write', at: 'YQ', base: null, content: '' }];
  const bad = [
    { act: 'list', at: idOfPath('..'), after: '' }, { act: 'list', at: '/etc', after: '' }, { act: 'list', at: '', after: idOfPath('a/b') }, { act: 'read', at: '' }, { act: 'remove', at: '' }, { act: 'remove', at: idOfPath('a/../b') },
    { act: 'write', at: 'YQ', base: 'x', content: '' }, { act: 'write', at: 'YQ', base: null, content: '!' }, { act: 'write', at: 'YQ', base: null, content: 'A'.repeat(1_400_000) },
    { act: 'take', download: -1 }, { act: 'shell', at: 'YQ' }, { act: 'read', at: 'YQ', follow: true },
  ];
  for (const one of good) assert.ok(filesAsk.safeParse(one).success, JSON.stringify(one));
  for (const one of bad) assert.ok(!filesAsk.safeParse(one).success, JSON.stringify(one).slice(0, 80));
  assert.equal(wordsOf({ act: 'write', at: 'YQ', base: null, content: '' }, 'unused').split('\0').length, 5);
});
