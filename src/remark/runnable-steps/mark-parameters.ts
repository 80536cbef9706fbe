/** Where parameters stand in a step's code: each becomes a token of its own, so that the page has nothing to look for. */
import { targetName } from '../../../common/catalog/parameter.ts';
import type { Language } from '../../../common/catalog/step.ts';
import type { Token } from './highlight.ts';
import { head, mirror } from './short-form.ts';

interface Place { start: number; end: number; name: string }

const comment = 'token-comment';

/**
 * Takes the tokens of a step's text by line, the names of its parameters and its language; gives them with the parameters cut
 * out: `head` where one is filled in, `mirror` where it stands again, and wherever the target does, which has its field at the
 * head of the page. A comment is no place to fill something in, unless there is no other.
 */
export function markParameters(lines: readonly (readonly Token[])[], names: readonly string[], language: Language): Token[][] {
  const cut = lines.map((line) => segmentsOf(line, names, language));
  const heads = new Map<string, Segment>();
  for (const segment of cut.flat()) {
    const known = heads.get(segment.name ?? '');
    if (segment.name !== null && (known === undefined || (known.kind === comment && segment.kind !== comment))) heads.set(segment.name, segment);
  }
  const kindOf = (segment: Segment) => (segment.name !== null && segment.name !== targetName && heads.get(segment.name) === segment ? head : mirror);
  return cut.map((line) => line.map((segment): Token => [segment.text, segment.name === null ? segment.kind : kindOf(segment)]));
}

interface Segment {
  text: string;
  kind: string;
  /** the parameter that stands here; null for ordinary code */
  name: string | null;
}

function segmentsOf(tokens: readonly Token[], names: readonly string[], language: Language): Segment[] {
  const places = placesOf(tokens.map(([text]) => text).join(''), names, language);
  const segments: Segment[] = [];
  let at = 0;
  for (const [text, kind] of tokens) {
    cutToken(text, at, kind, places, segments);
    at += text.length;
  }
  return segments;
}

/** In a shell both `$NAME` and `${NAME}` stand for a parameter; elsewhere a bare `$` is the language's own. */
function placesOf(line: string, names: readonly string[], language: Language): Place[] {
  const pattern = language === 'bash' ? /\$(?:\{([A-Z][A-Z0-9_]*)[^}]*\}|([A-Z][A-Z0-9_]*))/g : /\$\{([A-Z][A-Z0-9_]*)\}/g;
  return [...line.matchAll(pattern)].flatMap((match) => {
    const name = match[1] ?? match[2] ?? '';
    return names.includes(name) ? [{ start: match.index, end: match.index + match[0].length, name }] : [];
  });
}

/** Adds a token's text, cut at the places in it. A place that several tokens share becomes one segment. */
function cutToken(text: string, start: number, kind: string, places: readonly Place[], segments: Segment[]): void {
  let at = start;
  const end = start + text.length;
  while (at < end) {
    const inside = places.find((place) => place.start <= at && at < place.end);
    const next = places.find((place) => place.start > at);
    const stop = Math.min(end, inside?.end ?? next?.start ?? end);
    const piece = text.slice(at - start, stop - start);
    const last = segments.at(-1);
    if (inside !== undefined && inside.start < at && last?.name === inside.name) last.text += piece;
    else segments.push({ text: piece, kind, name: inside?.name ?? null });
    at = stop;
  }
}
