/**
 * A path that a manifest names in a container. bubblewrap makes the places of mounts and the working directory from outside,
 * as us, while this machine's files are still in reach: by `..`, and by the links in /proc and /dev (/proc/self/root is the
 * whole machine). So a path is made plain here, and nothing can be placed in either folder.
 */
import { normalize } from 'node:path';

/** Takes a path and what it is for; gives it made plain. Throws when it is relative or leads where nothing may be placed. */
export function insidePath(path: string, what: string): string {
  const plain = normalize(path).replace(/(?<=.)\/$/, '');
  if (!plain.startsWith('/')) throw new Error(`cannot ${what} \`${path}\`: name an absolute path`);
  if (/^\/(proc|dev)(\/|$)/.test(plain) && !/^\/dev\/shm(\/|$)/.test(plain)) throw new Error(`cannot ${what} \`${path}\`: it is inside /proc or /dev`);
  return plain;
}
