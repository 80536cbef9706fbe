import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeMark, type Mark, markBytes } from '../../../common/recording/mark.ts';
import type { Moment } from '../../../common/recording/moment.ts';
import { Player, type PlayerState } from './player.ts';
import type { Tape } from './tape.ts';

const small = { cols: 80, rows: 24 };
const wide = { cols: 120, rows: 30 };

/** What happens in a recording: text printed or a new size, at a time in seconds. */
type Happening = readonly [seconds: number, what: string | { cols: number; rows: number }];

interface Recording {
  output: Uint8Array;
  marks: Mark[];
}

function recorded(happenings: readonly Happening[], length: number): Recording {
  const parts: Uint8Array[] = [];
  let end = 0;
  let size = small;
  const marks: Mark[] = [{ kind: 'size', at: 0, end: 0, size }];
  for (const [seconds, what] of happenings) {
    if (typeof what === 'string') {
      parts.push(new TextEncoder().encode(what));
      end += parts.at(-1)?.length ?? 0;
    } else size = what;
    marks.push({ kind: typeof what === 'string' ? 'output' : 'size', at: seconds * 1e6, end, size });
  }
  marks.push({ kind: 'end', at: length * 1e6, end, size });
  return { output: Buffer.concat(parts), marks };
}

/** A tape that begins where it is told to: `beginning` finds the mark to draw from. */
function tape({ output, marks }: Recording, change: Partial<Tape> & { beginning?: (at: number) => Moment['from'] } = {}): Tape & { asked: string[] } {
  const asked: string[] = [];
  const encoded = new DataView(new ArrayBuffer(marks.length * markBytes));
  marks.forEach((mark, at) => { encodeMark(mark, encoded, at * markBytes); });
  const first = { offset: 0, mark: 0, size: small, alternate: false };
  return {
    asked,
    moment: (at) => Promise.resolve({ length: marks.at(-1)?.at ?? 0, end: output.length, timed: marks.length > 0, from: change.beginning?.(at) ?? first }),
    // Few at a time, so that pages end in the middle.
    marks: (from) => Promise.resolve(new Uint8Array(encoded.buffer, Math.min(encoded.byteLength, from * markBytes)).slice(0, 3 * markBytes)),
    output(from, to) {
      asked.push(`${from}–${to}`);
      return Promise.resolve(output.slice(from, to));
    },
    ...change,
  };
}

function play(from: Tape) {
  const seen: string[] = [];
  const states: PlayerState[] = [];
  const player = new Player(from, {
    write(data, drawn) {
      if (data.length > 0) seen.push(typeof data === 'string' ? data : new TextDecoder().decode(data));
      drawn();
    },
    resize: ({ cols, rows }) => { seen.push(`<${cols}x${rows}>`); },
    reset: () => { seen.length = 0; },
  }, (state) => { states.push(state); });
  /** So many milliseconds pass, in frames of a sixtieth of a second, what must be read meanwhile is. */
  const pass = async (milliseconds: number) => {
    for (let left = milliseconds; left > 0; left -= 16) {
      player.tick(Math.min(16, left));
      await new Promise((soon) => { setImmediate(soon); });
    }
  };
  return { player, seen, states, pass };
}

const hello: readonly Happening[] = [[0.1, 'one '], [0.5, 'two '], [1, wide], [1.5, 'three'], [11.5, ' four']];

test('plays in its own time: output, sizes, the end', async () => {
  const { player, seen, pass } = play(tape(recorded(hello, 12)));
  player.set({ skipsIdle: false });
  await player.seek(0);
  await player.play();
  await pass(600);
  assert.deepEqual(seen, ['<80x24>', 'one ', 'two ']);
  await pass(1_000);
  assert.deepEqual(seen.slice(3), ['<120x30>', 'three']);
  await pass(9_000);
  assert.equal(seen.length, 5);
  await pass(1_500);
  assert.deepEqual([seen.at(-1), player.state.isOver, player.state.isPlaying, player.state.at], [' four', true, false, 12_000_000]);
});

test('a long pause takes two seconds when pauses are shortened, and speed counts', async () => {
  const { player, seen, pass } = play(tape(recorded(hello, 12)));
  await player.seek(0);
  await player.play();
  await pass(3_600);
  assert.equal(seen.at(-1), ' four');
  const fast = play(tape(recorded(hello, 12)));
  fast.player.set({ skipsIdle: false, speed: 8 });
  await fast.player.seek(0);
  await fast.player.play();
  await fast.pass(1_520);
  assert.equal(fast.player.state.isOver, true);
});

test('a pause stops it, seeking goes anywhere, and play at the end begins anew', async () => {
  const { player, seen, pass } = play(tape(recorded(hello, 12)));
  await player.seek(1_600_000);
  assert.deepEqual(seen, ['<80x24>', 'one ', 'two ', '<120x30>', 'three']);
  await pass(60_000);
  assert.equal(player.state.at, 1_600_000);
  await player.seek(200_000);
  assert.deepEqual(seen, ['<80x24>', 'one ']);
  await player.seek(99_000_000);
  assert.deepEqual([player.state.isOver, player.state.at], [true, 12_000_000]);
  await player.play();
  assert.deepEqual([player.state.isOver, player.state.isPlaying, player.state.at], [false, true, 0]);
});

test('of several wishes the last is carried out', async () => {
  const { player, seen } = play(tape(recorded(hello, 12)));
  await Promise.all([player.seek(12_000_000), player.seek(5_000_000), player.seek(600_000)]);
  assert.deepEqual([seen.join(''), player.state.at, player.state.isLoading], ['<80x24>one two ', 600_000, false]);
});

test('a long recording is read from a near point, and only as far ahead as is needed', async () => {
  const line = `${'x'.repeat(1023)}\n`;
  const recording = recorded(Array.from({ length: 8_000 }, (_, at) => [at / 100, line] as const), 80);
  const source = tape(recording, { beginning: (at) => ({ offset: Math.max(0, Math.floor(at / 10_000) - 100) * 1024, mark: Math.max(0, Math.floor(at / 10_000) - 100), size: wide, alternate: true }) });
  const { player, seen } = play(source);
  await player.seek(40_000_000);
  assert.deepEqual(seen.slice(0, 2), ['<120x30>', '\u001b[?1049h']);
  assert.equal(seen.slice(2).filter((text) => text === line).length, 101);
  assert.ok(source.asked.length < 6, source.asked.join(' '));
});

test('bytes without a time come with the last that has one; a recording without times comes at once, and says so', async () => {
  const whole = recorded(hello, 12);
  const cut = play(tape({ output: whole.output, marks: whole.marks.slice(0, 3) }));
  await cut.player.seek(500_000);
  assert.deepEqual([cut.seen.join(''), cut.player.state.isOver], ['<80x24>one two three four', true]);
  const timeless = play(tape({ output: whole.output, marks: [] }));
  await timeless.player.seek(0);
  assert.deepEqual([timeless.seen.join('').replace(/<\d+x\d+>/g, ''), timeless.player.state.isTimed], ['one two three four', false]);
});

test('what has been printed since is played on from where it ended', async () => {
  const recording = recorded(hello.slice(0, 2), 1);
  const source = tape(recording);
  const { player, seen, pass } = play({ ...source, moment: (at) => tape(recording).moment(at), marks: (from) => tape(recording).marks(from), output: (from, to) => tape(recording).output(from, to) });
  await player.seek(1_000_000);
  assert.equal(player.state.isOver, true);
  Object.assign(recording, recorded(hello, 12));
  await player.play();
  await pass(600);
  assert.deepEqual([seen.at(-1), player.state.isPlaying], ['three', true]);
});

test('when it cannot be read it stops with a sentence, and goes on when it can', async () => {
  const recording = recorded([[0, 'a'], [1, 'b'], [2, 'c'], [3, 'd']], 4);
  let isBroken = true;
  const source = tape(recording, { marks: (from) => (isBroken && from > 3 ? Promise.reject(new Error('The server is away.')) : tape(recording).marks(from)) });
  const { player, seen, pass } = play(source);
  await player.seek(0);
  assert.deepEqual([player.state.problem, player.state.isPlaying], ['The server is away.', false]);
  isBroken = false;
  await player.seek(0);
  await player.play();
  await pass(4_100);
  assert.deepEqual([seen.join(''), player.state.problem, player.state.isOver], ['<80x24>abcd', '', true]);
});
