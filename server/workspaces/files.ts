/**
 * The files of one's own workspace: looked at, changed, downloaded. Whose it is comes from who asks, never from what is
 * asked. Every change is recorded before it is done, with paths, digests and sizes, never with content.
 */
import { createHash } from 'node:crypto';
import { HandrailError } from '../../common/errors.ts';
import { isOver } from '../../common/run-state.ts';
import { type Download, type FileRead, type FileSaved, type FilesAsk, type Listing, mostEditedBytes, type WorkspaceState } from '../../common/workspace-files.ts';
import { below, bytesOfText, idOfPath, isPath, pathOfId, shownPath } from '../../common/workspace-path.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { Principal } from '../auth/principal.ts';
import type { RunRegister } from '../runs/register.ts';
import { knownEnvironment, type ResetDeps } from './reset.ts';

export type FilesDeps = Pick<ResetDeps, 'audit' | 'runner' | 'environments'> & { register: RunRegister };

/** Whose workspace, and where in it. */
export interface Spot {
  principal: Principal;
  environment: string;
  /** id of a path */
  at: string;
}

/** What names a place in a workspace: the id of a path, and below it what a person wrote. */
export interface Named {
  at: string;
  path: string;
}

/** Runs looked through for those that go on. */
const mostRuns = 200;

/** Takes who asks, an environment and a place; gives where that is. Throws `unknown-environment`, `bad-message`. */
export function spotOf({ environments }: FilesDeps, principal: Principal, environment: string, { at, path }: Named): Spot {
  knownEnvironment(environments(), principal, environment);
  const folder = pathOfId(at);
  const whole = below(folder ?? '', bytesOfText(path));
  if (folder === null || !isPath(whole)) {
    throw new HandrailError('bad-message', { why: `“${shownPath(bytesOfText(path)).slice(0, 300)}” is no path in the workspace. Write one like \`jobs/job.yaml\`: relative, without \`..\`.` });
  }
  return { principal, environment, at: idOfPath(whole) };
}

/** Takes a workspace; gives what carries over there, and what runs there now. */
export async function lookAround({ runner, register }: FilesDeps, { principal, environment }: Spot): Promise<WorkspaceState> {
  const person = principal.person.id;
  const runs = await register.list({ person, environment, limit: mostRuns });
  const carried = await runner.files(person, environment, { act: 'state' });
  return { ...carried, running: runs.filter(({ state }) => !isOver(state)).map(({ title }) => title) };
}

/** Takes a folder and what the entries come after; gives the listing. Throws `no-file`, `file-refused`. */
export async function listFolder({ runner }: FilesDeps, { principal, environment, at }: Spot, after: string): Promise<Listing> {
  return await runner.files(principal.person.id, environment, { act: 'list', at, after });
}

/** Takes a file; gives its content, as far as it is edited here. Throws `no-file`, `file-refused`. */
export async function readFile({ runner }: FilesDeps, { principal, environment, at }: Spot): Promise<FileRead> {
  return await runner.files(principal.person.id, environment, { act: 'read', at });
}

/**
 * Takes a file, the digest of what was edited (null where nothing may be there yet) and the content in base64; saves it whole.
 * Throws `file-changed` when something else is there now, `message-too-big`, `file-refused`.
 */
export async function saveFile(deps: FilesDeps, spot: Spot, base: string | null, content: string): Promise<FileSaved> {
  const bytes = Buffer.from(content, 'base64');
  if (bytes.length > mostEditedBytes) throw new HandrailError('message-too-big', { limit: mostEditedBytes });
  const digest = createHash('sha256').update(bytes).digest('hex');
  const event = { kind: 'file-saved' as const, ...told(spot), before: base ?? '', after: digest, size: bytes.length };
  return await recorded(deps, spot, event, { act: 'write', at: spot.at, base, content: bytes.toString('base64') });
}

/** Takes a place where nothing is; makes a folder. Throws `file-refused`. */
export async function makeFolder(deps: FilesDeps, spot: Spot): Promise<void> {
  await recorded(deps, spot, { kind: 'folder-made', ...told(spot) }, { act: 'make-folder', at: spot.at });
}

/** Takes a file, a link or an empty folder; removes it. Throws `no-file`, `file-refused`. */
export async function removeEntry(deps: FilesDeps, spot: Spot): Promise<void> {
  await recorded(deps, spot, { kind: 'file-removed', ...told(spot) }, { act: 'remove', at: spot.at });
}

/** Takes a file or a folder; begins a download. Throws `no-file`, `file-refused`. */
export async function openDownload({ runner }: FilesDeps, { principal, environment, at }: Spot): Promise<Download & { name: string; pieces: AsyncIterable<Uint8Array> }> {
  const person = principal.person.id;
  const download = await runner.files(person, environment, { act: 'open', at });
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        const bytes = await runner.files(person, environment, { act: 'take', download: download.download });
        if (bytes.length === 0) return;
        yield bytes;
      }
    } finally {
      // Whoever took may have gone; the runner then need not wait for them.
      await runner.files(person, environment, { act: 'drop', download: download.download }).catch(() => undefined);
    }
  };
  return { ...download, name: fileName(environment, at, download.kind), pieces: pieces() };
}

/** Takes where something comes from; gives a file name that every system takes. */
function fileName(environment: string, at: string, kind: Download['kind']): string {
  const path = pathOfId(at) ?? '';
  const name = path === '' ? `workspace-${environment}` : shownPath(path.slice(path.lastIndexOf('/') + 1));
  return `${name.replace(/[\\/:*?"<>|⟦⟧\0-\x1f]/g, '_').slice(0, 150)}${kind === 'archive' ? '.tar' : ''}`;
}

type Change = Extract<AuditEvent, { kind: 'file-saved' | 'folder-made' | 'file-removed' }>;

/** An audit record is for reading: a path of four thousand bytes shows how it begins. */
function told({ principal, environment, at }: Spot): { by: string; environment: string; path: string } {
  return { by: principal.person.id, environment, path: shownPath(pathOfId(at) ?? '').slice(0, 1_000) };
}

/** Records a change, then makes it; one that was not made after all is recorded as that. */
async function recorded<Ask extends FilesAsk>({ audit, runner }: FilesDeps, { principal, environment }: Spot, event: Change, ask: Ask) {
  audit.write(event);
  try {
    return await runner.files(principal.person.id, environment, ask);
  } catch (error) {
    const code = error instanceof HandrailError ? error.code : 'internal';
    audit.write({ kind: 'file-left', by: event.by, environment, path: event.path, code });
    throw error;
  }
}
