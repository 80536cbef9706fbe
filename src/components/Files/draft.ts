/** What is being edited, kept in this tab: a reload, a lost connection or a way to another page and back loses nothing. */

export interface Draft {
  /** digest of what was edited; null for a file that was not there */
  base: string | null;
  text: string;
}

/** Where drafts are kept: the tab’s session storage, or in a test anything like it. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** Whose file it is: another person who logs in at this tab must not find it. */
export interface DraftOf {
  person: string;
  environment: string;
  at: string;
}

/** Takes whose file it is; gives its draft, or null. */
export function readDraft(shelf: Shelf, of: DraftOf): Draft | null {
  try {
    const found: unknown = JSON.parse(shelf.getItem(keyOf(of)) ?? 'null');
    return isDraft(found) ? found : null;
  } catch {
    return null;
  }
}

/** Takes a draft, or null to forget it; keeps it. Tells whether there was room. */
export function keepDraft(shelf: Shelf, of: DraftOf, draft: Draft | null): boolean {
  try {
    if (draft === null) shelf.removeItem(keyOf(of));
    else shelf.setItem(keyOf(of), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

function keyOf({ person, environment, at }: DraftOf): string {
  return `handrail-draft ${person} ${environment} ${at}`;
}

function isDraft(value: unknown): value is Draft {
  return typeof value === 'object' && value !== null && 'text' in value && typeof value.text === 'string'
    && 'base' in value && (value.base === null || typeof value.base === 'string');
}
