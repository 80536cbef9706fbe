/** What may be asked about the files of a workspace: its schema, and what the helper inside is told. Purely. */
import { z } from 'zod';
import { type FilesAsk, mostEditedBytes, mostEntries, mostListed } from '../../../common/workspace-files.ts';
import { pathOfId } from '../../../common/workspace-path.ts';

const at = z.string().refine((id) => pathOfId(id) !== null, 'must be the id of a path in the workspace');
/** The workspace itself can be listed, but neither written nor removed. */
const atOne = at.refine((id) => id !== '', 'must be the id of something in the workspace');
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal');
const download = z.int().nonnegative();

/** Base64 of as many bytes as are edited: four characters for three bytes, rounded up. */
const content = z.base64().max(Math.ceil(mostEditedBytes / 3) * 4);

export const filesAsk = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('state') }),
  z.strictObject({ act: z.literal('list'), at, after: at.refine((id) => !pathOfId(id)?.includes('/'), 'must be the id of a name') }),
  z.strictObject({ act: z.literal('open'), at }),
  z.strictObject({ act: z.literal(['read', 'make-folder', 'remove']), at: atOne }),
  z.strictObject({ act: z.literal('write'), at: atOne, base: digest.nullable(), content }),
  z.strictObject({ act: z.literal(['take', 'drop']), download }),
]);

/** What is done inside, by a helper. */
export type HelpedAsk = Exclude<FilesAsk, { act: 'state' | 'take' | 'drop' }>;

/** The largest archive: entries, and KiB that they take on the disk. */
const largestArchive = { entries: mostEntries, kibibytes: 4 * 1024 * 1024 };
/** A digest is computed of larger files than are edited, to say that they changed; beyond this they are just larger. */
const mostDigestedBytes = 64 * 1024 * 1024;

/** Takes an ask and a name that no file has; gives the words the helper reads, each ended by NUL, as latin-1. */
export function wordsOf(ask: HelpedAsk, unused: string): string {
  return [ask.act, pathOfId(ask.at) ?? '', ...furtherWords(ask, unused)].map((word) => `${word}\0`).join('');
}

function furtherWords(ask: HelpedAsk, unused: string): [string, string] {
  switch (ask.act) {
    case 'list': return [pathOfId(ask.after) ?? '', `${mostListed} ${mostEntries}`];
    case 'read': return [String(mostEditedBytes), ''];
    case 'write': return [ask.base ?? '', `${unused} ${mostDigestedBytes}`];
    case 'open': return [String(largestArchive.entries), String(largestArchive.kibibytes)];
    default: return ['', ''];
  }
}
