/** Commands that lost their marks: lines of a paragraph, or a paragraph that is nothing but one piece of code. */
import type { Paragraph, RootContent } from 'mdast';
import { textOf } from '../../../common/catalog/mdx/headings.ts';
import { guessEffect } from '../commands/guess-effect.ts';
import { distinct } from '../commands/known.ts';
import { looksLikeCommand, looksLikeRedis, looksLikeSql, nameOf } from '../commands/looks.ts';
import { lineIn, paragraph, text } from '../markup.ts';
import { withoutPrompt } from './inline-commands.ts';

type Make = (source: string, language: string, line: number, before: RootContent | undefined) => RootContent[];

/** Takes a paragraph and what makes a block's nodes; gives its prose and the blocks of its commands, null when it has none. */
export function bareLines(node: Paragraph, make: Make): RootContent[] | null {
  const lines = textOf(node).split('\n');
  if (!node.children.every(({ type }) => type === 'text' || type === 'link')) return null;
  const out: RootContent[] = [];
  let found = false;
  for (let at = 0; at < lines.length;) {
    const end = endOfCommand(lines, at);
    const above = out.at(-1);
    const named = end === at ? labelled(lines[at] ?? '') : null;
    if (named !== null) {
      const label = paragraph([text(named.label)], lineIn(node) + at);
      out.push(label, ...make(named.command, '', lineIn(node) + at, label));
    } else if (end === at) out.push(paragraph([text(lines[at] ?? '')], lineIn(node) + at));
    else out.push(...make(lines.slice(at, end).join('\n'), isStatement(lines, at) ? 'sql' : '', lineIn(node) + at, above?.type === 'paragraph' ? above : undefined));
    found ||= end > at || named !== null;
    at = Math.max(end, at + 1);
  }
  return found ? out : null;
}

function endOfCommand(lines: readonly string[], at: number): number {
  if (isStatement(lines, at)) return lines.findIndex((line, index) => index >= at && /;\s*$/.test(line)) + 1;
  let end = at;
  while (end < lines.length && isBare(lines[end] ?? '')) end += 1;
  return end;
}

function isStatement(lines: readonly string[], at: number): boolean {
  if (!/^(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|SHOW|ALTER|CREATE|DROP|TRUNCATE|VACUUM|ANALYZE|REINDEX|GRANT|REVOKE|WITH|EXPLAIN)\s/.test(lines[at] ?? '')) return false;
  const end = lines.findIndex((line, index) => index >= at && /;\s*$/.test(line));
  return end !== -1 && looksLikeSql(lines.slice(at, end + 1).join(' '));
}

/** `Node health: kubectl get nodes`: a few words, a colon, and nothing but a command behind it. */
function labelled(line: string): { label: string; command: string } | null {
  const [, label = '', command = ''] = /^\s*([A-Z][\w/() -]{1,48}:)[ \t]+(\S.*)$/.exec(line) ?? [];
  return label !== '' && isBare(command) && guessEffect(command.replace(/<[^<>\n]{1,80}>/g, 'placeholder')).unknown === null ? { label, command } : null;
}

/** Nothing but a command, and surely one: its tool is no word of English, and it has an option, a path or a known verb. */
function isBare(line: string): boolean {
  const command = line.trim().replace(/^\$ /, '');
  if (!distinct.has(nameOf(command)) || !looksLikeCommand(command) || /[.:;]$|\w,\s/.test(command) || /^[A-Z]/.test(command)) return false;
  return /\s(?:-|\S+\s+\S*[-/.=|:]|\S*[/:=]\S*[/:=.]\S*$)/.test(command) || isPlain(command);
}

/** `systemctl status web`: plain words whose verb is known. */
function isPlain(command: string): boolean {
  return /^(?:sudo(?: -\w+(?: \w+)?)? )?[a-z][\w.-]*(?: [\w@./*:-]+){1,4}$/.test(command) && !/ (?:and|or|with|for|to|in|on|of|from|by|as|at|but|not|all)(?: |$)/.test(command) && guessEffect(command).unknown === null;
}

/** Takes a paragraph and what stands before it; tells whether it is nothing but one command, meant to be run. */
export function isSole(node: Paragraph, before: RootContent | undefined): boolean {
  const [only] = node.children;
  if (node.children.length !== 1 || only?.type !== 'inlineCode') return false;
  const source = soleCode(node);
  return looksLikeCommand(source) || looksLikeRedis(source) || distinct.has(source) && before?.type === 'paragraph' && /:\s*$/.test(textOf(before));
}

/** Takes such a paragraph; gives its command. */
export function soleCode({ children: [only] }: Paragraph): string {
  return only?.type === 'inlineCode' ? withoutPrompt(only.value) : '';
}
