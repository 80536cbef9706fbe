import assert from 'node:assert/strict';
import { test } from 'node:test';
import { below, bytesOfText, idOfPath, isPath, pathOfId, shownName, shownPath } from './workspace-path.ts';

test('a path is relative, has no steps upwards, and is no longer than the kernel takes', () => {
  for (const path of ['', 'a', 'a/b', '.kube', '..a', 'a..', '...', ' ', 'a\nb', '\xff', '-rf', 'x'.repeat(255)]) assert.ok(isPath(path), path);
  for (const path of ['/', '/a', 'a/', 'a//b', '.', '..', 'a/..', '../a', 'a/./b', 'a\0b', 'x'.repeat(256), 'a/'.repeat(2048) + 'a', 'ż']) assert.ok(!isPath(path), path);
});

test('an id stands for one path, and everything else for none', () => {
  for (const path of ['', 'a', 'ab', 'abc', 'abcd', 'a\nb\xff\x1b', '\xfb\xff', bytesOfText('zażółć/😀')]) assert.equal(pathOfId(idOfPath(path)), path);
  assert.equal(idOfPath('\xfb\xff'), '-_8');
  // ‘YR’ and ‘YQ’ have the same first byte: only the one that `idOfPath` gives is an id.
  for (const id of ['YR', 'Y', 'Lg', 'Li4', 'L2E', 'YS8', 'AA', 'a b', '+/8', 'YQ==', 'Li4vYQ', 'A'.repeat(9000)]) assert.equal(pathOfId(id), null, id);
});

test('a name shows what nobody would see, and what is no UTF-8', () => {
  const shown: [string, string][] = [
    ['plain.txt', 'plain.txt'], [bytesOfText('zażółć 😀'), 'zażółć 😀'], ['a\nb', 'a⟦U+000A⟧b'], ['a\tb', 'a⟦U+0009⟧b'], ['\x1b[31m', '⟦U+001B⟧[31m'],
    ['caf\xe9', 'caf⟦0xE9⟧'], ['\xc3', '⟦0xC3⟧'], ['\xc0\xaf', '⟦0xC0⟧⟦0xAF⟧'], ['\xed\xa0\x80', '⟦0xED⟧⟦0xA0⟧⟦0x80⟧'],
    [bytesOfText('\ufeff'), '⟦U+FEFF⟧'], [bytesOfText('gpj.\u202eexe'), 'gpj.⟦U+202E⟧exe'],
  ];
  for (const [path, text] of shown) assert.equal(shownPath(path), text);
  assert.equal(shownName('a/b/c\n'), 'c⟦U+000A⟧');
});

test('what stands below a folder has both their names', () => {
  assert.equal(below('', 'a'), 'a');
  assert.equal(below('a', 'b/c'), 'a/b/c');
  assert.equal(below('a', ''), 'a');
  assert.ok(!isPath(below('a', '../b')));
});
