/**
 * The programs a sandbox is made of and a runbook expects, and the Debian packages they come in.
 */
import { accessSync, constants, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

export interface Tools {
  readonly bash: string;
  readonly bwrap: string;
  readonly setpriv: string;
  /** files outside /usr that kubectl needs, read-only at the same path inside; empty when it lies under /usr */
  readonly extraFiles: readonly string[];
  /** folder of kubectl when no ordinary one holds it; empty otherwise */
  readonly extraPath: string;
  /** Debian packages that are not there, and `kubectl`, which Debian has only in too old a version */
  readonly missing: readonly string[];
}

const packages: readonly [program: string, from: string][] = [
  ['bwrap', 'bubblewrap'], ['socat', 'socat'], ['redis-cli', 'redis-server'], ['redis-server', 'redis-server'],
  ['setpriv', 'util-linux'], ['make', 'make'], ['git', 'git'], ['perl', 'perl-base'], ['kubectl', 'kubectl'],
];
const ordinary = ['/usr/local/bin', '/usr/bin', '/usr/sbin'];

/** Takes folders to look in; gives what was found. Looks only, runs nothing. */
export function findTools(path: readonly string[] = [...ordinary, ...(process.env['PATH'] ?? '').split(':')]): Tools {
  const find = (program: string) => path.map((folder) => join(folder, program)).find(isProgram) ?? null;
  const missing = packages.filter(([program]) => find(program) === null).map(([, from]) => from);
  const kubectl = find('kubectl');
  return Object.freeze({
    bash: '/bin/bash',
    bwrap: find('bwrap') ?? '/usr/bin/bwrap',
    setpriv: find('setpriv') ?? '/usr/bin/setpriv',
    ...(kubectl === null ? { extraFiles: [], extraPath: '' } : placeOf(kubectl)),
    missing: [...new Set(missing)],
  });
}

/** Takes packages from `findTools`; gives the command that brings them. */
export function installCommand(missing: readonly string[]): string {
  const debian = missing.filter((name) => name !== 'kubectl');
  const parts = debian.length > 0 ? [`sudo apt-get install ${debian.join(' ')}`] : [];
  if (missing.includes('kubectl')) parts.push('kubectl 1.30 or newer from https://kubernetes.io/docs/tasks/tools/');
  return parts.join('; and ');
}

/** A vendor's kubectl may be a dispatcher that runs `kubectl.1.32` beside itself: its siblings come along. */
function placeOf(kubectl: string): { extraFiles: string[]; extraPath: string } {
  const real = realpathSync(kubectl);
  const extraFiles = real.startsWith('/usr/') ? [] : siblings(real);
  if (!kubectl.startsWith('/usr/')) return { extraFiles: extraFiles.length > 0 ? extraFiles : siblings(real), extraPath: dirname(real) };
  return { extraFiles, extraPath: ordinary.includes(dirname(kubectl)) ? '' : dirname(kubectl) };
}

function siblings(real: string): string[] {
  const name = basename(real);
  const folder = dirname(real);
  return readdirSync(folder).filter((entry) => entry === name || entry.startsWith(`${name}.`)).map((entry) => join(folder, entry));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return path.startsWith('/') && statSync(path).isFile();
  } catch {
    return false;
  }
}
