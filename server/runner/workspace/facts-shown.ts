/**
 * From what the helper found in a workspace to facts that can be bound and shown, purely. What is shown has every hidden
 * character spelled out and secrets masked; what is bound is marks of the bytes themselves.
 */
import { createHmac } from 'node:crypto';
import { type FactCheckout, type FactFile, type FactGroup, type FactVariable, fileChanges, fileKinds, type FileKind, unshownWhy, type WorkspaceFacts } from '../../../common/approval-facts.ts';
import { visible } from '../../../common/catalog/visible.ts';
import { HandrailError } from '../../../common/errors.ts';
import { isSecretVariable, masked, maskSecrets } from '../../../common/secret-text.ts';
import { shownPath } from '../../../common/workspace-path.ts';
import { type FactRecord, factsBroken } from './facts-answer.ts';
import type { ShellState } from './shell-state.ts';

export interface Found {
  readonly records: readonly FactRecord[];
  readonly state: ShellState;
  /** of the workspace, with which marks are made */
  readonly key: Uint8Array;
  /** masked wherever they are shown */
  readonly secrets: Iterable<string>;
}

/** Longest value of a variable that is shown whole, and longest of what is shown of a checkout, in characters. */
const longest = { value: 4_000, line: 300, path: 1_200 };
/** A file of which more would be shown, hidden characters spelled out, is not shown; nor are files, or values, beyond so much in all. Characters. */
const mostShown = { file: 200_000, files: 700_000, values: 200_000 };
/** Exported variables, all of which are shown; nobody has so many. */
const mostVariables = 2_000;

/** What a group of files stands under that is about no one folder. */
export const furtherFiles = 'further files';

/** Takes what was found; gives the facts. Throws `facts-refused` when a record is none. */
export function factsOf({ records, state, key, secrets }: Found): WorkspaceFacts {
  const mark = (...parts: (string | Uint8Array)[]): string => {
    const hmac = createHmac('sha256', key);
    for (const part of parts) hmac.update(`${part.length}:`).update(typeof part === 'string' ? Buffer.from(part, 'latin1') : part);
    return hmac.digest('hex');
  };
  const show = masker(secrets);
  const variables = Object.entries(state.variables).sort(([one], [other]) => (one < other ? -1 : 1));
  const of = (tag: FactRecord['tag']) => records.filter((record) => record.tag === tag).map(({ fields }) => fields);
  const whole = of('E')[0]?.[0];
  if (whole === undefined) throw factsBroken();
  return {
    digest: mark(whole, state.directory, ...variables.flat()),
    directory: cut(shownPath(state.directory), longest.path),
    variables: shownWhole(variables.map(([name, value]) => variableOf(name, value, show, mark(name, value)))),
    checkouts: of('C').map((fields) => checkoutOf(fields, show)),
    files: withinRoom(of('F').map((fields) => fileOf(fields, show, mark)), mostShown.files,
      ({ before, after }) => (before?.length ?? 0) + (after?.length ?? 0), (file) => ({ ...file, before: null, after: null, unshown: 'much' as const })),
    groups: of('G').map(([path, count, size, sha]) => groupOf(path, count, size, mark(sha ?? ''))),
  };
}

/** All of them are shown, or none is approved: what an approver does not see must not stand there. */
function shownWhole(variables: FactVariable[]): FactVariable[] {
  const length = variables.reduce((sum, { name, value }) => sum + name.length + (value?.length ?? 0), 0);
  if (variables.length <= mostVariables && length <= mostShown.values) return variables;
  throw new HandrailError('facts-refused', { why: 'The workspace has more exported variables than anybody could approve. Unset what is not needed in a step.' });
}

/** Takes items, how much all may take, what one takes, and how it is without; gives the items, those that do not fit any more without. */
function withinRoom<Item>(items: readonly Item[], most: number, length: (item: Item) => number, without: (item: Item) => Item): Item[] {
  let room = most;
  return items.map((item) => {
    const takes = length(item);
    if (takes > room) return without(item);
    room -= takes;
    return item;
  });
}

type Show = (bytes: Uint8Array) => string;

function variableOf(name: string, value: string, show: Show, mark: string): FactVariable {
  const text = shownText(Buffer.from(value, 'latin1'));
  const shown = show(Buffer.from(value, 'latin1'));
  const isSecret = isSecretVariable(name, text) || shown.includes(masked);
  return { name, value: isSecret ? null : cut(shown, longest.value), mark };
}

function checkoutOf([path, commit, subject, remotes, known, why]: readonly Buffer[], show: Show): FactCheckout {
  const id = commit?.toString('latin1') ?? '';
  const line = (bytes: Buffer | undefined) => cut(oneLine(show(bytes ?? Buffer.alloc(0))), longest.line);
  return {
    path: pathOf(path), commit: /^[0-9a-f]{40}$/.test(id) ? id : null, subject: line(subject),
    remotes: (remotes ?? Buffer.alloc(0)).toString('latin1').split('\n').filter((one) => one !== '').map((one) => line(Buffer.from(one, 'latin1'))),
    known: line(known), why: whyUnread(why?.toString('latin1') ?? ''),
  };
}

function whyUnread(why: string): string {
  switch (why) {
    case '': return '';
    case 'unborn': return 'It has no commit yet.';
    case 'link': return 'Its .git is a link or a file that leads elsewhere.';
    case 'many': return 'There are too many checkouts in this workspace.';
    case 'objects': return 'What git keeps of its commit is not whole, or not what its name says.';
    default: return 'Where its HEAD stands could not be read.';
  }
}

function fileOf([area, path, change, kind, was, size, sha, before, after, unshown]: readonly Buffer[], show: Show, mark: (...parts: Uint8Array[]) => string): FactFile {
  const [isHome, why] = [area?.toString() === 'h', among(unshownWhy, unshown)];
  const [old, now] = [kindOf(was), kindOf(kind)];
  const texts = [shownOf(old, why, before, show), shownOf(now, why, after, show)] as const;
  const isLong = texts.some((text) => text !== null && text.length > mostShown.file);
  return {
    path: `${isHome ? '~/' : ''}${pathOf(path)}`, change: among(fileChanges, change) ?? 'changed', kind: now ?? old ?? 'other', was: old,
    size: numberOf(size), before: isLong ? null : texts[0], after: isLong ? null : texts[1], unshown: isLong ? 'large' : why,
    mark: mark(...[path, change, kind, was, size, sha].map((each) => each ?? Buffer.alloc(0))),
  };
}

/** Only files and links have a content to show. */
function shownOf(kind: FileKind | null, unshown: string | null, content: Buffer | undefined, show: Show): string | null {
  const has = kind === 'file' || kind === 'program' || kind === 'link';
  return has && unshown === null ? show(content ?? Buffer.alloc(0)) : null;
}

function groupOf(path: Buffer | undefined, count: Buffer | undefined, size: Buffer | undefined, mark: string): FactGroup {
  const name = path?.toString('latin1') ?? '';
  return { path: name === '*' ? furtherFiles : cut(shownPath(name), longest.path), count: numberOf(count), size: numberOf(size), mark };
}

function kindOf(bytes: Buffer | undefined): FileKind | null {
  return among(fileKinds, bytes);
}

function among<Word extends string>(words: readonly Word[], bytes: Buffer | undefined): Word | null {
  return words.find((word) => word === bytes?.toString('latin1')) ?? null;
}

function pathOf(bytes: Buffer | undefined): string {
  return cut(shownPath(bytes?.toString('latin1') ?? ''), longest.path);
}

function numberOf(bytes: Buffer | undefined): number {
  const text = bytes?.toString('latin1') ?? '';
  if (!/^\d{1,15}$/.test(text)) throw factsBroken();
  return Number(text);
}

/** Takes bytes; gives them as text, what is no UTF-8 and what nobody sees spelled out. Tabs and line ends stay. */
export function shownText(bytes: Uint8Array): string {
  const latin = Buffer.from(bytes).toString('latin1');
  // A path is shown on one line; its bytes are decoded just as a file's are. What only looks like our spelling is spelled out.
  return latin.split(/([\t\n]|\xe2\x9f\xa6)/).map((part) => (part === '\t' || part === '\n' ? part : part === '\xe2\x9f\xa6' ? '⟦U+27E6⟧' : shownPath(part))).join('');
}

/** A step can make anything a secret. What could be a command is shown all the same: nobody is to hide one from who approves. */
const plainSecret = /^[\w+/=.~@:-]{8,}$/;

/** Gives what shows bytes with known secrets, and what looks like one, masked. */
function masker(secrets: Iterable<string>): Show {
  const known = [...secrets].filter((secret) => plainSecret.test(secret)).sort((one, other) => other.length - one.length);
  return (bytes) => {
    const text = shownText(bytes);
    return maskSecrets(known.reduce((masking, secret) => masking.replaceAll(secret, masked), text));
  };
}

function oneLine(text: string): string {
  return visible(text.replaceAll('\n', ' ').replaceAll('\t', ' '));
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}… (${text.length - most} characters more)` : text;
}
