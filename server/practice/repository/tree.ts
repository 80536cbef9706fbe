/** Reads what git says of trees, files and commits. Pure. */

export interface TreeEntry {
  object: string;
  size: number;
  path: string;
}

/** What is read of one tree at most: these repositories hold manifests. */
export const bounds = { files: 5000, bytes: 8 * 1024 * 1024 } as const;

/**
 * Takes the output of `git ls-tree -r -z --long`; gives the regular files in it. Links are left out: who reads them would be
 * led elsewhere. Throws when there are more, or larger ones, than may be read at once.
 */
export function parseTree(output: string): TreeEntry[] {
  const entries = output.split('\0').flatMap((line) => {
    const found = /^100(?:644|755) blob ([0-9a-f]{40,64}) +(\d+)\t([^]+)$/.exec(line);
    return found === null ? [] : [{ object: found[1] ?? '', size: Number(found[2]), path: found[3] ?? '' }];
  });
  const bytes = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (entries.length > bounds.files || bytes > bounds.bytes) {
    throw new Error(`the commit holds ${entries.length} files of ${bytes} bytes in all; at most ${bounds.files} of ${bounds.bytes} are read`);
  }
  return entries;
}

/** Takes entries and the output of `git cat-file --batch` for them; gives their contents by path. Throws when it is cut short. */
export function parseBatch(entries: readonly TreeEntry[], output: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  let at = 0;
  for (const { path, size } of entries) {
    const begin = output.indexOf('\n', at) + 1;
    if (begin === 0 || output.length < begin + size) throw new Error(`git gave no content for ${path}`);
    files.set(path, output.toString('utf8', begin, begin + size));
    at = begin + size + 1;
  }
  return files;
}

export interface Commit {
  id: string;
  author: string;
  /** RFC 3339 */
  time: string;
  /** first line of the message */
  subject: string;
}

/** How `git log` is to print what `parseLog` reads. */
export const logFormat = '--format=%H%x00%an%x00%aI%x00%s%x00';

/** Takes what git prints in `logFormat`; gives the commits. */
export function parseLog(output: string): Commit[] {
  return output.split('\0\n').filter((line) => line !== '').map((line) => {
    const [id = '', author = '', time = '', subject = ''] = line.split('\0');
    return { id, author, time, subject };
  });
}

/** Tells whether something can be the name of a branch: what GitHub and git both take, and no path out of refs/heads. */
export function isBranch(name: string): boolean {
  return name.length <= 200 && /^[\w][\w.+-]*(?:\/[\w][\w.+-]*)*$/.test(name) && !name.includes('..') && !/\.lock(?:\/|$)|\.(?:\/|$)/.test(name);
}
