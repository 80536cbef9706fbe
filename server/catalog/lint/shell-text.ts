/** The shell texts of a runbook, bash blocks and transcripts alike, each with its syntax tree and its place in the file. */
import { forEachChild, parse, type ArithmeticWord, type Command, type ParsedScript, type SyntaxNode, type Word } from 'unbash';
import { parseConsole } from '../../../common/catalog/console.ts';
import { lineAndColumn } from '../../../common/catalog/mdx/place.ts';
import type { StepDraft } from '../../../common/catalog/mdx/steps.ts';
import type { RunnableStep } from '../../../common/catalog/step.ts';
import type { Spot } from './finding.ts';

export type { ArithmeticWord, Command, SyntaxNode, Word };

export interface ShellText {
  draft: StepDraft;
  step: RunnableStep;
  source: string;
  script: ParsedScript;
  /** whether bash can read it */
  whole: boolean;
  /** Takes an offset in `source`; gives the place in the runbook's file. */
  at(pos: number): Spot;
  commands: readonly Placed[];
}

/** A simple command, and how it stands among others. */
export interface Placed {
  node: Command;
  /** names and arguments as the command sees them; null where that is known only as it runs */
  words: readonly (string | null)[];
  pos: number;
  /** it reads from a pipe, a file or a here-document */
  fed: boolean;
  /** names of the commands that its output is piped to */
  into: readonly string[];
  /** it ends with `&` */
  behind: boolean;
}

const expansions = new Set(['SimpleExpansion', 'ParameterExpansion', 'CommandExpansion', 'ArithmeticExpansion', 'ProcessSubstitution']);

/** Takes a runbook's steps; gives the shell texts in them, in order. */
export function shellTextsOf(drafts: readonly StepDraft[]): ShellText[] {
  return drafts.flatMap((draft) => {
    const { step, block } = draft;
    if (step.kind !== 'runnable' || !block) return [];
    const place = (line: number, column: number): Spot => [block.line + line, block.indent + column - 1];
    if (step.language === 'bash') return [shellText(draft, step, step.source, place)];
    if (step.language !== 'console') return [];
    const { session, exchanges } = parseConsole(step.source);
    return session !== 'shell' ? [] : exchanges.map(({ command, prompt, line }) => shellText(draft, step, command,
      (row, column) => place(line + row - 1, row === 1 ? column + prompt.length + 1 : column)));
  });
}

/** Takes a word; gives what its command sees, or null where that is known only as it runs. */
export function valueOf(word: Word): string | null {
  return holds(word, (node) => expansions.has(node.type)) ? null : word.value;
}

/** Takes a node and a question; tells whether the answer is yes for it or anything in it. */
export function holds(node: SyntaxNode, is: (node: SyntaxNode) => boolean): boolean {
  if (is(node)) return true;
  let found = false;
  forEachChild(node, (child) => { found ||= holds(child, is); });
  return found;
}

/** Takes a text of shell that stands inside another; gives its commands. */
export function commandsIn(source: string): Placed[] {
  return [...parsed(source).commands];
}

function shellText(draft: StepDraft, step: RunnableStep, source: string, place: (line: number, column: number) => Spot): ShellText {
  return { draft, step, source, at: (pos) => place(...lineAndColumn(source, pos)), ...parsed(source) };
}

/** What stands too deep in itself for the stack counts as empty: compiling tells of it. */
function parsed(source: string): Pick<ShellText, 'script' | 'whole' | 'commands'> {
  try {
    const script = parse(source);
    return { script, whole: (script.errors ?? []).length === 0, commands: placedIn(script) };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { script: parse(''), whole: false, commands: [] };
  }
}

function placedIn(script: ParsedScript): Placed[] {
  const found: Placed[] = [];
  walk(script, { fed: false, into: [], behind: false }, found);
  return found;
}

type Around = Pick<Placed, 'fed' | 'into' | 'behind'>;

function walk(node: SyntaxNode, around: Around, found: Placed[]): void {
  // The places of a script in escaped backticks are those of another text.
  if (node.type === 'Script' && node.source !== undefined) return;
  if (node.type === 'Pipeline') {
    const names = node.commands.map((command) => (command.type === 'Command' ? command.name?.text ?? '' : ''));
    for (const [at, command] of node.commands.entries()) {
      walk(command, { ...around, fed: around.fed || at > 0, into: [...names.slice(at + 1), ...around.into] }, found);
    }
    return;
  }
  const inside = { ...around };
  if (node.type === 'Statement') inside.behind = around.behind || node.background === true;
  if (node.type === 'Redirected') inside.fed ||= node.redirects.some(feeds);
  if (node.type === 'Command' && node.name) found.push(placed(node, node.name, inside));
  forEachChild(node, (child) => { walk(child, inside, found); });
}

function placed(node: Command, name: Word, around: Around): Placed {
  const words = [name, ...node.args].map((word) => (word.type === 'Word' ? valueOf(word) : word.text));
  return { node, words, pos: node.pos, ...around, fed: around.fed || node.redirects.some(feeds) };
}

function feeds(redirection: { type: string; operator: string }): boolean {
  return redirection.type !== 'Redirect' || redirection.operator === '<';
}
