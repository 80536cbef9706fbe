/** The files of one's own workspaces, as the server gives and takes them. */
import type { FileRead, FileSaved, Listing, WorkspaceState } from '../../common/workspace-files.ts';
import { type Answer, get, post } from './http.ts';
import { noteLoggedOut } from './session.ts';

/** Where something is: an environment, and the id of a path there. */
export interface Whereabouts {
  environment: string;
  at: string;
}

export const readWorkspace = (environment: string) => told(get<WorkspaceState>(address(environment, '')));
export const listFolder = ({ environment, at }: Whereabouts, after: string) => told(get<Listing>(`${address(environment, '/files')}?${query({ at, after })}`));
export const readFile = ({ environment, at }: Whereabouts) => told(get<FileRead>(`${address(environment, '/file')}?${query({ at })}`));
/** `base` is the digest of what was edited, null for a new file; `content` is base64. */
export const saveFile = ({ environment, at }: Whereabouts, base: string | null, content: string) => told(post<FileSaved>(address(environment, '/file'), { at, base, content }));
export const makeFolder = ({ environment, at }: Whereabouts, path: string) => told(post(address(environment, '/folder'), { at, path }));
export const removeEntry = ({ environment, at }: Whereabouts) => told(post(address(environment, '/remove'), { at }));
export const beginAnew = (environment: string) => told(post('/api/workspaces/reset', { environment }));

/** Takes a file or a folder; gives the address it is downloaded from. */
export function downloadAddress({ environment, at }: Whereabouts): string {
  return `${address(environment, '/download')}?${query({ at })}`;
}

function address(environment: string, rest: string): string {
  return `/api/workspaces/${encodeURIComponent(environment)}${rest}`;
}

function query(values: Record<string, string>): string {
  return new URLSearchParams(values).toString();
}

async function told<T>(answer: Promise<Answer<T>>): Promise<Answer<T>> {
  const come = await answer;
  if (!come.ok && come.problem.code === 'not-logged-in') noteLoggedOut();
  return come;
}
