/** Looks for the programs the practice world is made of, and gives the images they make possible. */
import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { HandrailError } from '../../../common/errors.ts';
import { generalImages } from './general.ts';
import type { Image } from './image.ts';
import { promptImages } from './prompt-images.ts';
import { redisImage, redisVersion } from './redis.ts';
import { s3proxy } from './s3proxy.ts';
import { transformedEfd } from './transformed-efd.ts';

/** program → the Debian package that has it */
const needed: Readonly<Record<string, string>> = {
  bwrap: 'bubblewrap',
  'redis-server': 'redis-server',
  'redis-cli': 'redis-tools',
  perl: 'perl-base',
  prlimit: 'util-linux',
  sqlite3: 'sqlite3',
  git: 'git',
};

/** Where programs of this machine are looked for: also the search path of every container. */
export const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Takes a program's name and a search path; gives the file that would run, or null. */
export function findProgram(name: string, path: string = searchPath): string | null {
  for (const folder of path.split(':')) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // not in this folder
    }
  }
  return null;
}

/**
 * Takes a search path; gives the images this machine can run.
 * Throws `package-missing`, naming the Debian packages, when a program the practice world needs is not there.
 */
export function machineImages(path: string = searchPath): Image[] {
  const missing = new Set(Object.keys(needed).filter((program) => findProgram(program, path) === null).map((program) => needed[program]));
  const redis = findProgram('redis-server', path);
  if (missing.size > 0 || redis === null) {
    const packages = [...missing].join(' ');
    throw new HandrailError('package-missing', { packages, command: `apt-get install ${packages}` });
  }
  const version = redisVersion(execFileSync(redis, ['--version'], { encoding: 'utf8', env: {} }));
  return [redisImage(version ?? 'unknown'), ...promptImages, s3proxy, transformedEfd, ...generalImages];
}
