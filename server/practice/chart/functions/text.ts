/** Functions on texts, as Sprig and Helm have them (https://helm.sh/docs/chart_template_guide/function_list/). */
import { createHash } from 'node:crypto';
import type { Call, TemplateFunction } from '../template/execute.ts';
import { printed } from '../template/value.ts';
import { countArgument, listArgument, numberArgument, textArgument } from './argument.ts';
import { format } from './format.ts';

/** The widest indentation and the most repetitions. */
const most = 10_000;

type OnText = (text: string, ...more: unknown[]) => unknown;

/** Functions whose last argument is the text, so that pipelines can hand it on. What they make is counted. */
function onLast(make: OnText): TemplateFunction {
  return (given, { spend }) => {
    const made = make(textArgument(given.at(-1)), ...given.slice(0, -1));
    if (typeof made === 'string') spend(made.length);
    return made;
  };
}

function indented(text: string, count: unknown): string {
  const gap = ' '.repeat(countArgument(count, most));
  if (gap.length * text.split('\n').length > most * 100) throw new Error('this indentation is too wide for so many lines');
  return gap + text.replaceAll('\n', `\n${gap}`);
}

function withoutPrefix(text: string, prefix: string): string {
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

function withoutSuffix(text: string, suffix: string): string {
  return suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text;
}

/** Takes texts away from both ends, as long as their characters are in the set. */
function withoutAny(text: string, set: string): string {
  const inside = new Set(set);
  let [from, to] = [0, text.length];
  while (from < to && inside.has(text[from] ?? '')) from += 1;
  while (to > from && inside.has(text[to - 1] ?? '')) to -= 1;
  return text.slice(from, to);
}

function truncated(text: string, length: unknown): string {
  const count = Math.trunc(numberArgument(length));
  return count < 0 ? text.slice(count) : text.slice(0, count);
}

function replaced(text: string, old: unknown, fresh: unknown): string {
  const [from, to] = [textArgument(old), textArgument(fresh)];
  const times = from === '' ? text.length + 1 : text.split(from).length - 1;
  if (text.length + times * to.length > most * 100) throw new Error('what this replaces becomes too long');
  return text.replaceAll(from, () => to);
}

function repeated(text: string, count: unknown): string {
  const times = countArgument(count, most);
  if (text.length * times > most * 100) throw new Error('what this repeats becomes too long');
  return text.repeat(times);
}

const titled = (text: string): string => text.replace(/(^|\s)(\S)/g, (_, gap: string, letter: string) => gap + letter.toUpperCase());
const quote = (value: unknown): string => JSON.stringify(textArgument(value));

/** Takes values as `print` does: a space between two that are no texts. */
function joined(given: readonly unknown[], spend: (characters: number) => void): string {
  return given.map((value, at) => {
    const gap = at > 0 && typeof value !== 'string' && typeof given[at - 1] !== 'string' ? ' ' : '';
    return gap + printed(value, spend);
  }).join('');
}

export const textFunctions: Readonly<Record<string, TemplateFunction>> = {
  quote: (given, { spend }) => {
    const made = given.filter((value) => value !== null && value !== undefined).map((value) => (typeof value === 'object' ? JSON.stringify(printed(value, spend)) : quote(value))).join(' ');
    spend(made.length);
    return made;
  },
  squote: (given, { spend }) => given.filter((value) => value !== null && value !== undefined).map((value) => `'${printed(value, spend)}'`).join(' '),
  toString: ([value]: readonly unknown[], { spend }: Call) => printed(value, spend),
  indent: onLast((text, count) => indented(text, count)),
  nindent: onLast((text, count) => `\n${indented(text, count)}`),
  trim: onLast((text) => text.trim()),
  trimAll: onLast((text, set) => withoutAny(text, textArgument(set))),
  trimPrefix: onLast((text, prefix) => withoutPrefix(text, textArgument(prefix))),
  trimSuffix: onLast((text, suffix) => withoutSuffix(text, textArgument(suffix))),
  trunc: onLast(truncated),
  upper: onLast((text) => text.toUpperCase()),
  lower: onLast((text) => text.toLowerCase()),
  title: onLast(titled),
  replace: onLast(replaced),
  repeat: onLast(repeated),
  contains: onLast((text, part) => text.includes(textArgument(part))),
  hasPrefix: onLast((text, prefix) => text.startsWith(textArgument(prefix))),
  hasSuffix: onLast((text, suffix) => text.endsWith(textArgument(suffix))),
  splitList: onLast((text, separator) => text.split(textArgument(separator))),
  b64enc: onLast((text) => Buffer.from(text).toString('base64')),
  b64dec: onLast((text) => Buffer.from(text, 'base64').toString()),
  sha256sum: onLast((text) => createHash('sha256').update(text).digest('hex')),
  join: ([separator, list], { spend }) => {
    const made = listArgument(list).map((item) => printed(item, () => undefined)).join(textArgument(separator));
    spend(made.length);
    return made;
  },
  print: (given, { spend }) => joined(given, spend),
  println: (given, { spend }) => `${given.map((value) => printed(value, spend)).join(' ')}\n`,
  printf: ([form, ...rest], { spend }) => format(textArgument(form), rest, spend),
};
