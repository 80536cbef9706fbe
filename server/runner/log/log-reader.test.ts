import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunId } from '../../../common/ids.ts';
import type { SearchAsk } from '../../../common/log/ask.ts';
import { decodePart, mostRowBytes, mostRows, type Part } from '../../../common/log/part.ts';
import { readRow, rowText } from '../../../common/log/row.ts';
import { carryAfter, noCarry, packCarry } from '../../../common/log/sequence.ts';
import type { Run } from '../../../common/run.ts';
import { LineIndex, rowEnd } from './line-index.ts';
import { LogReader } from './log-reader.ts';

const id = 'run' as RunId;
const esc = '\u001b';

/** An output that can grow, and what is read of it. */
function outputOf(first: Buffer) {
  const output = { bytes: first, kept: Number.POSITIVE_INFINITY };
  const reader = new LogReader({
    get: () => ({ id, state: 'running', end: output.bytes.length }) as Run,
    output: (_, from, to) => output.bytes.subarray(from, Math.min(to, output.kept)),
  });
  const part = async (at: Parameters<LogReader['part']>[1]['at'], rows = 10, atOnce = false) => decodePart(await reader.part(id, { at, rows, atOnce }));
  const counted = async () => {
    for (;;) {
      const { rows } = await part('tail');
      if (rows !== null) return rows;
    }
  };
  const searchAll = async (wanted: string, ask: Partial<SearchAsk> = {}) => {
    const rows: number[] = [];
    for (let next: number | null = ask.from ?? (ask.back ? Number.MAX_SAFE_INTEGER : 0); next !== null;) {
      const found = await reader.search(id, { wanted, capitals: true, back: false, most: 1000, ...ask, from: next });
      rows.push(...found.rows.map(({ row }) => row));
      next = found.next;
    }
    return rows;
  };
  return { output, reader, part, counted, searchAll };
}

function linesOf(part: Part): string[] {
  let at = 0;
  return part.lengths.map((length) => Buffer.from(part.bytes.subarray(at, at += length)).toString());
}

/** What the index says at leisure, said plainly: every row of an output. */
function rowsOf(all: Buffer): { offset: number; line: number; continues: boolean; text: string; carry: string }[] {
  const rows = [];
  let carry = noCarry;
  for (let at = 0, line = 1, continues = false; at < all.length;) {
    const found = rowEnd(all, at);
    const end = found === -1 ? all.length : found;
    const text = all.toString('utf8', at, end);
    rows.push({ offset: at, line, continues, text, carry: packCarry(carry) });
    carry = carryAfter(carry, text);
    continues = all[end - 1] !== 10;
    if (!continues) line += 1;
    at = end;
  }
  return rows;
}

/** Lines short and long, coloured, wide, empty; the colour goes on over lines. */
function mixed(bytes: number): Buffer {
  const parts: string[] = [];
  for (let at = 0, length = 0; length < bytes; at += 1) {
    const line = at % 97 === 0 ? `${'long 漢字 '.repeat(900)}${esc}[3${at % 8}mend of ${at}\r\n` : at % 13 === 0 ? '\r\n' : at % 7 === 0 ? `${esc}[1;3${at % 8}mcolour from ${at}\r\n` : `line ${at}\r\n`;
    parts.push(line);
    length += Buffer.byteLength(line);
  }
  return Buffer.from(parts.join(''));
}

test('rows hold whole characters and sequences, and are the same however the output came', () => {
  const wide = Buffer.from('漢'.repeat(5000));
  assert.equal(rowEnd(wide, 0), 4095);
  const coloured = Buffer.from(`${'x'.repeat(mostRowBytes - 3)}${esc}[38;5;9mred${'y'.repeat(5000)}`);
  assert.equal(rowEnd(coloured, 0), mostRowBytes - 3);
  assert.equal(rowEnd(Buffer.from(`${'x'.repeat(mostRowBytes)}\r\nnext`), 0), mostRowBytes + 2);
  assert.equal(rowEnd(Buffer.from('not ended'), 0), -1);
  assert.equal(rowEnd(Buffer.alloc(20_000, 0xbf), 0), mostRowBytes - 3);
  const all = mixed(600_000);
  const expected = rowsOf(all);
  for (const piece of [1 << 20, 64 * 1024, 9_001]) {
    const index = new LineIndex();
    for (let given = piece; index.seen < all.length; given += piece) {
      index.take(all.subarray(index.next.offset, Math.min(all.length, given)));
    }
    assert.deepEqual([index.next.row, index.next.line], [expected.length, expected.at(-1)!.line]);
    assert.ok(index.size <= all.length / (64 * 1024) + 1);
    for (let row = 0; row < expected.length; row += 500) {
      const { offset, line, continues, carry, row: at } = index.before(row);
      const { text, ...mark } = expected[at]!;
      assert.deepEqual({ offset, line: line + 1, continues, carry }, mark, text);
    }
  }
});

test('any part of an output is what stands there, by row and by line', async () => {
  const all = mixed(400_000);
  const expected = rowsOf(all);
  const { part, counted } = outputOf(all);
  assert.equal(await counted(), expected.length);
  for (const row of [0, 1, 99, 1000, expected.length - 3, expected.length - 1]) {
    const got = await part({ row }, mostRows);
    const first = expected[row]!;
    assert.deepEqual([got.from, got.line, got.continues, got.offset, got.carry], [row, first.line, first.continues, first.offset, first.carry]);
    assert.deepEqual(linesOf(got), expected.slice(row, row + mostRows).map(({ text }) => text));
  }
  for (const line of [1, 2, 98, 99, 1500]) {
    const row = expected.findIndex((one) => one.line === line);
    assert.equal((await part({ line })).from, row);
  }
  const tail = await part('tail', 5);
  assert.deepEqual([tail.from, tail.rows, tail.lines, tail.counted], [expected.length - 5, expected.length, expected.at(-1)!.line, all.length]);
  assert.deepEqual(linesOf(await part({ row: expected.length + 1000 })), []);
});

test('the tail is there before lines are counted, and then again with its numbers', async () => {
  const all = Buffer.concat([Buffer.alloc(96_000_000, 'x'.repeat(99) + '\n'), Buffer.from('last\n')]);
  const { part, counted, reader } = outputOf(all);
  const first = await part('tail', 3, true);
  assert.deepEqual([first.rows, first.line, first.offset + first.bytes.length], [null, null, all.length]);
  assert.equal(linesOf(first).at(-1), 'last\n');
  assert.ok(first.counted < all.length);
  const early = await reader.search(id, { wanted: 'last', capitals: true, from: 7, back: false, most: 5 });
  if (early.total === null) assert.deepEqual([early.rows, early.next], [[], 7]);
  assert.equal(await counted(), 960_001);
});

test('a log that grows is counted further, its last line whether it has ended or not', async () => {
  const { output, part } = outputOf(Buffer.from('one\ntwo'));
  assert.deepEqual([(await part('tail')).rows, linesOf(await part('tail'))], [2, ['one\n', 'two']]);
  output.bytes = Buffer.from('one\ntwo three\n');
  assert.deepEqual([(await part('tail')).rows, (await part('tail')).lines, linesOf(await part({ row: 1 }))], [2, 2, ['two three\n']]);
  output.bytes = Buffer.concat([output.bytes, Buffer.alloc(9000, 'z')]);
  const long = await part({ row: 2 });
  assert.deepEqual([long.rows, long.lines, long.lengths], [5, 3, [mostRowBytes, mostRowBytes, 9000 - 2 * mostRowBytes]]);
  output.kept = 5;
  output.bytes = Buffer.concat([output.bytes, Buffer.from('\nnever kept\n')]);
  assert.equal((await part('tail')).rows, 4, 'what is not kept any more is not waited for');
});

test('a search finds what is seen, both ways, in as many goes as it takes', async () => {
  const all = mixed(150_000);
  const { counted, searchAll } = outputOf(all);
  await counted();
  const seen = rowsOf(all).map(({ text }) => rowText(readRow(text).pieces).toLowerCase());
  for (const wanted of ['line 5', 'colour from', 'end of 97', '字 long', 'is not there', 'e']) {
    const expected = seen.flatMap((text, row) => (text.includes(wanted) ? [row] : []));
    const asked = { capitals: false };
    const forward = await searchAll(wanted.toUpperCase(), asked);
    // What stands across two pieces of a line is found besides, where it begins.
    assert.deepEqual(forward.filter((row) => expected.includes(row) || !seen[row]!.startsWith('long')), expected, wanted);
    const most = Math.max(1, Math.ceil(forward.length / 5));
    assert.deepEqual(await searchAll(wanted, { ...asked, most }), forward);
    assert.deepEqual(await searchAll(wanted, { ...asked, most, back: true }), forward.toReversed());
    const middle = forward[forward.length >> 1] ?? 0;
    assert.deepEqual(await searchAll(wanted, { ...asked, from: middle }), forward.filter((row) => row >= middle));
    assert.deepEqual(await searchAll(wanted, { ...asked, from: middle, back: true }), forward.filter((row) => row <= middle).toReversed());
  }
});

test('a search sees through colours and pieces, and not what was written over', async () => {
  const { searchAll } = outputOf(Buffer.from([
    `w${esc}[31mor${esc}[0md\n`, 'wold\b\b\bord\n', 'word\rgone\n', `word\r${esc}[K\n`, `${esc}]0;word\u0007\n`, `x${esc}[2mx\tword\n`,
    `${'-'.repeat(mostRowBytes - 2)}word${'-'.repeat(mostRowBytes)}\n`, 'WORD\n', 'wo\u0000rd\n', 'wo\u202erd', '\nwo', '\nrd\n',
  ].join('')));
  assert.deepEqual(await searchAll('word'), [0, 1, 5, 6, 10, 11]);
  assert.deepEqual(await searchAll('word', { capitals: false }), [0, 1, 5, 6, 9, 10, 11]);
  assert.deepEqual(await searchAll('  w'), [5]);
});
