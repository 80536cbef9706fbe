/**
 * A bash block read as a syntax tree: which commands it has, which variables it uses and which it sets itself.
 * What runs is bash; this only looks.
 */
import { forEachChild, parse, type ArithmeticWord, type Assignment, type Command, type SyntaxNode, type Word } from 'unbash';

export interface ShellWord {
  /** as written */
  text: string;
  /** what the command sees; null when that is known only as it runs (`$POD`, `$(…)`) */
  value: string | null;
}

export interface ShellCommand {
  /** the command's name, then its arguments */
  words: readonly ShellWord[];
  /** offset in the block */
  pos: number;
}

export interface Found { name: string; pos: number }

export interface ShellReading {
  commands: readonly ShellCommand[];
  /** every variable used, each time, in order of place */
  uses: readonly Found[];
  /** variables that the block sets itself */
  sets: readonly string[];
  problems: readonly { pos: number; message: string }[];
}

const expansions = new Set(['SimpleExpansion', 'ParameterExpansion', 'CommandExpansion', 'ArithmeticExpansion', 'ProcessSubstitution']);
/** Commands whose arguments are names of variables that they set. */
const setters = new Set(['read', 'export', 'declare', 'typeset', 'local', 'readonly', 'mapfile', 'readarray', 'unset']);

/** Takes a bash block; gives what it holds. A block with problems is not valid bash. */
export function readShell(source: string): ShellReading {
  try {
    return read(source);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { commands: [], uses: [], sets: [], problems: [{ pos: 0, message: 'it stands too deep in itself' }] };
  }
}

/** Throws a `RangeError` where things stand too deep in each other for the stack. */
function read(source: string): ShellReading {
  const reading = { commands: [] as ShellCommand[], uses: [] as Found[], sets: [] as string[], problems: [] as { pos: number; message: string }[] };
  const visit = (node: SyntaxNode): void => {
    collect(node, reading);
    forEachChild(node, visit);
  };
  visit(parse(source));
  reading.uses.sort((left, right) => left.pos - right.pos);
  return reading;
}

type Collected = { commands: ShellCommand[]; uses: Found[]; sets: string[]; problems: { pos: number; message: string }[] };

function collect(node: SyntaxNode, into: Collected): void {
  switch (node.type) {
    case 'Script':
      for (const error of node.errors ?? []) into.problems.push({ pos: error.pos, message: error.message });
      break;
    case 'Command':
      collectCommand(node, into);
      break;
    case 'Assignment':
      into.sets.push(node.name);
      break;
    case 'For':
    case 'Select':
      into.sets.push(node.name.value);
      break;
    case 'SimpleExpansion':
      into.uses.push({ name: node.text.slice(1), pos: node.pos });
      break;
    case 'ParameterExpansion':
      into.uses.push({ name: node.parameter, pos: node.pos });
      if (node.operation?.type === 'Default' && node.operation.operator.endsWith('=')) into.sets.push(node.parameter);
      break;
    case 'ArithmeticWord':
      collectArithmetic(node, into);
      break;
  }
}

/** In `$((COUNT + 1))` a variable needs no dollar. */
function collectArithmetic(node: ArithmeticWord, into: Collected): void {
  if (!node.parts && /^\$?[A-Za-z_]\w*$/.test(node.value)) into.uses.push({ name: node.value.replace('$', ''), pos: node.pos });
}

function collectCommand(node: Command, into: Collected): void {
  if (!node.name) return;
  const words = [node.name, ...node.args].map(wordOf);
  into.commands.push({ words, pos: node.pos });
  const name = words[0]?.value ?? '';
  const rest = words.slice(1).map(({ value }) => value ?? '');
  if (setters.has(name)) into.sets.push(...rest.filter((value) => /^[A-Za-z_]\w*$/.test(value)));
  const target = name === 'printf' && rest[0] === '-v' ? rest[1] : undefined;
  if (target) into.sets.push(target);
}

function wordOf(word: Word | Assignment): ShellWord {
  let fixed = true;
  const visit = (node: SyntaxNode): void => {
    if (expansions.has(node.type)) fixed = false;
    else forEachChild(node, visit);
  };
  visit(word);
  const value = word.type === 'Word' ? word.value : word.text;
  return { text: word.text, value: fixed ? value : null };
}
