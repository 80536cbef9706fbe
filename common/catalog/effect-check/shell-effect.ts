/**
 * What the commands of a bash block surely do: each looked at by its tool and verb, through `sudo`, `xargs`,
 * `kubectl exec … --` and `bash -c '…'`.
 */
import { effects, type Effect } from '../effect.ts';
import { readShell, type ShellCommand } from '../shell.ts';
import { redisEffect } from './redis-verbs.ts';
import { toolEffect, tools } from './tool-verbs.ts';

export interface SureEffect {
  effect: Effect;
  /** the command and verb, as told to the author */
  name: string;
  /** offset in the block */
  pos: number;
}

type Words = readonly (string | null)[];
type Judged = Omit<SureEffect, 'pos'> | null;

/** Commands that run the command given to them, with the options of theirs that take a value. */
export const wrappers: Readonly<Record<string, readonly string[]>> = {
  sudo: ['-u', '-g'], env: ['-u'], time: [], nohup: [], nice: ['-n'], command: [], exec: [], stdbuf: ['-i', '-o', '-e'],
  xargs: ['-n', '-I', '-P', '-L', '-d', '-a', '-s'], watch: ['-n'], timeout: ['-k', '-s'],
};
const shells = ['bash', 'sh'];
/** Options of redis-cli that take the next word as their value. */
export const redisValued = ['-h', '-p', '-s', '-a', '-n', '-u', '-r', '-i', '-d', '--user', '--pass'];

/** Takes the commands of a bash block; gives what they surely do, the mildest left out where nothing is known. */
export function sureEffects(commands: readonly ShellCommand[]): SureEffect[] {
  return commands.flatMap(({ words, pos }) => {
    const judged = judge(words.map(({ value }) => value));
    return judged ? [{ ...judged, pos }] : [];
  });
}

function judge(words: Words): Judged {
  const [first, ...rest] = words;
  const name = first?.split('/').at(-1) ?? '';
  if (Object.hasOwn(wrappers, name)) return judge(unwrap(name, rest));
  if (shells.includes(name)) return judgeScript(rest);
  if (name === 'redis-cli') return judgeRedis(rest);
  if (name === 'kubectl' && kubectlVerb(rest) === 'exec') return judgeExec(rest);
  return toolEffect(name, rest);
}

/** Takes a wrapper and its arguments; gives the command that it runs. */
export function unwrap(name: string, words: Words): Words {
  const valued = wrappers[name] ?? [];
  let at = 0;
  while (at < words.length && (words[at]?.startsWith('-') || /^\w+=/.test(words[at] ?? ''))) at += valued.includes(words[at] ?? '') ? 2 : 1;
  return words.slice(name === 'timeout' ? at + 1 : at);
}

function judgeScript(words: Words): Judged {
  const at = words.findIndex((word) => word !== null && /^-\w*c$/.test(word));
  const script = at === -1 ? null : words[at + 1] ?? null;
  if (script === null) return null;
  const found = sureEffects(readShell(script).commands);
  return found.sort((left, right) => effects.indexOf(right.effect) - effects.indexOf(left.effect))[0] ?? null;
}

function judgeRedis(words: Words): Judged {
  let at = 0;
  while (at < words.length && words[at]?.startsWith('-')) at += redisValued.includes(words[at] ?? '') ? 2 : 1;
  const [name, ...rest] = words.slice(at);
  if (name === undefined) return null;
  if (name === null) return { effect: 'destroy', name: 'redis-cli with a variable for its command' };
  return redisEffect([name, ...rest.map((word) => word ?? '')]);
}

function judgeExec(words: Words): Judged {
  const at = words.indexOf('--');
  return at === -1 ? null : judge(words.slice(at + 1));
}

/** Takes kubectl's arguments; gives its verb, or null when that is known only as it runs or missing. */
export function kubectlVerb(words: Words): string | null {
  const valued = tools['kubectl']?.valued ?? [];
  let at = 0;
  while (at < words.length && words[at]?.startsWith('-')) at += valued.includes(words[at] ?? '') ? 2 : 1;
  return words[at] ?? null;
}

/** Takes a command; tells whether it asks for a terminal to type into: `kubectl exec` or `run` with both -i and -t. */
export function wantsTerminal({ words }: ShellCommand): boolean {
  const values = words.map(({ value }) => value);
  if (values[0] !== 'kubectl' || !['exec', 'run', 'attach', 'debug'].includes(kubectlVerb(values.slice(1)) ?? '')) return false;
  const end = values.indexOf('--');
  const own = values.slice(1, end === -1 ? undefined : end);
  const has = (short: RegExp, long: string) => own.some((word) => word !== null && (short.test(word) || word === long));
  return has(/^-\w*i\w*$/, '--stdin') && has(/^-\w*t\w*$/, '--tty');
}
