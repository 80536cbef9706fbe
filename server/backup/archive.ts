/**
 * A backup is one tar file of the data folder, gzipped: `handrail.db` (a whole copy, made while the server runs), `audit/`,
 * `journals/` and `workspaces/`. What grows while it is read is in it as it was when its turn came: journals and records
 * are append-only, so that is a true beginning of them. Practice worlds are left out: anybody makes theirs anew.
 */
import { execFile } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { HandrailError } from '../../common/errors.ts';
import type { Paths } from '../config/paths.ts';

const run = promisify(execFile);

/** The copy of the database in the data folder, until it is in the archive. */
export const databaseCopy = 'backup.db';
const kept = ['audit', 'journals', 'workspaces'] as const;
/** As its head says, a chain copied while it grows would seem to be cut off; the database knows the head, too. */
const chains = /^(server|runner(-\d+)?)\.jsonl$/;
/** GNU tar ends with this where a file grew while it was read: https://www.gnu.org/software/tar/manual/html_node/Synopsis.html */
const someChanged = 1;

/** Takes the paths, whose database has been copied, and the file to make; makes it, readable by its owner only. Gives its size in bytes. Throws `bad-config`. */
export async function writeArchive(paths: Paths, file: string): Promise<number> {
  if (existsSync(file)) throw new HandrailError('bad-config', { why: `${file} is there already. Choose another name, or move it away.` });
  const unfinished = `${file}.unfinished`;
  // Made by us first: it holds what people ran and printed.
  closeSync(openSync(unfinished, 'w', 0o600));
  try {
    await tar(['--create', '--gzip', '--file', unfinished, '--directory', paths.data, '--numeric-owner', '--sparse', '--warning=no-file-changed', '--warning=no-file-removed', '--warning=no-file-ignored',
      '--exclude=journals/reserve', `--transform=flags=r;s,^${databaseCopy}$,handrail.db,`, databaseCopy, ...inOrder(paths)], someChanged);
    renameSync(unfinished, file);
    return statSync(file).size;
  } finally {
    rmSync(unfinished, { force: true });
    rmSync(join(paths.data, databaseCopy), { force: true });
  }
}

/**
 * What is read when: the server's record first, since it names what stands in the others; then what runs printed; then the
 * records of runners, which tell what of that was removed meanwhile. So what names something comes before it.
 */
function inOrder({ data, audit }: Paths): string[] {
  const folders = (['journals', 'workspaces'] as const).filter((name) => existsSync(join(data, name)));
  if (!existsSync(audit)) return folders;
  const [first, others] = ['server.jsonl', readdirSync(audit).filter((name) => chains.test(name) && name !== 'server.jsonl').map((name) => `audit/${name}`)];
  return ['--no-recursion', 'audit', '--recursion', ...(existsSync(join(audit, first)) ? [`audit/${first}`] : []), ...folders, ...others];
}

/**
 * Takes an archive and the paths of a data folder that is empty or not there; puts everything back, owners and modes with it,
 * and proves that the database is whole. Throws `bad-config` when something is in the way, or the archive is none.
 */
export async function readArchive(file: string, paths: Paths): Promise<void> {
  if (!existsSync(file)) throw new HandrailError('bad-config', { why: `There is no file ${file}.` });
  if (existsSync(paths.data) && readdirSync(paths.data).length > 0) {
    throw new HandrailError('bad-config', { why: `${paths.data} is not empty. Stop Handrail and move that folder away, or set HANDRAIL_DATA to a new one.` });
  }
  const { stdout } = await tar(['--list', '--gzip', '--file', file]);
  const names = new Set(stdout.split('\n').map((name) => name.split('/')[0] ?? ''));
  if (!names.has('handrail.db')) throw new HandrailError('bad-config', { why: `${file} is no backup of Handrail: there is no handrail.db in it.` });
  mkdirSync(paths.data, { recursive: true, mode: 0o700 });
  await tar(['--extract', '--gzip', '--file', file, '--directory', paths.data, '--numeric-owner', '--preserve-permissions', '--', 'handrail.db', ...kept.filter((name) => names.has(name))]);
  requireWhole(paths.database);
}

function requireWhole(path: string): void {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const found = Object.values(database.prepare('pragma integrity_check').get() ?? {})[0];
    if (found !== 'ok') throw new HandrailError('bad-config', { why: `The database of the backup is damaged (${String(found).slice(0, 200)}). Take an earlier backup.` });
  } finally {
    database.close();
  }
}

async function tar(words: readonly string[], passed = 0): Promise<{ stdout: string }> {
  try {
    return await run('tar', words, { maxBuffer: 1024 * 1024 * 1024, env: { ...process.env, LC_ALL: 'C' } });
  } catch (error) {
    const { code, stderr = '' } = error as { code?: number | string; stderr?: string };
    if (code === passed && passed !== 0) return { stdout: '' };
    const why = stderr.trim().split('\n').slice(0, 3).join('; ') || String(error);
    throw new HandrailError('bad-config', { why: `tar could not: ${why.slice(0, 500)}` });
  }
}
