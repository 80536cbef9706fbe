import assert from 'node:assert/strict';
import { test } from 'node:test';
import headless from '@xterm/headless';
import { LineReader } from './lines.ts';
import { append, type Piece, snapshot, textOf } from './snapshot.ts';

/** Takes output in pieces; gives its text with looks. */
function read(pieces: readonly string[], width = 80): Piece[] {
  const reader = new LineReader(width);
  const read: Piece[] = [];
  const keep = (more: readonly Piece[]) => { for (const { text, ...look } of more) append(read, text, look); };
  for (const piece of pieces) keep(reader.take(piece));
  keep(reader.end());
  return read;
}

/** What the terminal itself shows: the truth for all that stays within a line. */
async function shown(output: string): Promise<Piece[]> {
  const terminal = new headless.Terminal({ cols: 80, rows: 24, scrollback: 1000, allowProposedApi: true });
  await new Promise<void>((written) => { terminal.write(output, written); });
  const pieces = snapshot(terminal.buffer.normal);
  terminal.dispose();
  return pieces;
}

const asShown: readonly (readonly [what: string, output: string])[] = [
  ['plain lines', 'one\r\n\r\n  two\r\nthree'],
  ['a carriage return draws over', '10%\r20%\r100%\r\ndone'],
  ['shorter text leaves the rest', 'abcdef\rxy\r\n'],
  ['backspace', 'abc\b\bX\r\n'],
  ['tabs', 'a\tb\r\n1234567\tc\r\n12345678\td\r\n'],
  ['colours', '\u001b[32mok\u001b[0m \u001b[1;38;2;1;2;3mrgb\u001b[0m \u001b[38;5;196mcube\u001b[39m \u001b[91;44mboth\u001b[m\r\n'],
  ['colours with colons', '\u001b[38:2::1:2:3mrgb\u001b[0m \u001b[48:5:3mback\u001b[0m\r\n'],
  ['weights', '\u001b[1mbold\u001b[22m \u001b[2mfaint\u001b[22m \u001b[3;4mboth\u001b[23;24m \u001b[7mround\u001b[27m.\r\n'],
  ['hidden text is blank', 'a\u001b[8msecret\u001b[28mb\r\n'],
  ['erase to the end', 'loading\r\u001b[Kdone\r\n'],
  ['erase before and all', 'abcdef\u001b[3D\u001b[1Kx\r\nabc\u001b[2Kd\r\n'],
  ['cut, insert, blank', 'abcdef\r\u001b[2Pxy\r\nabc\r\u001b[2@\r\nabcdef\r\u001b[3X\r\n'],
  ['moves within the line', 'abc\u001b[5Cx\u001b[2D.\u001b[1Gz\u001b[4`y\r\n'],
  ['what a readline prompt sends', '$ \u001b[?2004hls -l\b\b\b\u001b[K -a\r\n\u001b[?2004l\r'],
  ['strings are nothing to read', 'a\u001b]0;title\u0007b\u001b]8;;\u001b\\c\u001b]52;c;aGk=\u001b\\\u001bPq#0\u001b\\d\u001b_x\u001b\\e\r\n'],
  ['character sets and keypad modes', '\u001b(B\u001b=a\u001b>b\u001b[?1h\u001b[0 qc\r\n'],
  ['a sequence given up', 'a\u001b[3\u0018b\u001b[4\u001b[0mc\r\n'],
  ['a control character inside a sequence', 'ab\u001b[\r1Cx\r\n'],
  ['a full-screen program leaves nothing', 'before\r\n\u001b[?1049h\u001b[H\u001b[2Jscreen\r\n\u001b[?1049lafter\r\n'],
  ['wide and other letters', '日本 ok é 👍 done\r\n'],
];

test('within lines, a stream of output reads as the terminal shows it', async () => {
  for (const [what, output] of asShown) {
    const [ours, theirs] = [read([output]), await shown(output)];
    assert.equal(textOf(ours).replace(/\n+$/, ''), textOf(theirs), what);
    assert.deepEqual(looks(ours), looks(theirs), what);
  }
});

/** Every letter with its look; blanks without a background look alike. */
function looks(pieces: readonly Piece[]): unknown[] {
  return pieces.flatMap(({ text, ...look }) => [...text].filter((letter) => letter.trim() !== '').map((letter) => [letter, look]));
}

test('in whatever pieces it comes, and whatever it is, the text is the same', () => {
  const random = seeded(7);
  const alphabet = ['a', 'bc', ' ', '日', '👍', '\r', '\n', '\b', '\t', '\u001b', '[', ']', '?', '1049', '47', 'h', 'l', 'm', 'K', 'P', '@', 'X', 'H', 'J', ';', '3', '12', '9999', '\u0007', '\u0018', '\u009b', '\\', 'x'.repeat(5_000)];
  for (let round = 0; round < 300; round += 1) {
    const letters = Array.from({ length: 200 }, () => alphabet[random(alphabet.length - (round % 30 === 0 ? 0 : 1))] ?? '');
    const output = letters.join('');
    const pieces: string[] = [];
    for (let at = 0; at < output.length;) {
      const next = at + 1 + random(output.length > 10_000 ? 9_000 : 7);
      // A decoder gives whole characters.
      pieces.push(output.slice(at, next).toWellFormed() === output.slice(at, next) ? output.slice(at, next) : output.slice(at, next + 1));
      at += pieces.at(-1)?.length ?? 1;
    }
    assert.deepEqual(read(pieces), read([output]), JSON.stringify(output.slice(0, 1000)));
    assert.doesNotMatch(textOf(read(pieces)), /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/, 'nothing that a terminal would act on');
  }
});

test('a line without end is given out before it ends, and moves reach no further than the terminal', () => {
  const reader = new LineReader(80);
  let given = 0;
  for (let round = 0; round < 100; round += 1) given += textOf(reader.take('x'.repeat(10_000))).length;
  assert.ok(given > 990_000 && given <= 1_000_000, `${given} were given out`);
  assert.equal(textOf(read(['\u001b[60000Cx\r\n'.repeat(10)])).length, 10 * 82);
});

/** Takes a seed; gives whole numbers below a bound, the same each time (a linear congruential generator, Numerical Recipes). */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
