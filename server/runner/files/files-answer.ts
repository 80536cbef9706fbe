/** Reads what the helper among a workspace's files answered. Purely, and trusting nothing: steps wrote what it read. */
import { createHash } from 'node:crypto';
import { HandrailError } from '../../../common/errors.ts';
import { type Entry, entryKinds, type EntryKind, type FileRead, type FileSaved, type Listing, mostEditedBytes, mostListed } from '../../../common/workspace-files.ts';
import { below, idOfPath, isPath, pathOfId, shownPath } from '../../../common/workspace-path.ts';
import type { HelpedAsk } from './files-ask.ts';

/** The first line of an answer is no longer than this. */
const longestLine = 200;
/** A path in a sentence is cut here, in characters. */
const longestShown = 300;

export interface Answered {
  /** of the first line, without `ok` */
  words: string[];
  rest: Buffer;
}

/** Takes an answer as far as it has come; gives its first line and what follows, null while there is no whole line. Throws what the helper refused. */
export function readAnswer(bytes: Buffer, ask: HelpedAsk): Answered | null {
  const end = bytes.indexOf('\n');
  if (end < 0 && bytes.length <= longestLine) return null;
  const [first, ...words] = bytes.subarray(0, Math.max(end, 0)).toString('latin1').split(' ');
  if (first === 'ok') return { words, rest: bytes.subarray(end + 1) };
  if (first === 'no') throw refusal(words, ask);
  throw broken();
}

/** The answer was cut off, or none: the helper was ended, or its sandbox did not come up. */
export function broken(): HandrailError {
  return new HandrailError('file-refused', { why: 'The workspace could not be looked into just now. Try again in a moment.' });
}

const said: Readonly<Record<string, (path: string) => string>> = {
  closed: (path) => `${path} is closed: its permissions, or those of a folder on the way, do not let you. A step can change them with \`chmod\`.`,
  elsewhere: (path) => `The way to ${path} leads through a link, or through something that is no folder. Links are not followed here.`,
  link: (path) => `${path} is a link. Links are not followed here; they can be removed.`,
  folder: (path) => `${path} is a folder.`,
  other: (path) => `${path} is no plain file: nothing can be read from it or written to it here.`,
  exists: (path) => `${path} is there already.`,
  'not-empty': (path) => `${path} is not empty. Remove first what is in it, or remove it in a step with \`rm -r\`.`,
  full: (path) => `There is no room left for ${path}. Remove something first.`,
  many: (path) => `${path === '' ? 'The workspace' : path} is too much for one download. Download its folders one by one, or pack what you need in a step.`,
};

function refusal([code = '', detail = '']: readonly string[], ask: HelpedAsk): HandrailError {
  const path = shownPath(pathOfId(ask.at) ?? '').slice(0, longestShown);
  if (code === 'absent') return new HandrailError('no-file', { path: path === '' ? 'the workspace' : path });
  if (code === 'changed') return new HandrailError('file-changed', { path, base: ask.act === 'write' ? ask.base ?? '' : '', now: /^([0-9a-f]{64}|larger)?$/.test(detail) ? detail : '' });
  const why = said[code]?.(path) ?? `${path} could not be reached${/^\d{1,4}$/.test(detail) ? ` (error ${detail})` : ''}.`;
  return new HandrailError('file-refused', { why });
}

/** Takes a folder's id and the answer; gives the listing. */
export function listingOf(at: string, { words, rest }: Answered): Listing {
  const [count, uncounted, more] = words;
  const folder = pathOfId(at) ?? '';
  const entries = rest.toString('latin1').split('\0').slice(0, mostListed).flatMap((line) => entryOf(folder, line));
  return {
    entries, count: numberOf(count), uncounted: uncounted === '1',
    next: more === '1' ? entries.at(-1)?.id ?? null : null,
  };
}

function entryOf(folder: string, line: string): Entry[] {
  const found = /^(\w+) (\d{1,19}) (-?\d{1,14}) ([^/]+)$/s.exec(line);
  if (found === null) return [];
  const [, kind = '', size = '', changed = '', name = ''] = found;
  // What is too deep for a path is shown in no list: nobody could open it from there.
  if (!isPath(below(folder, name))) return [];
  return [{ id: idOfPath(name), kind: isKind(kind) ? kind : 'other', size: Number(size), changedAt: timeOf(Number(changed)) }];
}

/** The last moment that a date can tell (ECMA-262, section 21.4.1.1), in milliseconds. A step may give a file any time. */
const farthest = 8.64e15;

/** Takes seconds; gives milliseconds. */
function timeOf(seconds: number): number {
  return Math.max(-farthest, Math.min(farthest, seconds * 1000));
}

function isKind(kind: string): kind is EntryKind {
  return (entryKinds as readonly string[]).includes(kind);
}

/** Takes the answer; gives the file that was read. */
export function fileOf({ words: [size, changed], rest }: Answered): FileRead {
  const isRead = numberOf(size) <= mostEditedBytes;
  return {
    size: numberOf(size), changedAt: timeOf(numberOf(changed)),
    digest: isRead ? digestOf(rest) : null, content: isRead ? rest.toString('base64') : null,
  };
}

/** Takes what was written and the answer; gives what stands there now. */
export function savedOf(content: Uint8Array, { words: [size, changed] }: Answered): FileSaved {
  return { digest: digestOf(content), size: numberOf(size), changedAt: timeOf(numberOf(changed)) };
}

/** Takes bytes; gives their SHA-256 in hexadecimal. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function numberOf(word: string | undefined): number {
  if (word === undefined || !/^-?\d{1,15}$/.test(word)) throw broken();
  return Number(word);
}
