/** Do steps run what the prose speaks of? Commands are compared word by word; a parameter or a `<name>` stands for any word. */
import { redisEffect } from '../../../common/catalog/effect-check/redis-verbs.ts';
import { parseConsole } from '../../../common/catalog/console.ts';
import { parseRedis } from '../../../common/catalog/redis.ts';
import type { Page } from './page.ts';
import { commandsIn } from './shell-text.ts';
import { innerCommands } from './inner-commands.ts';
import { isTool } from './tools.ts';

interface StepWord {
  /** what is fixed of it, in lower case, with anything between the parts */
  parts: readonly string[];
  /** nothing of it is fixed */
  open: boolean;
  /** the option in front of it, whose value it may be; else empty */
  option: string;
}

/** Commands of steps by their first two words, in lower case, `kubectl get`, or by the first when the second is not fixed; each with its further words. */
export type Commands = ReadonlyMap<string, readonly (readonly StepWord[])[]>;

/** What stands for something in prose: `<pod>`, `$POD`, `…`, `POD`, `{pod}`. */
const open = /[<>$…{}*[\]]|\.\.\.|^[A-Z][A-Z0-9_]+$/;

/** Takes pages; gives the commands of their steps, what they run in the end included. */
export function commandsOf(pages: readonly Pick<Page, 'shell' | 'drafts'>[]): Commands {
  const found = new Map<string, StepWord[][]>();
  const add = ([head = '', ...words]: readonly (string | null)[]): void => {
    const name = (head ?? '').split('/').at(-1)?.toLowerCase() ?? '';
    const key = keyOf(name, words[0] ?? '$');
    const patterns = found.get(key) ?? [];
    found.set(key, patterns);
    patterns.push(words.map((word, at) => stepWord(word ?? '$', optionOf(words[at - 1] ?? ''))));
  };
  for (const { shell, drafts } of pages) {
    for (const placed of shell.flatMap(({ commands }) => commands)) {
      const written = [placed.node.name, ...placed.node.args].map((word) => word?.text ?? '');
      add(written);
      for (const { name, args } of innerCommands(placed)) {
        const words = asWritten(args, written, placed.words);
        add([name, ...words]);
        if (name === 'redis-cli') add(words.slice(Math.max(0, args.findIndex((word) => word !== null && redisEffect([word]) !== null))));
      }
    }
    for (const { step } of drafts) {
      if (step.kind !== 'runnable') continue;
      const typed = step.language === 'redis' ? step.source : step.language === 'console' ? redisOf(step.source) : '';
      for (const { args } of typed === '' ? [] : parseRedis(typed).lines) add(args);
    }
  }
  return found;
}

/** What runs inside another command mostly stands at its end: then more is known of it than its value. */
function asWritten(args: readonly (string | null)[], written: readonly string[], values: readonly (string | null)[]): readonly (string | null)[] {
  const from = values.length - args.length;
  return from > 0 && args.every((word, at) => word === values[from + at]) ? written.slice(from) : args;
}

function redisOf(source: string): string {
  const { session, exchanges } = parseConsole(source);
  return session === 'redis' ? exchanges.map(({ command }) => command).join('\n') : '';
}

function keyOf(name: string, second: string): string {
  return /^[\w:.-]+$/.test(second) && !second.startsWith('-') ? `${name} ${second.toLowerCase()}` : name;
}

/** A word of a step: quotes taken away, each variable standing for anything. */
function stepWord(word: string, option: string): StepWord {
  const parts = word.toLowerCase().replace(/["']/g, '').split(/\$\{[^}]*\}|\$\([^)]*\)|\$\w*/);
  return { parts, open: parts.every((part) => part === ''), option };
}

function optionOf(word: string): string {
  return /^-[^=]+$/.test(word) ? word : '';
}

/** Takes a piece of code from the prose; gives its words when it is a command with an argument, else null. */
export function namedCommand(code: string): string[] | null {
  if (code.length > 500 || code.includes('\n')) return null;
  const words = /[|;&]/.test(code) ? wordsOf(code.split(/[|;&]/)[0] ?? '') : wordsOf(code);
  const [first = '', second] = words;
  if (second === undefined) return null;
  if (isTool(first)) return words;
  // `GET /runs` is HTTP’s.
  const known = /^[A-Z]+$/.test(first) && !second.startsWith('/') ? redisEffect(words) : null;
  // The second word of `XINFO STREAM` is its name, not a placeholder in capitals.
  return known && (known.name.includes(' ') ? [first, second.toLowerCase(), ...words.slice(2)] : words);
}

function wordsOf(code: string): string[] {
  const [command] = commandsIn(code.replace(/[<>…]/g, ' X ').replace(/ X +(\S+?) X /g, ' $ANY '));
  const plain = code.trim().split(/\s+/).map((word) => word.replace(/^["']|["']$/g, ''));
  return command && !/[<>…$]/.test(code) ? command.words.map((word) => word ?? '$ANY') : plain;
}

/** Takes the words of a command and what steps run; tells whether some step runs it: all its words in their order. */
export function isRun([first = '', ...words]: readonly string[], commands: Commands): boolean {
  const name = first.split('/').at(-1)?.toLowerCase() ?? '';
  const key = keyOf(name, words[0] ?? '');
  // A step may have options before its verb, and prose may leave its first word open.
  const sure = open.test(words[0] ?? '') || key === name ? [] : [key];
  const keys = sure.length > 0 ? [...sure, name] : [...commands.keys()].filter((each) => each === name || each.startsWith(`${name} `));
  return keys.some((each) => (commands.get(each) ?? []).some((step) => follows(words, step)));
}

function follows(words: readonly string[], step: readonly StepWord[]): boolean {
  let at = 0;
  for (const [index, word] of words.entries()) {
    if (open.test(word)) continue;
    const option = optionOf(words[index - 1] ?? '');
    while (at < step.length && !isThat(word, option, step[at])) at += 1;
    if (at === step.length) return false;
    at += 1;
  }
  return true;
}

/** The value of an option is open only to a value of that option. */
function isThat(word: string, option: string, step: StepWord | undefined): boolean {
  if (!step || !canBe(word.toLowerCase(), step.parts)) return false;
  return !step.open || step.option === option;
}

/** Whether a word is these parts in their order, whatever stands between them. A regular expression would take for ever on many parts. */
function canBe(word: string, parts: readonly string[]): boolean {
  const [first = '', ...others] = parts;
  const last = others.pop();
  if (last === undefined) return word === first;
  if (!word.startsWith(first) || !word.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    const found = word.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at + last.length <= word.length;
}
