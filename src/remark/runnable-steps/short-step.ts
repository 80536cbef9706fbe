/** Writes a step and its colours as the page carries them. */
import type { Parameter } from '../../../common/catalog/parameter.ts';
import { namesIn } from '../../../common/catalog/parameter-source.ts';
import { shownDigits } from '../../../common/catalog/shown-digest.ts';
import type { FileStep, RunnableStep } from '../../../common/catalog/step.ts';
import type { Token } from './highlight.ts';
import { head, kinds, mirror, type ShortParameter, type ShortStep, usualParameter, usualStep } from './short-form.ts';

/** Takes a step of the catalog; gives its short form as JSON, without its text. */
export function shortStep(step: RunnableStep | FileStep): string {
  const { id, title } = step;
  const short: ShortStep = {
    id,
    ...unusual(step.kind === 'file' ? { title, path: step.path } : fieldsOf(step), usualStep),
    ...(step.parameters.length > 0 ? { parameters: step.parameters.map(shortParameter) } : {}),
    digest: Buffer.from(step.digest.slice(0, shownDigits), 'hex').toString('base64'),
  };
  return JSON.stringify(short);
}

/**
 * Takes the tokens of a text by line; gives how it is coloured, as runs of a kind's letter and a length in UTF-16 units:
 * `f7s12`. White space shows no colour, so it joins what stands before it; what is plain to the end is left out.
 */
export function shortTokens(lines: readonly (readonly Token[])[]): string {
  const runs: { letter: string; length: number }[] = [];
  const tokens = lines.flatMap((line, at): readonly Token[] => (at === 0 ? line : [['\n', ''], ...line]));
  for (const [text, kind] of tokens) {
    const last = runs.at(-1);
    const joins = last !== undefined && !parameters.includes(last.letter);
    const letter = joins && text.trim() === '' ? last.letter : letterOf(kind);
    if (joins && last.letter === letter) last.length += text.length;
    else runs.push({ letter, length: text.length });
  }
  if (runs.at(-1)?.letter === plain) runs.pop();
  return runs.map(({ letter, length }) => `${letter}${length}`).join('');
}

const plain = letterOf('');
/** Each stands by itself. */
const parameters = [head, mirror].map(letterOf);

/** A kind that the page has no colour for is plain. */
function letterOf(kind: string): string {
  return Object.keys(kinds).find((letter) => kinds[letter] === kind) ?? 'n';
}

function fieldsOf({ title, language, effect, needs, only, interactive, background, confirm }: RunnableStep) {
  return { title, language, effect, needs, only, interactive, background, confirm };
}

function shortParameter({ name, title, source, ...rest }: Parameter): ShortParameter {
  return { name, ...(title === name ? {} : { title }), ...unusual(rest, usualParameter), ...(source === undefined ? {} : { live: namesIn(source) }) };
}

/** What differs from the usual. */
function unusual<T extends object>(given: T, usual: Readonly<Record<string, unknown>>): Partial<T> {
  const differs = ([key, value]: [string, unknown]) => JSON.stringify(value) !== JSON.stringify(usual[key]);
  return Object.fromEntries(Object.entries(given).filter(differs)) as Partial<T>;
}
