/**
 * What page, server and runner say to each other about the files of a workspace. A place in it is named by the id of its
 * path (workspace-path.ts).
 */

/** The largest file that is edited in the page, in bytes. Larger ones are downloaded. */
export const mostEditedBytes = 1024 * 1024;
/** Entries of a folder told at a time. */
export const mostListed = 2_000;
/** Entries of a folder looked at: what is beyond them is not listed at all. */
export const mostEntries = 200_000;

export const entryKinds = ['file', 'folder', 'link', 'other'] as const;
/** `other` is a pipe or a socket, which can only be removed. */
export type EntryKind = (typeof entryKinds)[number];

export interface Entry {
  /** of its name in the folder: a whole path in each of two thousand entries could be more than a message may have */
  id: string;
  kind: EntryKind;
  /** bytes */
  size: number;
  /** Unix milliseconds */
  changedAt: number;
}

export interface Listing {
  /** sorted by the bytes of their names */
  entries: Entry[];
  /** how many there are, as far as was counted */
  count: number;
  /** whether there are more than were counted */
  uncounted: boolean;
  /** the id to ask for the next ones with; null when these are the last */
  next: string | null;
}

/** A plain file as it was read. */
export interface FileRead {
  size: number;
  changedAt: number;
  /** SHA-256 of the content, in hexadecimal; null with `content` */
  digest: string | null;
  /** base64; null when it is larger than is edited here */
  content: string | null;
}

export interface FileSaved {
  digest: string;
  size: number;
  changedAt: number;
}

/** What the last step left for the next one. */
export interface CarriedState {
  directory: string;
  /** names of exported variables; their values may be secret and stay where they are */
  variables: string[];
}

export interface WorkspaceState extends CarriedState {
  /** titles of the steps that run here now */
  running: string[];
}

export interface Download {
  download: number;
  kind: 'file' | 'archive';
  /** bytes; null where that is not known before the end */
  size: number | null;
}

/** `at` is the id of a path, `after` of a name in that folder. */
export type FilesAsk =
  | { act: 'state' }
  | { act: 'list'; at: string; after: string }
  | { act: 'read'; at: string }
  /** `base` is the digest of what was edited, null where nothing may be there yet; `content` is base64 */
  | { act: 'write'; at: string; base: string | null; content: string }
  | { act: 'make-folder'; at: string }
  /** a file, a link, or a folder that is empty */
  | { act: 'remove'; at: string }
  /** begins a download: of a file, or of a folder as a tar archive */
  | { act: 'open'; at: string }
  /** the next bytes of a download; none at its end */
  | { act: 'take'; download: number }
  | { act: 'drop'; download: number };

export interface FilesAnswers {
  state: CarriedState;
  list: Listing;
  read: FileRead;
  write: FileSaved;
  'make-folder': null;
  remove: null;
  open: Download;
  take: Uint8Array;
  drop: null;
}
