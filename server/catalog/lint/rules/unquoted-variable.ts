/** A variable without quotes is split at its spaces, and its `*` becomes file names. */
import { forEachChild } from 'unbash';
import type { Fix } from '../finding.ts';
import type { Rule } from '../rule.ts';
import type { ShellText, SyntaxNode, Word } from '../shell-text.ts';

/** Of the shell's own: numbers, or what cannot hold a space. */
const plain = /^\$(?:[#?$!-]|\{#)/;
/** Commands that declare read `NAME=$VALUE` as an assignment, which does not split. */
const split = new Set(['SimpleExpansion', 'ParameterExpansion']);

export const unquotedVariable: Rule = {
  name: 'unquoted-variable',
  severity: 'warning',
  check({ shell }, _site, report) {
    for (const text of shell.filter(({ whole }) => whole)) {
      for (const word of wordsThatSplit(text)) {
        const bare = bareIn(word);
        const [first] = bare;
        if (!first) continue;
        report(text.at(first.pos), `\`${first.text}\` has no quotes: a value with a space becomes two arguments. Write ${quoted(word) ?? `\`"${first.text}"\``}.`,
          { length: first.end - first.pos, fix: fixOf(text, word, bare) });
      }
    }
  },
};

/** Words that are arguments, targets of redirections or elements of arrays; neither assignments, tests, nor lists of `for`. */
function wordsThatSplit({ script }: ShellText): Word[] {
  const found: Word[] = [];
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Script' && node.source !== undefined) return;
    if (node.type === 'Command') found.push(...node.args.filter((word) => word.type === 'Word'));
    if (node.type === 'Redirect' && node.target) found.push(node.target);
    if (node.type === 'ArrayValue') found.push(...node.elements);
    forEachChild(node, visit);
  };
  visit(script);
  return found;
}

interface Piece { text: string; pos: number; end: number }

function bareIn(word: Word): Piece[] {
  return (word.parts ?? []).filter(({ type, text }) => split.has(type) && !plain.test(text) && !/^\$\{?[@*]/.test(text) && !/^\$\{!?\w+\[[@*]\]/.test(text));
}

/** The whole word in quotes, where nothing in it means something only without them. */
function quoted(word: Word): string | null {
  const simple = (word.parts ?? []).every(({ type, text }) => (type === 'Literal' ? /^[\w.,:/@%+=-]*$/.test(text) : split.has(type) && !text.includes('"')));
  return simple ? `\`"${word.text}"\`` : null;
}

function fixOf(text: ShellText, word: Word, bare: readonly Piece[]): Fix {
  const around = quoted(word) !== null && !word.text.startsWith('-') && !/^[\w.-]+=/.test(word.text) ? [{ pos: word.pos, end: word.end, text: word.text }] : bare;
  return {
    title: 'add quotes',
    edits: around.map(({ pos, end, text: inside }) => ({ from: text.at(pos), to: text.at(end), text: `"${inside}"` })),
  };
}
