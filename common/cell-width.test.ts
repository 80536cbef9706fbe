import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { cellWidth } from './cell-width.ts';

/** Characters people meet, each kind of width, and some from the edges of the ranges. */
const characters = [...'aZ~ é€—…“”│╭█▏→✓✗⚠★☕⌚漢字かなカナ한글，。！（）￥ｱ𠀀𝒜🎉👍🏽🚀🧪🫠🫶🇩🇪⏳⏰❌✅❤☁⚡✂♥①㉈䷀ⅷßøйλאعहि်'
  + '\u0301\u0308\u200b\u200d\ufe0f\u00ad\u0600\u1100\u1160\ud7b0\u20dd\ufeff\u{1f1e6}\u{1f3fb}\u{e0100}\u{1b000}\u{1f202}'];

test('a character takes the cells that the C library gives it: what programs count is what the terminal draws', () => {
  // `wc -L` counts with wcwidth, one line at a time.
  const counted = characters.map((character) => Number(execFileSync('wc', ['-L'], { input: `${character}\n`, env: { LC_ALL: 'C.UTF-8' } }).toString()));
  const ours = characters.map((character) => cellWidth(character.codePointAt(0) ?? 0));
  const told = (widths: readonly number[]) => characters.map((character, at) => `${character.codePointAt(0)?.toString(16)} ${widths[at]}`);
  assert.deepEqual(told(ours), told(counted));
});

test('control characters take none', () => {
  for (const point of [0, 7, 0x1b, 0x7f, 0x9b]) assert.equal(cellWidth(point), 0);
});
