/**
 * Device files of a cluster's own. Where root runs the practice process, a pod's processes are root to the owner checks of
 * the file system, though they have no capability: they could change the modes of the machine's /dev/null. So they get
 * copies there. Nobody else can make device files, and nobody else needs to.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { HandrailError } from '../../../common/errors.ts';
import { searchPath } from '../images/machine.ts';

/** name → major and minor number (https://www.kernel.org/doc/html/latest/admin-guide/devices.html) */
const numbers = { null: '1 3', zero: '1 5', full: '1 7', random: '1 8', urandom: '1 9', tty: '5 0' } as const;

/**
 * Takes a folder that is this function's own; gives the files to put in the place of those in /dev, by name: none when
 * the machine's will do. Throws `running-off` when the folder cannot hold device files.
 */
export function makeDevices(folder: string): Record<string, string> {
  if (process.getuid?.() !== 0) return {};
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const script = Object.entries(numbers).map(([name, pair]) => `mknod -m 666 ${name} c ${pair}`).join(' && ');
  try {
    execFileSync('/bin/sh', ['-c', script], { cwd: folder, env: { PATH: searchPath }, stdio: 'pipe' });
    closeSync(openSync(join(folder, 'null'), 'r'));
  } catch (error) {
    const why = `${folder} cannot hold device files, which pods need when root runs Handrail (${String(error)}). Run it as another user, or set HANDRAIL_DATA to a folder on a file system mounted without nodev.`;
    throw new HandrailError('running-off', { why });
  }
  return Object.fromEntries(Object.keys(numbers).map((name) => [name, join(folder, name)]));
}
