/**
 * What is pasted into a terminal, before it is. Control characters other than tab and line ends never go in: one of them
 * could end the bracket that keeps a program from running what is pasted (ESC [201~), or press keys nobody sees. Pure.
 */

export interface Paste {
  /** what goes in */
  text: string;
  lines: number;
  /** whether the person should look at it first: it has line ends, which may run it, or characters that cannot be seen */
  asks: boolean;
  /** whether something was left out */
  cleaned: boolean;
}

/** C0 and C1 controls without tab, CR and LF. */
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
/** Characters that take no place, or turn the order of others round (https://trojansource.codes). */
const unseen = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
const mostShown = 4_000;

/** Takes what the clipboard holds; gives what would go in, and whether to ask first. */
export function readPaste(clipboard: string): Paste {
  const text = clipboard.replace(controls, '');
  const ends = text.match(/\r\n|\r|\n/g)?.length ?? 0;
  const isEnded = /[\r\n]$/.test(text);
  const cleaned = text.length !== clipboard.length;
  return { text, lines: isEnded ? ends : ends + 1, asks: ends > 0 || cleaned || text.search(unseen) !== -1, cleaned };
}

/** Takes what would go in; gives it to look at: what cannot be seen by its number, line ends marked, long text cut. */
export function shownPaste(text: string): string {
  const cut = text.length > mostShown ? `${text.slice(0, mostShown)}…` : text;
  return cut.replace(/\r\n|\r/g, '\n').replaceAll('\n', '⏎\n').replaceAll('\t', '⇥\t').replace(unseen, numbered);
}

function numbered(character: string): string {
  return `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}⟩`;
}

/** Takes a paste, and whether the program takes pasted text as such; gives the sentence that asks. */
export function pasteQuestion({ lines, text, cleaned }: Paste, isBracketed: boolean): string {
  const what = lines === 1 ? 'Paste one line?' : `Paste ${lines} lines?`;
  const ends = /[\r\n]$/.test(text);
  const runs = lines > 1 || ends ? isBracketed ? ' The program is told that they are pasted; most then wait for Enter.' : ends ? ' Every line would be run at once.' : ' Every line but the last would be run at once.' : '';
  return what + (lines === 1 && isBracketed ? runs.replace('they are', 'it is') : lines === 1 ? runs.replace('Every line', 'It') : runs) + (cleaned ? ' Control characters were in it; they are left out.' : '');
}
