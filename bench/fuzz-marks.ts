/** The reader of when a run printed what: marks that may be behind the output, cut off, or anything at all. */
import assert from 'node:assert/strict';
import { encodeMark, type Mark, markBytes, readMarks } from '../common/recording/mark.ts';
import { isTerminalSize } from '../common/run.ts';
import type { Chance } from '../test/chaos/seed.ts';
import { damaged, type FuzzTarget } from './fuzz-target.ts';

export const marksTarget: FuzzTarget = {
  name: 'timing reader',
  invariant: 'reads what was written; of anything else only marks in order and within the output; the same in parts',
  open: () => ({ tryOne }),
};

function tryOne(chance: Chance): void {
  const marks: Mark[] = [];
  let at = 0;
  let end = 0;
  for (let count = chance.below(8); count > 0; count -= 1) {
    at += chance.below(2 ** 31) * chance.pick([1, 1, 1_000]);
    end += chance.below(2 ** 31);
    marks.push({ kind: chance.pick(['output', 'size', 'end']), at, end, size: { cols: 1 + chance.below(1_000), rows: 1 + chance.below(500) } });
  }
  const bytes = new Uint8Array(marks.length * markBytes);
  for (const [index, mark] of marks.entries()) encodeMark(mark, new DataView(bytes.buffer), index * markBytes);
  assert.deepEqual(readMarks(bytes, null, end), marks);
  const other = chance.oneIn(3) ? chance.bytes(chance.below(200)) : damaged(bytes, chance);
  const most = chance.below(2 ** 31);
  const read = readMarks(other, null, most);
  assert.ok(read.length <= other.length / markBytes);
  for (const [index, mark] of read.entries()) {
    const before = read[index - 1] ?? { at: 0, end: 0 };
    assert.ok(mark.at >= before.at && mark.end >= before.end && mark.end <= most && isTerminalSize(mark.size), JSON.stringify(read));
  }
  const cut = chance.below(Math.floor(other.length / markBytes) + 1) * markBytes;
  const first = readMarks(other.subarray(0, cut), null, most);
  assert.deepEqual([...first, ...readMarks(other.subarray(cut), first.at(-1) ?? null, most)], read);
}
