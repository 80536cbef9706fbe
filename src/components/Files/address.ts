/**
 * Where one is in a workspace, as the page’s address says it: `/workspace?env=practice&folder=<id>` or `…&file=<id>`. A link
 * that a person writes may say `path=jobs/job.yaml` for a file instead.
 */
import { bytesOfText, idOfPath, isPath, pathOfId, shownName } from '../../../common/workspace-path.ts';

export interface Place {
  /** null when the address names none */
  environment: string | null;
  kind: 'folder' | 'file';
  /** id of the path */
  at: string;
}

/** Takes the query of an address; gives the place it names. What is none is the workspace itself. */
export function placeOf(search: string): Place {
  const query = new URLSearchParams(search);
  const environment = query.get('env');
  const written = bytesOfText(query.get('path') ?? '');
  const file = query.get('file') ?? (isPath(written) ? idOfPath(written) : '');
  if (file !== '' && pathOfId(file) !== null) return { environment, kind: 'file', at: file };
  const folder = query.get('folder') ?? '';
  return { environment, kind: 'folder', at: pathOfId(folder) === null ? '' : folder };
}

/** Takes a place; gives its address on this site. */
export function addressOf({ environment, kind, at }: Place): string {
  const query = new URLSearchParams();
  if (environment !== null) query.set('env', environment);
  if (at !== '') query.set(kind, at);
  const said = query.toString();
  return said === '' ? '/workspace' : `/workspace?${said}`;
}

export interface Crumb {
  at: string;
  name: string;
}

/** Takes the id of a path; gives each folder on the way and what it ends in, the workspace itself left out. */
export function trailOf(at: string): Crumb[] {
  const path = pathOfId(at) ?? '';
  const names = path === '' ? [] : path.split('/');
  return names.map((name, index) => ({ at: idOfPath(names.slice(0, index + 1).join('/')), name: shownName(name) }));
}

/** Takes the id of a path; gives the id of the folder it is in. */
export function folderOf(at: string): string {
  const path = pathOfId(at) ?? '';
  return idOfPath(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
}
