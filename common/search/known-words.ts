/**
 * The commands of a bash block with the values that their words may have: what is written, and for `$NAME` the default and the
 * choices of a parameter, or what the block itself puts into a variable before. What is known only as it runs has none.
 */
import { forEachChild, parse, type Command, type SyntaxNode, type Word, type WordPart } from 'unbash';

/** By name, the values that a variable may have. */
export type Values = ReadonlyMap<string, readonly string[]>;

export interface KnownCommand {
  /** the command's name, then its arguments, each with every value it may have; none when nobody knows */
  words: readonly (readonly string[])[];
  /** files it reads from or writes to by `<` and `>` */
  redirects: readonly (readonly string[])[];
}

/** Of `$TARGET-$INSTRUMENT/$FILE` with a few choices each there are soon dozens; more than these nobody looks for one by one. */
const mostValues = 48;

/** Takes a bash block and the values of its parameters; gives its commands in order, those in `$(…)` among them. Not valid bash gives what could be read. */
export function knownCommands(source: string, parameters: Values): KnownCommand[] {
  const values = new Map(parameters);
  const found: KnownCommand[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Command') {
      if (node.name !== undefined) found.push(commandOf(node, values));
    } else if (node.type === 'Assignment' && node.value.type === 'Word') {
      values.set(node.name, valuesOf(node.value, values));
    } else if (node.type === 'For' && node.wordlist !== undefined) {
      values.set(node.name.value, node.wordlist.flatMap((word) => valuesOf(word, values)).slice(0, mostValues));
    }
    forEachChild(node, visit);
  };
  try {
    visit(parse(source));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return found;
}

/** Takes a text with `${NAME}` in it and the values of parameters; gives every text it may become. */
export function filledIn(text: string, parameters: Values): string[] {
  const parts = text.split(/\$\{([^}]*)\}/);
  return combine(parts.map((part, at) => (at % 2 === 0 ? [part] : parameters.get(part) ?? [])));
}

function commandOf(node: Command, values: Values): KnownCommand {
  const words = [node.name, ...node.args].flatMap((word) => {
    if (word === undefined) return [];
    return [word.type === 'Word' ? valuesOf(word, values) : assigned(word.name, word.value, values)];
  });
  const redirects = node.redirects.flatMap((redirect) => (redirect.type === 'Redirect' && redirect.target !== undefined ? [valuesOf(redirect.target, values)] : []));
  return { words, redirects };
}

/** `make apply file="$JOB_FILE"` reads as an assignment behind the command. */
function assigned(name: string, value: Word | { type: 'ArrayValue' }, values: Values): string[] {
  return value.type === 'Word' ? valuesOf(value, values).map((one) => `${name}=${one}`) : [];
}

function valuesOf(word: Word, values: Values): string[] {
  return word.parts === undefined ? [word.value] : combine(word.parts.map((part) => valuesOfPart(part, values)));
}

function valuesOfPart(part: WordPart, values: Values): readonly string[] {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return [part.value];
    case 'Glob':
      return [part.text];
    case 'DoubleQuoted':
    case 'LocaleString':
      return combine(part.parts.map((one) => valuesOfPart(one, values)));
    case 'SimpleExpansion':
      return values.get(part.text.slice(1)) ?? [];
    case 'ParameterExpansion':
      return part.operation === undefined && part.prefix === undefined && part.index === undefined ? values.get(part.parameter) ?? [] : [];
    default:
      return [];
  }
}

/** Every way to take one of each; none when one of them has none. */
function combine(parts: readonly (readonly string[])[]): string[] {
  let texts = [''];
  for (const choices of parts) texts = texts.flatMap((text) => choices.map((choice) => text + choice)).slice(0, mostValues);
  return texts;
}
