/** A step's code as it is drawn: highlighted tokens by line, parameters among them. */
import { kinds } from '../../remark/runnable-steps/short-form.ts';

/** A token as the build highlighted it: its text and its kind, empty for plain text. */
export type Token = readonly [text: string, kind: string];

/** Takes runs of a kind's letter and a length, such as `f7s12`, and the text; gives its lines of tokens. What no run covers is plain. */
export function linesOf(runs: string, source: string): Token[][] {
  let last: Token[] = [];
  const lines = [last];
  let at = 0;
  const take = (length: number, kind: string) => {
    for (const [place, text] of source.slice(at, at + length).split('\n').entries()) {
      if (place > 0) lines.push(last = []);
      if (text !== '') last.push([text, kind]);
    }
    at += length;
  };
  for (const [, letter = '', length] of runs.matchAll(/([a-z])(\d+)/g)) take(Number(length), kinds[letter] ?? '');
  take(source.length - at, '');
  return lines;
}

/** Takes the text of a parameter's token, such as `$POD` or `${POD:-x}`; gives its name. */
export function nameIn(text: string): string {
  return /[A-Z]\w*/.exec(text)?.[0] ?? '';
}
