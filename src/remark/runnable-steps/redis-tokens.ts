/**
 * Colours for Redis commands, which the highlighter has no grammar for: the command is a keyword, quoted arguments are
 * strings, numbers and a bare `$` constants, comments comments. Purely; nothing is understood that redis-cli would not show.
 */
import type { Token } from './highlight.ts';

/** Commands of two words: https://redis.io/docs/latest/commands/ */
const container = /^(XGROUP|XINFO|CONFIG|CLIENT|CLUSTER|MEMORY|OBJECT|SLOWLOG|LATENCY|PUBSUB|SCRIPT|FUNCTION|ACL|COMMAND|MODULE|DEBUG)$/i;
const piece = /\s+|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s"']+|["']/g;

/** Takes one line; gives its tokens. Joined, their text is the line. */
export function redisTokens(line: string): Token[] {
  if (line.trimStart().startsWith('#')) return [[line, 'token-comment']];
  let words = 0;
  let isCommand = true;
  return Array.from(line.matchAll(piece), ([text]): Token => {
    if (text.trim() === '') return [text, ''];
    words += 1;
    if (words > 1) isCommand = words === 2 && isCommand && container.test(firstWord(line));
    return [text, isCommand ? 'token-keyword' : kindOf(text)];
  });
}

function firstWord(line: string): string {
  return line.trimStart().split(/\s/, 1)[0] ?? '';
}

function kindOf(argument: string): string {
  if (/^["']/.test(argument)) return 'token-string';
  return /^(-?\d+|\$|[*+-])$/.test(argument) ? 'token-constant' : '';
}
