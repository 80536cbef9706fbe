/** Shell so plain that ShellCheck has nothing to say of it: looking at those with it would take most of the time of all. */
import { isTool } from './tools.ts';
import { holds, type ShellText } from './shell-text.ts';

/** Tools whose options mean nothing to ShellCheck either. */
const unknown = new Set(['jq', 'yq', 'tar', 'ls', 'cat', 'date', 'sleep', 'head', 'tail', 'sort', 'wc', 'grep']);
const checked = new Set(['ssh', 'git', 'docker', 'podman']);
const kinds = new Set(['Script', 'Statement', 'Command', 'Pipeline', 'Word', 'Literal', 'SingleQuoted', 'DoubleQuoted', 'SimpleExpansion', 'AndOr', 'Redirect']);
/** What its parser stumbles over even in plain words: signs that mean something to the shell, or that were pasted. */
const odd = /[^\x20-\x7e\n]|[\\`#!{}[\]~*?]|''|""|\w"[\w"]|"\w+"\w/;

/** Takes a shell text; tells whether it is commands of tools with plain words and quoted variables, and nothing else. */
export function isPlain({ source, script, commands }: ShellText): boolean {
  if (odd.test(source) || holds(script, ({ type }) => !kinds.has(type))) return false;
  return commands.every(({ words: [name] }) => {
    return name !== null && name !== undefined && !checked.has(name) && (isTool(name) || unknown.has(name));
  });
}
