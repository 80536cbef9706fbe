/** Uids of seeded objects. Pure. */
import { createHash } from 'node:crypto';
import type { Manifest } from '../cluster/object.ts';

/** Takes an object; gives its uid, which is known before the object is made, so that others can refer to it. */
export function uidOf({ kind, metadata }: Manifest): string {
  const hex = createHash('sha256').update(`${kind}/${metadata.namespace ?? ''}/${metadata.name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
