/** The address of what runs on something: `/find?namespace=prompt-redis`. */
import { type TouchKind, touchKindOf } from '../../../common/search/touch.ts';

/** Characters of a name; longer ones are in nobody's runbook. */
const longest = 500;

/** Takes an address's query; gives what it asks for, or null when it asks for nothing that is known here. */
export function askedIn(search: string): { kind: TouchKind; name: string } | null {
  for (const [word, name] of new URLSearchParams(search)) {
    const kind = touchKindOf(word);
    if (kind !== null) return { kind, name: name.slice(0, longest) };
  }
  return null;
}

/** Takes a kind and a name; gives the address. */
export function findPath(kind: TouchKind, name: string): string {
  return name === '' ? '/find' : `/find?${new URLSearchParams({ [kind]: name }).toString()}`;
}
