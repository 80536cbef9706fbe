/** What all pods of this machine share: the images, the filter of system calls, the means of limits. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HandrailError } from '../../../common/errors.ts';
import type { Limits } from '../../sandbox/limits.ts';
import { filterForThisMachine } from '../../sandbox/seccomp.ts';
import type { Image } from '../images/image.ts';
import { Turnstile } from './turnstile.ts';

export interface Ground {
  readonly images: readonly Image[];
  /** the seccomp filter, and the file it stands in */
  readonly filter: Uint8Array;
  readonly filterFile: string;
  /** how containers come to be, a few at a time */
  readonly starts: Turnstile;
  /** means to limit processes and memory of each container; null where the machine has none */
  readonly limits: Limits | null;
}

/** Making a sandbox is work for a processor; two at a time keep two busy. */
const startsAtOnce = 2;

/**
 * Takes a folder for what is shared, the images there are and the means of limits; gives the ground pods stand on.
 * Throws `running-off` on a machine there is no filter for.
 */
export function prepareGround(folder: string, images: readonly Image[], limits: Limits | null): Ground {
  const filter = filterForThisMachine(process.arch, true);
  if (filter === null) throw new HandrailError('running-off', { why: `there is no system call filter for ${process.arch} processors.` });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const filterFile = join(folder, 'seccomp');
  writeFileSync(filterFile, filter);
  return { images, filter, filterFile, starts: new Turnstile(startsAtOnce), limits };
}
