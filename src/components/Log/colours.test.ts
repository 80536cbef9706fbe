import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applySgr, plain } from '../../../common/log/look.ts';
import { coloursOf } from './colours.ts';
import { pieceUp } from './marked.ts';
import { sizeOf } from './size.ts';

test('text can be read on whatever stands behind it', () => {
  const cases: [sgr: string, colours: object][] = [
    ['1', {}], ['31', { color: 'var(--hr-term-1)' }], ['41;97', { color: 'var(--hr-term-background)', background: 'var(--hr-term-1)' }],
    ['40', { color: 'var(--hr-term-background)', background: 'var(--hr-term-0)' }], ['7', { color: 'var(--hr-term-background)', background: 'var(--hr-term-foreground)' }],
    ['7;32', { color: 'var(--hr-term-background)', background: 'var(--hr-term-2)' }], ['48;2;255;255;0', { color: '#000', background: '#ffff00' }],
    ['48;2;0;0;128;31', { color: '#fff', background: '#000080' }], ['38;2;255;255;255', { color: 'oklch(from #ffffff clamp(var(--hr-log-least), l, var(--hr-log-most)) c h)' }],
  ];
  for (const [sgr, colours] of cases) assert.deepEqual(coloursOf(applySgr(plain, sgr)), colours, sgr);
});

test('what a search finds is marked across pieces, and nothing is lost', () => {
  const pieces = ['ab', 'cd', '', 'ef'].map((text, at) => ({ text, look: { ...plain, colour: at } }));
  const cut = (places: [number, number][]) => pieceUp(pieces, () => places).map(({ text, isMarked }) => (isMarked ? `[${text}]` : text)).join('|');
  const cases: [places: [number, number][], cut: string][] = [
    [[], 'ab|cd||ef'], [[[1, 3]], 'a|[b]|[c]|d|ef'], [[[0, 6]], '[ab]|[cd]|[ef]'], [[[0, 1], [1, 2], [5, 6]], '[a]|[b]|cd|e|[f]'], [[[2, 4]], 'ab|[cd]|ef'],
  ];
  for (const [places, expected] of cases) assert.equal(cut(places), expected);
  assert.deepEqual(pieceUp(pieces, null).map(({ isMarked }) => isMarked), [false, false, false, false]);
});

test('sizes are told as people say them', () => {
  for (const [bytes, said] of [[0, '0 bytes'], [999, '999 bytes'], [1_000, '1.0 KB'], [50_234_567, '50.2 MB'], [999_600, '1.0 MB'], [4_294_967_296, '4.3 GB']] as const) assert.equal(sizeOf(bytes), said);
});
