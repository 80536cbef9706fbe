/** A late viewer's screen is that of one who read everything. Compared with xterm.js itself, without its page. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import headless from '@xterm/headless';
import { preludeOf, Screen, screenBytes, screenOf } from './screen.ts';
import { openTrial } from '../trial.ts';

const size = { cols: 80, rows: 24 };
const trial = openTrial();
after(() => trial.close());

async function drawn(...parts: (string | Uint8Array)[]) {
  const terminal = new headless.Terminal({ ...size, scrollback: 1000, allowProposedApi: true, logLevel: 'off' });
  for (const part of parts) await new Promise<void>((written) => { terminal.write(part, written); });
  return terminal;
}

/** What a terminal shows: text, looks, cursor and modes. */
function seen(terminal: InstanceType<typeof headless.Terminal>) {
  const { active, normal } = terminal.buffer;
  const rows = Array.from({ length: size.rows }, (_, row) => {
    const line = active.getLine(active.baseY + row);
    const cells = Array.from({ length: size.cols }, (_cell, column) => line?.getCell(column));
    return cells.map((cell) => [cell?.getChars() || ' ', cell?.getFgColor(), cell?.getBgColor(), cell?.isBold(), cell?.isInverse(), cell?.isUnderline()].join()).join('|');
  });
  return { type: active.type, rows, cursor: [active.cursorX, active.cursorY], modes: { ...terminal.modes }, behind: normal.getLine(normal.baseY + normal.cursorY)?.translateToString(true) };
}

/** Takes output; asserts that a viewer who comes at its end sees what one sees who read it all. Gives where it begins. */
async function same(output: Buffer, screen: Screen, what: string): Promise<number> {
  const start = screen.start();
  const { offset } = start;
  const prelude = preludeOf(start, (from, to) => output.subarray(from, to));
  assert.ok(offset <= output.length && output.length - offset <= screenBytes.most, `${what}: begins at ${offset} of ${output.length}`);
  const [late, whole] = [await drawn(prelude, output.subarray(offset)), await drawn(output)];
  const [{ rows: got, ...gotElse }, { rows: expected, ...expectedElse }] = [seen(late), seen(whole)];
  const differs = expected.findIndex((row, at) => row !== got[at]);
  if (differs !== -1) assert.equal(got[differs], expected[differs], `${what}: row ${differs}`);
  assert.deepEqual(gotElse, expectedElse, what);
  return offset;
}

/** Takes output and how long the pieces are at most; gives the screen after it. */
function scanned(output: Buffer, pieces: () => number): Screen {
  const screen = new Screen();
  for (let at = 0; at < output.length;) {
    const to = Math.min(output.length, at + pieces());
    screen.push(output.subarray(at, to));
    at = to;
  }
  return screen;
}

const lines = (count: number, line: (at: number) => string) => Array.from({ length: count }, (_, at) => `${line(at)}\r\n`).join('');
const log = lines(6_000, (at) => `2026-11-21T10:00:00Z INFO line ${at} of a log that goes on and on`);
const repaint = (count: number) => Array.from({ length: count }, (_, at) => `\u001b[H\u001b[2J\u001b[3JEvery 2s: date\r\n\r\n${lines(20, (row) => `\u001b[32mrow ${row}\u001b[0m of ${at} ${'x'.repeat(at % 40)}`)}`).join('');
const painted = (count: number) => Array.from({ length: count }, (_, at) => `\u001b[${1 + (at % 24)};${1 + (at % 50)}H\u001b[3${at % 8}mpiece ${at}\u001b[0m\u001b[K`).join('');

const scenes: Record<string, string> = {
  'a log': log,
  'a log that ends in the middle of a line': `${log}and a prompt$ `,
  'a colour that was set long ago': `${log}\u001b[1;31m\u001b[44m${log}`,
  'a colour taken back, another one set': `\u001b[31m${log}\u001b[39;4m${log}\u001b[24m${log.slice(0, 100)}`,
  'a colour put together of many sequences': `${'\u001b[38;5;9m\u001b[48;2;1;2;3m\u001b[1m\u001b[22m\u001b[3m'.repeat(40)}${log}`,
  'wide characters': lines(9_000, (at) => `漢字かな交じり文 🎉 ${at} ${'é'.repeat(at % 30)}`),
  'a screen painted anew again and again': `${log}${repaint(400)}`,
  'modes set long ago': `\u001b[?2004h\u001b[?1h\u001b=\u001b[?25l\u001b[?1002h\u001b[?1006h\u001b[?1004h\u001b[?7l${log}`,
  'modes put back': `\u001b[?2004h\u001b[?7l\u001b[4h${log}\u001b[?2004l\u001b[?7h\u001b[4l${log}`,
  'line drawing': `\u001b(0${log}`,
  'line drawing by shifting': `\u001b)0\u000e${log}`,
  'margins': `\u001b[1;20r\u001b[20;1H${log}`,
  'a full-screen program': `$ vi\r\n\u001b[?1049h\u001b[?1h\u001b=\u001b[H\u001b[2J${painted(500)}`,
  'a full-screen program after a log': `${log}$ vi\r\n\u001b[?1049h\u001b[H\u001b[2J${painted(500)}`,
  'a full-screen program that cleared lately': `${log}$ top\r\n\u001b[?1049h${painted(60_000)}\u001b[?25l\u001b[H\u001b[J${painted(900)}`,
  'one that ended': `${log}$ top\r\n\u001b[?1049h${painted(60_000)}\u001b[?1049l$ `,
  'one after the other': `${log}$ top\r\n\u001b[?1049h${painted(60_000)}\u001b[?1049l$ top\r\n\u001b[?1049h\u001b[H\u001b[2J${painted(60_000)}\u001b[H\u001b[2J${painted(40)}`,
  'another way to the other screen': `${log}\u001b[?47h\u001b[H\u001b[2J${painted(60_000)}\u001b[H\u001b[2J${painted(60_000)}\u001b[?47l${lines(30, String)}`,
  'a reset': `\u001b[?2004h\u001b[31m${log}\u001bc$ `,
  'a soft reset': `\u001b[?2004h\u001b[31m\u001b[?25l${log}\u001b[!p${log}`,
  'a title and a link': `${log}\u001b]0;a title\u0007\u001b]8;;http://x\u001b\\linked\u001b]8;;\u001b\\ ${lines(40, String)}`,
  'a title without end': `${log}\u001b]0;${'a title '.repeat(30_000)}`,
  'a saved look': `\u001b[31m\u001b7\u001b[0m${log}\u001b[32m\u001b8after\r\n`,
};
for (const [what, text] of Object.entries(scenes)) {
  test(`${what}: a late viewer sees the same screen`, async () => {
    const output = Buffer.from(text);
    const offset = await same(output, scanned(output, () => 4096), what);
    if (output.length > 400_000 && what !== 'a reset') assert.ok(offset > 0, 'without the whole history');
    // From the end alone, as after the runner was lost.
    if (['a log', 'a full-screen program', 'a screen painted anew again and again'].includes(what)) await same(output, screenOf((from, to) => output.subarray(from, to), output.length), what);
  });
}

test('a line without end, and a sequence without end, are begun within bounds', () => {
  for (const output of [Buffer.from('abcdefghij'.repeat(200_000)), Buffer.from('漢字'.repeat(200_000)), Buffer.from(`\u001b]0;${'x'.repeat(2_000_000)}`)]) {
    const { offset } = scanned(output, () => 65_536).start();
    assert.ok(offset <= output.length && output.length - offset <= screenBytes.most, String(offset));
    assert.notEqual((output[offset] ?? 0) & 0xc0, 0x80, 'not in the middle of a character');
  }
});

test('wherever the pieces are cut, what is found is the same', () => {
  const output = Buffer.from(Object.values(scenes).map((text) => text.slice(-20_000)).join('\u0018\u001bc'));
  const whole = scanned(output, () => output.length).start();
  for (const length of [1, 2, 3, 7, 61]) assert.deepEqual(scanned(output, () => length).start(), whole, `pieces of ${length} bytes`);
});

/** Numbers that look random and are the same each time: xorshift32 (Marsaglia 2003). */
function numbers(seed: number) {
  let state = seed;
  return (below: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const words = ['plain text ', 'words\r\n', '漢字', '🎉', 'é\r\n', '\u001b[31m', '\u001b[0m', '\u001b[1;4m', '\u001b[38;5;200m', '\u001b[38;2;1;2;3m', '\u001b[22m', '\u001b[39m',
  '\u001b[?2004h', '\u001b[?2004l', '\u001b[?7l', '\u001b[?7h', '\u001b[?25l', '\u001b[?1h', '\u001b=', '\u001b>', '\u001b[4h', '\u001b[4l', '\u001b[?1000h', '\u001b[?1003l', '\u001b[?1004h',
  '\u001b]0;t\u0007', '\u001b]2;t\u001b\\', '\u001bPq\u001b\\', '\u001b[', '\u001b', '\u001b[?', '\u0018', '\u001b(0', '\u001b(B', '\u001b7', '\u001b8', '\u001b[!p', '\u001b[>c', '\u001b[1$}', '\u001b[?1049h', '\u001b[?1049l', '\u001b[H\u001b[J', 'x\u001b[5;5H'];

test('any mix of sequences leaves the modes that xterm.js has', async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    const next = numbers(seed * 7919);
    const output = Buffer.from(Array.from({ length: 200 }, () => words[next(words.length)]).join(''));
    const screen = scanned(output, () => 1 + next(40));
    const whole = await drawn(output, '\u0018');
    const { offset, prelude } = screen.restart();
    const late = await drawn('\u001b[?1049h\u001b[?1h\u001b[?7l\u001b[4h\u001b[31m\u001b]0;', prelude, output.subarray(offset), '\u0018');
    assert.deepEqual({ ...late.modes }, { ...whole.modes }, `after a gap, seed ${seed}`);
    await same(output, screen, `seed ${seed}`);
  }
});

/** What people do in full-screen programs: keys, and what to wait for before the next. */
const sessions: readonly [what: string, source: string, keys: readonly (readonly [until: RegExp, keys: string])[]][] = [
  ['nano', 'seq 1 400 > f; nano f', [[/Read 400 lines/, '\u001b[6~\u001b[6~'], [/\d/, 'typed 漢字 in nano'], [/typed/, '\u001b[5~']]],
  ['less', 'seq -f "line %.0f of many" 1 3000 > f; less f', [[/line 20 /, ' '], [/line 40 /, ' '], [/line 60 /, 'G'], [/line 3000 /, '/line 29\r'], [/line 29/, 'b']]],
  ['watch', 'watch -n 0.1 --color -t "date +%N; ls --color=always -la /usr/bin | head -15"', [[/total/, '']]],
  ['less that has been left', 'seq 1 30000; seq 1 3000 > f; less f; echo left; read -r', [[/\u001b\[\?1049h[^]*\b20\b/, '  G'], [/\b3000\b/, 'q'], [/left/, '']]],
];
for (const [what, source, steps] of sessions) {
  test(`${what}, as it is recorded live: a late viewer sees the same screen`, async () => {
    const { id } = trial.host.start(trial.request({ source, interactive: true }, { person: `at-${what.split(' ').join('-')}` }));
    let seenTo = 0;
    for (const [until, keys] of steps) {
      const output = await trial.until(id, (text) => until.test(text.slice(seenTo)));
      seenTo = output.length;
      if (keys !== '') trial.host.input(id, keys);
    }
    let [before, now] = [-1, trial.host.get(id)?.end ?? 0];
    // Until it has painted what the last key asks for; `watch` never ends that.
    for (const late = Date.now() + 600; before !== now && Date.now() < late; [before, now] = [now, trial.host.get(id)?.end ?? 0]) await new Promise((done) => { setTimeout(done, 150); });
    const got: Uint8Array[] = [];
    const view = trial.host.view(id, 'screen', false, { output: (_, bytes) => { got.push(Uint8Array.from(bytes)); }, gap: () => assert.fail(), run: () => undefined });
    const end = view.start.offset + got.reduce((sum, { length }) => sum + length, 0);
    const output = Buffer.from(trial.host.output(id, 0, end));
    const [late, whole] = [await drawn(view.start.prelude, ...got), await drawn(output)];
    assert.deepEqual(seen(late), seen(whole));
    await same(output, scanned(output, () => 1), what);
    view.detach();
    await trial.host.stop(id);
    await trial.end(id);
  });
}
