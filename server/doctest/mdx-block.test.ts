import assert from 'node:assert/strict';
import { test } from 'node:test';
import { replaceBlock } from './mdx-block.ts';

test('only the block’s own lines change', () => {
  assert.equal(replaceBlock('a\n```console run=x\nold\n```\nb\n', 2, 'old', 'new\nmore'), 'a\n```console run=x\nnew\nmore\n```\nb\n');
});

test('a block in a list keeps its indentation, and CR LF stays', () => {
  assert.equal(replaceBlock('1. a\r\n   ~~~console run=x\r\n   old\r\n\r\n   b\r\n   ~~~\r\n', 2, 'old\n\nb', 'new\n\n  c'), '1. a\r\n   ~~~console run=x\r\n   new\r\n\r\n     c\r\n   ~~~\r\n');
  assert.equal(replaceBlock('1. ```console run=x\n   old\n   ```\n', 1, 'old', 'new'), '1. ```console run=x\n   new\n   ```\n');
});

const refused: [what: string, text: string, line: number, wanted: string][] = [
  ['another block stands there', '```console run=x\nother\n```\n', 1, 'new'],
  ['no fence stands there', 'text\nold\n```\n', 1, 'new'],
  ['the block is longer', '```console run=x\nold\nmore\n```\n', 1, 'new'],
  ['the file ends before it does', '```console run=x\nold\n', 1, 'new'],
  ['the text would close the fence', '```console run=x\nold\n```\n', 1, 'a\n```\n<script>'],
  ['the line is beyond the file', 'a', 9, 'new'],
];
for (const [what, text, line, wanted] of refused) {
  test(`left as it is where ${what}`, () => { assert.equal(replaceBlock(text, line, 'old', wanted), null); });
}
