/**
 * The name of the first commit of a repository of the world, worked out from its files: the same in every world, so that
 * a new world can say what it is deployed from before anybody asked git (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects).
 */
import { createHash } from 'node:crypto';
import { type Files, firstCommit } from '../../repository/seed.ts';

type Folder = Map<string, Folder | string>;

/** Takes the files a repository begins with; gives the name of its first commit. */
export function firstRevision(files: Files): string {
  const root: Folder = new Map();
  for (const [path, text] of files) put(root, path.split('/'), text);
  const stream = firstCommit(files);
  const author = /^author .*$/m.exec(stream)?.[0] ?? '';
  const committer = /^committer .*$/m.exec(stream)?.[0] ?? '';
  const length = Number(/^data (\d+)$/m.exec(stream)?.[1]);
  const begin = stream.indexOf('\n', stream.indexOf('\ndata ') + 1) + 1;
  const message = Buffer.from(stream.slice(begin)).subarray(0, length).toString();
  return hash('commit', Buffer.from(`tree ${treeOf(root)}\n${author}\n${committer}\n\n${message}`));
}

function put(folder: Folder, [name = '', ...rest]: string[], text: string): void {
  if (rest.length === 0) {
    folder.set(name, text);
    return;
  }
  const inner = folder.get(name);
  const next: Folder = inner instanceof Map ? inner : new Map();
  folder.set(name, next);
  put(next, rest, text);
}

/** A folder's entries are ordered as if a folder's name ended with a slash. */
function treeOf(folder: Folder): string {
  const sorted = [...folder].sort(([a, one], [b, two]) => Buffer.compare(Buffer.from(one instanceof Map ? `${a}/` : a), Buffer.from(two instanceof Map ? `${b}/` : b)));
  const entries = sorted.map(([name, entry]) => {
    const [mode, object] = entry instanceof Map ? ['40000', treeOf(entry)] : ['100644', hash('blob', Buffer.from(entry))];
    return Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(object, 'hex')]);
  });
  return hash('tree', Buffer.concat(entries));
}

function hash(type: string, content: Buffer): string {
  return createHash('sha1').update(`${type} ${content.length}\0`).update(content).digest('hex');
}
