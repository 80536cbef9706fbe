/**
 * What a fence's metastring says: `bash run=ping effect=read title="Is it there?"`. The page and the catalog read it with
 * this one parser. A block without `run` or `file` is an ordinary code block, and its metastring is left to the page.
 *
 * Grammar: words with white space between; a word is `key=value`, `key="a value"` (`\"` and `\\` inside), `key='a value'`,
 * or a bare `key` for yes. Lists have commas between.
 */
import { effects, isEffect } from './effect.ts';
import { languages, stepId, type Language, type StepMeta } from './step.ts';

export interface FileMeta {
  id: string;
  title: string;
  /** relative to the workspace's directory */
  path: string;
}

export interface FenceProblem {
  /** in the metastring, from 0 */
  column: number;
  message: string;
}

export type Fence =
  | { kind: 'ordinary' }
  | { kind: 'runnable'; language: Language; meta: StepMeta }
  | { kind: 'file'; meta: FileMeta }
  | { kind: 'broken'; problems: readonly FenceProblem[] };

export interface FenceKey {
  value: string;
  /** it stands without `=` */
  bare: boolean;
  /** where it begins in the metastring, from 0 */
  column: number;
  /** where it ends */
  end: number;
}
type Entry = FenceKey;
type Entries = ReadonlyMap<string, Entry>;
type Complain = (column: number, message: string) => void;

/** Every key of a runnable block, with what to write; the page docs/authoring.md lists the same. */
export const stepKeys = {
  run: 'an id, such as `run=check-pods`',
  effect: 'one of read, change, destroy',
  title: 'a title in quotes',
  expect: 'text that must be in the output, in quotes; `…` stands for anything',
  exit: 'healthy exit statuses, such as `exit=0,1`',
  needs: 'ids of steps that come before, such as `needs=ping,backup`',
  only: 'targets, such as `only=prod`',
  timeout: 'a time, such as `timeout=90s`, `10m` or `2h`',
  interactive: 'the key alone',
  background: 'the key alone',
  confirm: 'what must be typed before the step runs, in quotes',
  mask: 'a regular expression of output that is secret, in quotes',
} as const satisfies Record<string, string>;

const fileKeys = ['file', 'run', 'title'];
/** Keys that an ordinary block has no use for: with one of them and no `run`, the id was forgotten or misspelt. */
const tellTale = Object.keys(stepKeys).filter((key) => key !== 'title' && key !== 'run');
const word = /([^\s=]+)(?:=("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"']*))?(?=\s|$)/y;
const defaultSeconds = { batch: 600, long: 8 * 3600 } as const;
const mostSeconds = 24 * 3600;

/** Takes a fence's language and metastring, as written; gives what the block is. */
export function parseFence(language: string, metastring: string): Fence {
  const problems: FenceProblem[] = [];
  const complain: Complain = (column, message) => problems.push({ column, message });
  const entries = readWords(metastring, complain);
  if (!entries.has('run') && !entries.has('file')) {
    // cut short by a quote never closed, say: what stands behind it may be a `run`
    return problems.length > 0 && /(?:^|\s)(?:run|file)=/.test(metastring) ? { kind: 'broken', problems } : ordinary(entries);
  }
  const file = entries.has('file') ? readFile(entries, complain) : null;
  const runnable = file ? null : readStep(language, entries, complain);
  if (problems.length > 0) return { kind: 'broken', problems: problems.sort((left, right) => left.column - right.column) };
  if (file) return { kind: 'file', meta: file };
  return runnable ? { kind: 'runnable', ...runnable } : { kind: 'ordinary' };
}

/** Takes a metastring; gives its keys with their places, as far as it can be read. */
export function fenceKeys(metastring: string): ReadonlyMap<string, FenceKey> {
  return readWords(metastring, () => undefined);
}

function ordinary(entries: Entries): Fence {
  const told = [...entries].find(([key]) => tellTale.includes(key));
  if (!told) return { kind: 'ordinary' };
  const [key, { column }] = told;
  return { kind: 'broken', problems: [{ column, message: `\`${key}\` is for steps, and this block has no \`run\`. Give it an id, such as \`run=check-pods\`.` }] };
}

function readWords(metastring: string, complain: Complain): Entries {
  const entries = new Map<string, Entry>();
  let at = 0;
  for (;;) {
    while (/\s/.test(metastring[at] ?? '')) at += 1;
    if (at >= metastring.length) return entries;
    word.lastIndex = at;
    const found = word.exec(metastring);
    if (!found) {
      complain(at, `\`${metastring.slice(at, at + 40)}\` cannot be read. Write \`key=value\`, with quotes around a value that has spaces, and close every quote.`);
      return entries;
    }
    const [whole, key = '', raw] = found;
    if (entries.has(key)) complain(at, `\`${key}\` stands twice. Keep one.`);
    else entries.set(key, { value: unquote(raw ?? ''), bare: raw === undefined, column: at, end: at + whole.length });
    at += whole.length;
  }
}

function unquote(raw: string): string {
  if (raw.startsWith("'")) return raw.slice(1, -1);
  return raw.startsWith('"') ? raw.slice(1, -1).replace(/\\(["\\])/g, '$1') : raw;
}

function readFile(entries: Entries, complain: Complain): FileMeta {
  for (const [key, entry] of entries) {
    if (!fileKeys.includes(key)) complain(entry.column, `A file block has no \`${key}\`. It takes: ${fileKeys.join(', ')}.`);
  }
  const { value: path, column } = entries.get('file') ?? { value: '', column: 0 };
  if (!/^(?:[\w][\w.-]*\/)*[\w][\w.-]*$/.test(path)) {
    complain(column, `\`file=${path}\` must be a path inside the workspace, such as \`file=job.yaml\`: no leading “/” or “.”, only letters, digits, “_”, “.”, “-” and “/”.`);
  }
  const derived = path.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-$/g, '');
  const id = entries.has('run') ? text(entries, 'run', complain) : derived;
  if (!stepId.test(id)) complain(entries.get('run')?.column ?? column, badId(id));
  return { id, path, title: text(entries, 'title', complain) };
}

function readStep(language: string, entries: Entries, complain: Complain): { language: Language; meta: StepMeta } {
  for (const [key, entry] of entries) {
    if (!Object.hasOwn(stepKeys, key)) complain(entry.column, unknownKey(key));
  }
  const runColumn = entries.get('run')?.column ?? 0;
  const id = text(entries, 'run', complain);
  if (!stepId.test(id)) complain(runColumn, badId(id));
  const known = languages.find((name) => name === language);
  if (!known) complain(runColumn, `A step cannot be written in \`${language || 'no language'}\`. It can in: ${languages.join(', ')}.`);
  const interactive = flag(entries, 'interactive', complain);
  const background = flag(entries, 'background', complain);
  const chosen = known ?? 'bash';
  checkCombination(chosen, interactive, background, entries, complain);
  return {
    language: chosen,
    meta: {
      id,
      effect: effect(entries, runColumn, complain),
      title: text(entries, 'title', complain),
      expect: optional(entries, 'expect', complain),
      exit: statuses(entries, complain),
      needs: list(entries, 'needs', stepId, complain),
      only: list(entries, 'only', /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/, complain),
      timeout: seconds(entries, interactive || background ? defaultSeconds.long : defaultSeconds.batch, complain),
      interactive,
      background,
      confirm: optional(entries, 'confirm', complain),
      mask: mask(entries, complain),
    },
  };
}

function checkCombination(language: Language, interactive: boolean, background: boolean, entries: Entries, complain: Complain): void {
  const column = (key: string) => entries.get(key)?.column ?? 0;
  if (interactive && background) complain(column('background'), 'A step is `interactive` or `background`, not both: nobody types into a step that runs beside others. Keep one.');
  if (interactive && language !== 'bash') complain(column('interactive'), `A ${language} step takes no input. Leave \`interactive\` out, or write a bash step that opens the command line.`);
  if (language === 'console' && entries.has('expect')) complain(column('expect'), 'A console step expects what stands under its prompts. Leave `expect` out.');
}

function unknownKey(key: string): string {
  const near = Object.keys(stepKeys).find((known) => known.startsWith(key.slice(0, 3)) || key.startsWith(known));
  return `There is no key \`${key}\`${near ? `; perhaps \`${near}\`` : ''}. A step takes: ${Object.keys(stepKeys).join(', ')}.`;
}

function badId(id: string): string {
  return `\`${id}\` cannot be an id. Use lower-case words with “-” between, beginning with a letter, such as \`check-pods\`.`;
}

function effect(entries: Entries, runColumn: number, complain: Complain): StepMeta['effect'] {
  const entry = entries.get('effect');
  if (!entry) {
    complain(runColumn, `The step has no \`effect\`. Say what it does to its target: ${effects.map((name) => `\`effect=${name}\``).join(', ')}.`);
    return 'destroy';
  }
  if (isEffect(entry.value)) return entry.value;
  complain(entry.column, `\`effect=${entry.value}\`: an effect is ${stepKeys.effect}.`);
  return 'destroy';
}

function text(entries: Entries, key: string, complain: Complain): string {
  return optional(entries, key, complain) ?? '';
}

function optional(entries: Entries, key: string, complain: Complain): string | null {
  const entry = entries.get(key);
  if (!entry) return null;
  if (entry.value.trim() === '') {
    const say = Object.hasOwn(stepKeys, key) ? stepKeys[key as keyof typeof stepKeys] : 'a value';
    complain(entry.column, `\`${key}\` has no value. Write ${say}, or leave it out.`);
  }
  return entry.value;
}

function flag(entries: Entries, key: 'interactive' | 'background', complain: Complain): boolean {
  const entry = entries.get(key);
  if (!entry) return false;
  if (!entry.bare && entry.value !== 'true') complain(entry.column, `\`${key}=${entry.value}\`: write \`${key}\` alone, or leave it out.`);
  return true;
}

function list(entries: Entries, key: 'needs' | 'only', each: RegExp, complain: Complain): string[] {
  const entry = entries.get(key);
  if (!entry) return [];
  const items = entry.value.split(',').map((item) => item.trim());
  const bad = items.find((item) => !each.test(item));
  if (bad !== undefined) complain(entry.column, `\`${key}=${entry.value}\`: \`${bad}\` cannot be one. Write ${stepKeys[key]}.`);
  const twice = items.find((item, at) => items.indexOf(item) !== at);
  if (twice !== undefined) complain(entry.column, `\`${key}\` names \`${twice}\` twice. Keep one.`);
  return items;
}

function statuses(entries: Entries, complain: Complain): number[] {
  const entry = entries.get('exit');
  if (!entry) return [0];
  const items = entry.value.split(',').map((item) => item.trim());
  const bad = items.find((item) => !/^\d{1,3}$/.test(item) || Number(item) > 255);
  if (bad !== undefined) complain(entry.column, `\`exit=${entry.value}\`: an exit status is a number from 0 to 255. Write ${stepKeys.exit}.`);
  return [...new Set(items.map(Number))].sort((left, right) => left - right);
}

function seconds(entries: Entries, otherwise: number, complain: Complain): number {
  const entry = entries.get('timeout');
  if (!entry) return otherwise;
  const found = /^(\d{1,6})(s|m|h)?$/.exec(entry.value);
  const factor = { s: 1, m: 60, h: 3600 }[found?.[2] ?? 's'] ?? 1;
  const value = found ? Number(found[1]) * factor : 0;
  if (value < 1 || value > mostSeconds) complain(entry.column, `\`timeout=${entry.value}\`: write a time from 1 second to 24 hours, such as \`timeout=90s\`, \`10m\` or \`2h\`.`);
  return value;
}

function mask(entries: Entries, complain: Complain): string | null {
  const value = optional(entries, 'mask', complain);
  if (value === null || value === '') return value;
  try {
    if (new RegExp(value, 'u').test('')) complain(entries.get('mask')?.column ?? 0, `\`mask="${value}"\` also matches nothing at all. Make it match at least one character.`);
  } catch {
    complain(entries.get('mask')?.column ?? 0, `\`mask="${value}"\` is not a regular expression. Write one as JavaScript reads it.`);
  }
  return value;
}
