/** What a new runbook is made from, and how each answer is read. An answer is one line; every check says what would do. Pure. */
import { hiddenIn } from '../../common/catalog/hidden.ts';
import { type ParameterType, parameterName, parameterTypes } from '../../common/catalog/parameter.ts';
import type { Window } from '../../common/catalog/window.ts';
import { windowShape } from '../../common/catalog/window-shape.ts';

export interface NewTarget {
  name: string;
  /** empty leaves the workspace's own */
  context: string;
  production: boolean;
  /** null where nobody has said */
  window: Window | null;
}

export interface NewParameter {
  name: string;
  type: ParameterType;
  choices: readonly string[];
  pattern: string;
  /** empty when there is none */
  default: string;
}

export interface Answers {
  id: string;
  title: string;
  service: string;
  audience: string;
  owners: readonly string[];
  slack: readonly string[];
  namespace: string;
  targets: readonly NewTarget[];
  redis: { pod: string; namespace: string } | { endpoint: string } | null;
  parameters: readonly NewParameter[];
}

/** An answer that cannot be taken; its message says what can. */
export class BadAnswer extends Error {}

const longest = 500;
const nameShape = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/** Takes a line; gives it without white space around it. Throws when it is longer than a sentence or holds what nobody can see. */
export function readText(line: string): string {
  const text = line.trim();
  if (text.length > longest) throw new BadAnswer(`That has ${text.length} characters; ${longest} are the most.`);
  if (hiddenIn(text).length > 0 || /[\n\t]/.test(text)) throw new BadAnswer('That holds a character that nobody can see. Type it anew, on one line.');
  return text;
}

/** As `readText`; throws too when there is nothing. */
export function readSomeText(line: string): string {
  const text = readText(line);
  if (text === '') throw new BadAnswer('Something has to stand here.');
  return text;
}

/** Takes a line; gives a name as Kubernetes has them, which is also what links take. */
export function readName(line: string): string {
  const text = readText(line);
  if (!nameShape.test(text)) throw new BadAnswer(`“${text}” cannot be a name here. Use lower-case letters, digits and “-”, such as image-cache.`);
  return text;
}

/** Takes a line; gives what stands between its commas. */
export function readList(line: string): string[] {
  return readText(line).split(',').map((one) => one.trim()).filter((one) => one !== '');
}

/** Takes a line; gives the channels it names, each with its `#`. */
export function readSlack(line: string): string[] {
  return readList(line).map((one) => {
    const channel = one.replace(/^#/, '');
    if (!/^[\p{Ll}\p{Lo}\d_-]{1,80}$/u.test(channel)) throw new BadAnswer(`“${one}” cannot be a channel. Write it as Slack shows it: #image-cache.`);
    return `#${channel}`;
  });
}

/** Takes `name` or `name=context`; gives the target. */
export function readTarget(line: string): NewTarget {
  const [name = '', context = ''] = splitOnce(readText(line), '=');
  if (!/^[\w.:/@-]{0,253}$/.test(context)) throw new BadAnswer(`“${context}” cannot be a kubectl context. Write one that \`kubectl config get-contexts\` lists.`);
  return { name: readName(name), context, production: false, window: null };
}

/** Takes `always`, `09:00-17:00 America/Santiago` or the same with days behind it (`mon,tue`); gives the window, null for nothing. */
export function readWindow(line: string): Window | null {
  const text = readText(line);
  if (text === '') return null;
  const [hours = '', zone, days] = text.split(/\s+/);
  const [from, to] = hours.split('-');
  const read = windowShape.safeParse(text === 'always' ? text : { from, to, zone, ...(days === undefined ? {} : { days: days.split(',') }) });
  if (!read.success) throw new BadAnswer(`“${text}” cannot be a window. Write \`always\`, or hours and a time zone such as \`09:00-17:00 America/Santiago\`, and days behind them when not all: \`mon,tue\`.`);
  return read.data;
}

/** Takes `pod/namespace`, `host:port` or nothing; gives what Redis steps talk to. */
export function readRedis(line: string): Answers['redis'] {
  const text = readText(line);
  if (text === '') return null;
  const [pod = '', namespace = ''] = splitOnce(text, '/');
  if (nameShape.test(pod) && nameShape.test(namespace)) return { pod, namespace };
  if (/^[-a-z0-9.]+:\d{1,5}$/.test(text)) return { endpoint: text };
  throw new BadAnswer(`“${text}” cannot be where Redis is. Write pod/namespace, such as cache-0/cache, or host:port.`);
}

/** Takes `NAME:type` or `NAME:type:more`; gives the parameter. `more` is the default; for `choice` the choices, with “|” between, and for `pattern` the pattern. */
export function readParameter(line: string): NewParameter {
  const [name = '', rest = ''] = splitOnce(readText(line), ':');
  const [type = '', more = ''] = splitOnce(rest, ':');
  const known = parameterTypes.find((one) => one === type);
  if (!parameterName.test(name) || name === 'TARGET') throw new BadAnswer(`“${name}” cannot be a parameter. Use upper case, such as POD; TARGET is made of the targets.`);
  if (!known) throw new BadAnswer(`“${type}” is no type of a parameter. There are: ${parameterTypes.join(', ')}. Write POD:name, or POD:name:cache-0 with a default.`);
  return { name, type: known, choices: [], pattern: '', default: '', ...readMore(name, known, more) };
}

function readMore(name: string, type: ParameterType, more: string): Partial<NewParameter> {
  if (type === 'choice') {
    const choices = more.split('|').map((one) => one.trim()).filter((one) => one !== '');
    if (choices.length === 0) throw new BadAnswer(`A choice needs its choices: ${name}:choice:hsc|latiss.`);
    return { choices, default: choices[0] ?? '' };
  }
  if (type === 'pattern') {
    if (!isPattern(more)) throw new BadAnswer(`A pattern needs a regular expression: ${name}:pattern:\\d{4}-\\d{2}-\\d{2}.`);
    return { pattern: more };
  }
  if (type === 'integer' && !/^(-?\d{1,15})?$/.test(more)) throw new BadAnswer(`The default of ${name} must be a whole number.`);
  return { default: more };
}

/** Takes a title; gives a name made of it, empty where it has no letter to make one of. */
export function nameOf(title: string): string {
  return title.normalize('NFKD').toLowerCase().replace(/\p{M}+/gu, '').replace(/[^a-z0-9]+/g, '-').slice(0, 60).replace(/^-+|-+$/g, '');
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

function isPattern(source: string): boolean {
  try {
    return source !== '' && new RegExp(source, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}
