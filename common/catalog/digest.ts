/**
 * The digest of a step: SHA-256 over what a click promises to run (source, metadata, declarations of its parameters, and
 * the runbook's settings that change what it does), in a canonical spelling. Prose, line numbers and headings are left
 * out, so that a typo mended elsewhere makes no page stale.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Takes any JSON value; gives its digest, 64 hex digits. Keys are sorted, so their order does not matter. */
export function digestOf(value: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonical(value))));
}

/** Takes any JSON value; gives its one spelling: keys sorted, nothing between them. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    entries.sort(([left], [right]) => (left < right ? -1 : 1));
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
