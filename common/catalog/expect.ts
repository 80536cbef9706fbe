/**
 * Does a run's output hold what its author expects? Compared as a person would who reads the screen: colours and cursor
 * movements are taken out, `\r\n` is a line's end (a lone `\r`, as progress bars use, too), white space at the ends of
 * lines does not count. `…` in the expected text stands for anything, further lines included.
 */
import type { ConsoleBlock } from './console.ts';

const ellipsis = '…';
/** CSI, then strings (OSC, DCS, SOS, PM, APC), then the short escapes: ECMA-48, sections 5.3 to 5.6 */
const controls = /(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[\]PX^_][^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)?|\u001b[ -/]*[0-~]|[\u0000-\u0008\u000b\u000c\u000e-\u001a\u001c-\u001f\u007f]/g;

/** Takes a run's output as text and what its step expects; tells whether the output holds it, as one piece around each `…`. */
export function outputMatches(output: string, expect: string): boolean {
  return find(plain(output).trim(), pieces(plain(expect).trim()), 0) !== -1;
}

/**
 * Takes the whole output of a `console` step's run and the block; tells whether every expected answer is there, each as
 * whole lines, one after the other as in the block. Prompts and commands printed between the answers do no harm.
 */
export function transcriptMatches(output: string, block: ConsoleBlock): boolean {
  const text = `\n${plain(output).trim()}\n`;
  let from = 0;
  for (const { expected } of block.exchanges) {
    if (expected === '') continue;
    const end = find(text, pieces(`\n${plain(expected)}\n`), from);
    if (end === -1) return false;
    from = end - 1; // the line's end also begins the next line
  }
  return true;
}

/** Takes output with terminal controls; gives the text a person reads. */
export function plain(output: string): string {
  // All that stand together are looked at once: one at a time, a long row of them would take for ever.
  const text = output.replace(controls, '').replace(/\r+\n?/g, (ends) => (ends.endsWith('\n') ? '\n' : '\n'.repeat(ends.length)));
  return text.split('\n').map((line) => line.trimEnd()).join('\n');
}

/** A piece beside a `…` sheds its white space there: `a … b` also matches `a b`. */
function pieces(expect: string): string[] {
  const parts = expect.split(ellipsis);
  return parts.map((part, at) => {
    const begun = at === 0 ? part : part.replace(/^ +/, '');
    return at === parts.length - 1 ? begun : begun.replace(/ +$/, '');
  });
}

/**
 * Gives the position behind the last piece, or -1. Taking each piece where it first fits misses nothing, as nothing is
 * anchored. Around a `…` on a line of its own, the two line ends may be one: it stands for no line, too.
 */
function find(text: string, parts: readonly string[], from: number): number {
  let at = from;
  let before = '';
  for (const part of parts) {
    const shared = before.endsWith('\n') && part.startsWith('\n') ? 1 : 0;
    const found = text.indexOf(part, at - shared);
    if (found === -1) return -1;
    at = found + part.length;
    before = part;
  }
  return at;
}
