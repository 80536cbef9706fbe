/**
 * YAML that is data only: no tags, no aliases, no key twice, and each mistake with its line and column. For the files that
 * stand beside runbooks.
 */
import { isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { offsetOf } from './yaml-place.ts';
import type { z } from 'zod';

export type Place = readonly [line: number, column: number];

export interface YamlData {
  value: unknown;
  /** Takes a path of keys and indices; gives where it stands, or where the nearest thing around it does. */
  placeOf(path: readonly PropertyKey[]): Place;
  mistakes: readonly { place: Place; message: string }[];
}

/** Takes a file's text; gives what it says. With mistakes the value is null. */
export function readYaml(text: string): YamlData {
  try {
    return read(text);
  } catch (error) {
    if (!isTooDeep(error)) throw error;
    return { value: null, placeOf: () => [1, 1], mistakes: [{ place: [1, 1], message: 'What stands here is nested too deeply. Write it flatter.' }] };
  }
}

/** Takes what a parser threw; tells whether it went down too far, by calling itself. At the very end of the stack even a regular expression is refused. */
export function isTooDeep(error: unknown): boolean {
  return error instanceof RangeError || (error instanceof SyntaxError && error.message.includes('call stack'));
}

function read(text: string): YamlData {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true, strict: true });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return [Math.max(1, line), Math.max(1, col)];
  };
  const mistakes = [...document.errors, ...document.warnings].map(({ pos, message }) => ({ place: at(pos[0]), message: `This is not valid YAML: ${message}.` }));
  const say = (offset: number | undefined, message: string) => { mistakes.push({ place: at(offset ?? 0), message }); };
  visit(document, {
    Alias: (_, node) => { say(node.range?.[0], 'An alias is not allowed here. Write the value out.'); },
    Pair: (_, { key }) => {
      // JavaScript would drop this key in silence.
      if (isScalar(key) && key.value === '__proto__') say(key.range?.[0], '`__proto__` is not a name. Choose another.');
    },
    Node: (_, { tag, range }) => {
      if (tag?.startsWith('!')) say(range?.[0], `The tag \`${tag}\` is not allowed here. Remove it.`);
    },
  });
  return { value: mistakes.length > 0 ? null : document.toJS({ maxAliasCount: 0 }), placeOf: (path) => at(offsetOf(document, path)), mistakes };
}

/** Takes an issue of a check; gives the path it is about: an unknown key's own, not that of what it stands in. */
export function pathOf(issue: z.core.$ZodIssue): readonly PropertyKey[] {
  return issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0] ?? ''] : issue.path;
}
