import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeRoom, type Most } from './room.ts';

const part = { name: 'The workspace', folder: '/w', bytes: 10 * 1024 ** 2, files: 100 };
const size = (mebibytes: number, files: number): Most => ({ bytes: mebibytes * 1024 ** 2, files });

const cases: [what: string, size: Most | null, known: Most | undefined, expected: RegExp | null][] = [
  ['room to spare', size(9, 99), undefined, null],
  ['just full', size(10, 100), undefined, null],
  ['too large', size(10.2, 5), undefined, /^The workspace holds 11 MiB, and may hold 10\. The step was stopped\. Remove what is not needed there/],
  ['too many files', size(1, 101), undefined, /^The workspace holds 101 files, and may hold 100\./],
  ['not counted in time', null, undefined, /holds more than can be counted/],
  ['too full before, and not fuller now', size(50, 900), size(50, 900), null],
  ['too full before, and cleared up a little', size(40, 500), size(50, 900), null],
  ['too full before, and larger', size(51, 900), size(50, 900), /holds 51 MiB/],
  ['too full before, with more files', size(50, 901), size(50, 900), /holds 901 files/],
  ['too many files before, and too large now', size(11, 900), size(1, 900), /holds 11 MiB/],
  ['too full before, and not counted in time', null, size(50, 900), null],
];
for (const [what, found, known, expected] of cases) {
  test(`${what}: ${expected === null ? 'goes on' : 'ends'}`, () => {
    const why = judgeRoom(part, found, known);
    if (expected === null) assert.equal(why, null);
    else assert.match(why ?? '', expected);
  });
}
