/** What is downloaded of a run and what its player is told: from bytes and marks, good and bad. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCast } from '../../common/recording/asciicast.ts';
import { decodeMark, encodeMark, type Mark, markBytes } from '../../common/recording/mark.ts';
import type { Run } from '../../common/run.ts';
import { castOf } from './cast.ts';
import { fileName } from './file-name.ts';
import { htmlOf } from './html.ts';
import { momentOf } from './moment.ts';
import type { Source } from './source.ts';
import { plainTextOf } from './text.ts';

const size = { cols: 80, rows: 24 };
const wide = { cols: 120, rows: 30 };
const run: Run = {
  id: '01923456-789a-7000-8000-000000000000' as Run['id'], person: 'ada', environment: 'practice', runbook: 'prompt-redis', step: 'ping', digest: '', title: 'Ping it',
  parameters: {}, state: 'exited', interactive: false, queuedAt: Date.UTC(2026, 10, 21, 15, 29), startedAt: Date.UTC(2026, 10, 21, 15, 30), endedAt: Date.UTC(2026, 10, 21, 15, 31),
  exitStatus: 0, asExpected: true, note: '', end: 0, size,
};

function packed(marks: readonly Mark[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(marks.length * markBytes));
  marks.forEach((mark, at) => { encodeMark(mark, view, at * markBytes); });
  return new Uint8Array(view.buffer);
}

function source(output: string | Uint8Array, timing: readonly Mark[] | Uint8Array = [], change: Partial<Run> = {}): Source & { read: number } {
  const bytes = typeof output === 'string' ? Buffer.from(output) : output;
  const times = timing instanceof Uint8Array ? timing : packed(timing);
  return {
    read: 0,
    run: { ...run, end: bytes.length, ...change },
    output(from, to) {
      const part = bytes.subarray(from, to);
      this.read += part.length;
      return Promise.resolve(part);
    },
    timing: (from, to) => Promise.resolve({ total: times.length, bytes: times.subarray(from, to) }),
  };
}

const mark = (at: number, end: number, kind: Mark['kind'] = 'output', on = size): Mark => ({ kind, at, end, size: on });
async function whole(parts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of parts) text += part;
  return text;
}
const cast = async (from: Source) => parseCast(await whole(castOf(from)));
const told = async (from: Source) => (await cast(from)).events.map(({ at, code, data }) => `${at} ${code} ${data}`);

test('a recording has everything in its time: output, sizes, the end', async () => {
  const marks = [mark(0, 0, 'size'), mark(1_000, 4), mark(2_000, 4, 'size', wide), mark(2_500, 6, 'output', wide), mark(9_000, 6, 'end', wide)];
  assert.deepEqual(await cast(source('one two', [...marks])), {
    header: { size, startedAt: run.startedAt, title: 'Ping it (prompt-redis, practice)' },
    events: [
      { at: 1_000, code: 'o', data: 'one ' }, { at: 2_000, code: 'r', data: '120x30' }, { at: 2_500, code: 'o', data: 'tw' },
      { at: 9_000, code: 'o', data: 'o' }, { at: 9_000, code: 'x', data: '0' },
    ],
  });
});

test('characters that pieces cut are put together; what is no UTF-8 is replaced, and only that', async () => {
  const output = Buffer.concat([Buffer.from('\ufeffgrüße 日本 👍'), Buffer.from([0xff, 0x41, 0xe2, 0x82]), Buffer.from('\u001b[0m'), Buffer.from([0xf0, 0x9f])]);
  const marks = Array.from({ length: output.length }, (_, at) => mark(at * 10, at + 1));
  const { events } = await cast(source(output, marks));
  assert.equal(events.filter(({ code }) => code === 'o').map(({ data }) => data).join(''), new TextDecoder('utf-8', { ignoreBOM: true }).decode(output));
  assert.ok(events.some(({ data, at }) => data === '日' && at > 0));
});

test('only what exited has an exit status; a lost run never looks like a success', async () => {
  const end = async (change: Partial<Run>) => (await told(source('x', [mark(5, 1), mark(7, 1, 'end')], change))).at(-1);
  assert.equal(await end({ exitStatus: 3, asExpected: false }), '7 x 3');
  assert.match(await end({ state: 'lost', exitStatus: null, asExpected: false }) ?? '', /^7 m It was lost: how it ended is not known\.$/);
  assert.match(await end({ state: 'stopped', exitStatus: null, asExpected: false }) ?? '', /^7 m It was stopped\.$/);
  assert.match(await end({ state: 'timed-out', exitStatus: null, note: 'Stopped at its limit.' }) ?? '', /^7 m It ran into its time limit\. Stopped at its limit\.$/);
  assert.match(await end({ state: 'running', exitStatus: null, asExpected: null, endedAt: null }) ?? '', /^7 m It is still running\.$/);
});

test('missing, cut and wrong times cost no byte: what has none comes with the last that has one', async () => {
  const minute = 60_000_000;
  const good = [mark(0, 0, 'size'), mark(1_000, 3), mark(2_000, 6), mark(3_000, 7, 'end')];
  const table: readonly (readonly [what: string, Source, events: string[]])[] = [
    ['none at all', source('one two'), ['0 o one two', `${minute} x 0`]],
    ['the tail is missing', source('one two', good.slice(0, 2)), ['1000 o one', '1000 o  two', `${minute} x 0`]],
    ['half a mark', source('one two', packed(good).subarray(0, 40)), ['1000 o one', '1000 o  two', `${minute} x 0`]],
    ['lost: nobody saw the end', source('one two', good.slice(0, 3), { state: 'lost', exitStatus: null }), ['1000 o one', '2000 o  tw', '2000 o o', '2000 m It was lost: how it ended is not known.']],
    ['past the end', source('one two', [mark(1, 3), mark(2, 900), mark(3, 7, 'end')]), ['1 o one', '2 o  two', '3 x 0']],
    ['zeros, as a power cut leaves them', source('one two', Buffer.concat([packed(good.slice(0, 2)), new Uint8Array(64), packed(good.slice(2))])), ['1000 o one', '2000 o  tw', '3000 o o', '3000 x 0']],
    ['nothing was printed', source('', [mark(0, 0, 'size'), mark(9, 0, 'end')]), ['9 x 0']],
  ];
  for (const [what, from, events] of table) assert.deepEqual(await told(from), events, what);
});

test('whatever the times are, the recording has every byte once, in order, and never goes back', async () => {
  let state = 5;
  const random = (below: number) => Math.floor(((state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32) * below);
  for (let round = 0; round < 300; round += 1) {
    const output = Buffer.from(Array.from({ length: random(400) }, () => random(256)));
    const times = Uint8Array.from({ length: random(400) }, (_, at) => (at % markBytes === 0 ? 1 + random(4) : at % markBytes === 13 || at % markBytes === 15 ? random(200) : random(3) === 0 ? random(256) : 0));
    const { events } = await cast(source(output, times));
    assert.equal(events.filter(({ code }) => code === 'o').map(({ data }) => data).join(''), new TextDecoder('utf-8', { ignoreBOM: true }).decode(output));
    assert.ok(events.every(({ at }, index) => at >= (events[index - 1]?.at ?? 0)));
    assert.equal(events.at(-1)?.code, 'x');
  }
});

test('a long run is read in parts, never twice', async () => {
  const output = Buffer.alloc(5_000_000, 'log line\n');
  const from = source(output, [mark(0, 0, 'size'), mark(10, 4_000_000)]);
  const { events } = await cast(from);
  assert.equal(events.filter(({ code }) => code === 'o').reduce((sum, { data }) => sum + data.length, 0), output.length);
  assert.equal(from.read, output.length);
});

test('text is what the terminal shows: drawn when small, line by line when large', async () => {
  const small = '\u001b[31m10%\r100%\u001b[0m\r\nup\u001b[A\r\u001b[2Kover\r\n';
  assert.equal(await whole(plainTextOf(source(small))), 'over\nup\n');
  assert.equal(await whole(plainTextOf(source(''))), '');
  const large = `${'\u001b[32mok\u001b[0m 10%\rok\r\n'.repeat(30_000)}no end`;
  const text = await whole(plainTextOf(source(large)));
  assert.equal(text, `${'ok 10%\n'.repeat(30_000)}no end\n`);
  const many = await whole(plainTextOf(source('\r\n'.repeat(60_000) + 'x')));
  assert.equal(many, `${'\n'.repeat(60_000)}x\n`);
});

test('HTML shows output and does nothing: everything that was said is text', async () => {
  const evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>&amp;\'';
  const from = source(`\u001b[31mred\u001b[0m \u001b[38;2;1;2;3;48;5;196mtrue\u001b[0m \u001b[7mround\u001b[0m\r\n${evil}`, [], {
    title: evil, runbook: evil, step: evil, person: evil, environment: evil, note: evil, parameters: { P: evil }, state: 'lost', exitStatus: null, asExpected: false,
  });
  const page = await whole(htmlOf(from));
  assert.doesNotMatch(page.replace(/<style>.*?<\/style>/s, ''), /<(?!\/?(?:html|head|meta|title|style|body|main|h1|p|dl|dt|dd|pre|span)[\s>]|!doctype)/i);
  assert.doesNotMatch(page, /<[^>]*\son\w+=|<[^>]*(?:src|href)=|url\(|@import|javascript:/i);
  assert.match(page, /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">/);
  assert.match(page, /<span class="c1">red<\/span> <span style="color:#010203;background:#ff0000">true<\/span> <span class="ci bi">round\n<\/span>/);
  assert.match(page, /<p class="other">It was lost: how it ended is not known\./);
  assert.match(await whole(htmlOf(source(''))), /Nothing was printed/);
});

test('HTML of a long run has its tail, and says so', async () => {
  const page = await whole(htmlOf(source('0123456789 log line\r\n'.repeat(300_000))));
  assert.match(page, /The first 2,\d\d\d,\d\d\d bytes of 6,300,000 are left out here/);
  assert.match(page, /aria-label="Output">0123456789 log line\n/);
  assert.ok(page.length < 4_200_000);
});

test('file names are safe whatever a runbook is called', () => {
  assert.equal(fileName(run, 'cast'), 'prompt-redis-ping-20261121-1530.cast');
  assert.match(fileName({ ...run, runbook: '../..\r\nx"; y', step: 'é'.repeat(300) }, 'txt'), /^[A-Za-z0-9][A-Za-z0-9_-]{0,120}-20261121-1530\.txt$/);
  assert.equal(fileName({ ...run, runbook: '…', step: '…', startedAt: null }, 'html'), 'run-20261121-1529.html');
});

test('a player is told a near place to begin at, at a line, with the mark and the size that hold there', async () => {
  const line = `${'x'.repeat(99)}\n`;
  const output = Buffer.from(line.repeat(100_000));
  const marks = [mark(0, 0, 'size'), ...Array.from({ length: 10_000 }, (_, at) => mark((at + 1) * 1_000, (at + 1) * 1_000, 'output', at < 3_000 ? size : wide))];
  const from = source(output, marks);
  const { length, end, timed, from: begin } = await momentOf(from, 5_000_500);
  assert.deepEqual([length, end, timed, begin.alternate], [60_000_000, output.length, true, false]);
  assert.ok(begin.offset <= 5_000_000 - 128 * 1024 && begin.offset > 4_800_000 && begin.offset % 100 === 0, String(begin.offset));
  const { bytes } = await from.timing(begin.mark * markBytes, (begin.mark + 1) * markBytes);
  const there = decodeMark(new DataView(bytes.buffer, bytes.byteOffset), 0);
  assert.ok(there !== null && there.end <= begin.offset && begin.offset - there.end < 1_000);
  assert.deepEqual(begin.size, wide);
  assert.deepEqual((await momentOf(from, 0)).from, { offset: 0, alternate: false, mark: 0, size });
  assert.equal((await momentOf(source('abc'), 5)).timed, false);
  assert.equal((await momentOf(source(output, marks, { state: 'lost' }), 5)).length, 10_000_000);
});

test('inside a full-screen program the place to begin knows it', async () => {
  const padding = (bytes: number) => `${'y'.repeat(99)}\n`.repeat(bytes / 100);
  const begin = async (...parts: string[]) => (await momentOf(source(parts.join('')), 1)).from;
  const enter = '\u001b[?1049h';
  assert.deepEqual(await begin(padding(300_000), enter, padding(500_000)).then(({ offset, alternate }) => ({ offset, alternate })), { offset: 300_000, alternate: false });
  const far = await begin(padding(300_000), enter, padding(3_000_000));
  assert.equal(far.alternate, true);
  assert.ok(far.offset > 3_000_000);
  assert.equal((await begin(padding(300_000), enter, padding(400_000), '\u001b[?1049l', padding(3_000_000))).alternate, false);
  assert.equal((await begin(padding(1_048_500), '\u001b[?47h', padding(2_000_000))).alternate, true);
});
