/** A step's code as it is drawn: highlighted tokens, cut where a parameter of the page stands. */
import type { Language } from '../../../common/catalog/step.ts';
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

export interface Segment {
  text: string;
  kind: string;
  /** the parameter that stands here; null for ordinary code */
  parameter: string | null;
}

/** Takes the tokens of a line, the parameters of the step and its language; gives the line in segments. */
export function segmentsOf(tokens: readonly Token[], parameters: readonly string[], language: Language | 'file'): Segment[] {
  const line = tokens.map(([text]) => text).join('');
  const places = placesOf(line, parameters, language);
  const segments: Segment[] = [];
  let at = 0;
  for (const [text, kind] of tokens) {
    cut(text, at, kind, places, segments);
    at += text.length;
  }
  return segments;
}

interface Place { start: number; end: number; name: string }

/** In a shell both `$NAME` and `${NAME}` stand for a parameter; elsewhere a bare `$` is the language's own. */
function placesOf(line: string, parameters: readonly string[], language: Language | 'file'): Place[] {
  if (language === 'file' || parameters.length === 0) return [];
  const pattern = language === 'bash' ? /\$(?:\{([A-Z][A-Z0-9_]*)[^}]*\}|([A-Z][A-Z0-9_]*))/g : /\$\{([A-Z][A-Z0-9_]*)\}/g;
  return [...line.matchAll(pattern)].flatMap((match) => {
    const name = match[1] ?? match[2] ?? '';
    return parameters.includes(name) ? [{ start: match.index, end: match.index + match[0].length, name }] : [];
  });
}

/** Adds a token's text, cut at the places in it. A place that several tokens share becomes one segment. */
function cut(text: string, start: number, kind: string, places: readonly Place[], segments: Segment[]): void {
  let at = start;
  const end = start + text.length;
  while (at < end) {
    const inside = places.find((place) => place.start <= at && at < place.end);
    const next = places.find((place) => place.start > at);
    const stop = Math.min(end, inside?.end ?? next?.start ?? end);
    const piece = text.slice(at - start, stop - start);
    const last = segments.at(-1);
    if (inside !== undefined && inside.start < at && last?.parameter === inside.name) last.text += piece;
    else segments.push({ text: piece, kind, parameter: inside?.name ?? null });
    at = stop;
  }
}
