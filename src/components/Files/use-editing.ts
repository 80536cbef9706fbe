/**
 * Editing one text: what was opened, what it is now, and saving, which happens only onto what was opened. What somebody else
 * wrote meanwhile is shown, and takes the place of what was opened.
 */
import { useEffect, useState } from 'react';
import { mostEditedBytes } from '../../../common/workspace-files.ts';
import { readFile, saveFile } from '../../client/files.ts';
import { type DraftOf, keepDraft, readDraft } from './draft.ts';
import { foundIn } from './found.ts';
import { base64OfBytes, type TextFile, withEnds } from './text-file.ts';

/** Editing; looking at what a save would change; the same when the file changed meanwhile. */
export type Mode = 'edit' | 'review' | 'conflict';

export interface Editing {
  mode: Mode;
  text: string;
  /** what is there on the server, as far as known; null where nothing is */
  there: TextFile | null;
  changed: boolean;
  busy: boolean;
  /** a sentence, and whether it is bad news */
  said: { text: string; bad: boolean };
  /** what a save puts there */
  raw: string;
  write(text: string): void;
  show(mode: Mode): void;
  save(): Promise<void>;
  /** Gives one's own changes up. */
  takeTheirs(): void;
}

interface Now {
  mode: Mode;
  text: string;
  file: TextFile;
  /** null where nothing is */
  digest: string | null;
  busy: boolean;
  said: Editing['said'];
}

/** How long after a key a draft is kept, in milliseconds. */
const draftAfter = 300;
const silent = { text: '', bad: false };

/** Takes whose file it is and what was opened; gives the editing of it. */
export function useEditing(of: DraftOf, file: TextFile, digest: string | null): Editing {
  const [now, setNow] = useState<Now>(() => begin(of, file, digest));
  const set = (part: Partial<Now>): void => { setNow((before) => ({ ...before, ...part })); };
  const changed = now.text !== now.file.text || now.digest === null;
  useDraft(of, now, changed && (now.text !== '' || now.digest !== null));
  const raw = withEnds(now.text, now.file.ends);

  const meet = async (): Promise<void> => {
    const found = foundIn(await readFile(of));
    if (found.kind === 'text') set({ mode: 'conflict', file: found.file, digest: found.digest, busy: false, said: silent });
    else set({ busy: false, said: { text: found.kind === 'other' ? `What is there now is something else. ${found.why}` : found.problem.message, bad: true } });
  };
  const save = async (): Promise<void> => {
    const bytes = new TextEncoder().encode(raw);
    if (bytes.length > mostEditedBytes) {
      set({ said: { text: `This is more than the ${mostEditedBytes / 1024 ** 2} MiB that can be saved here. Write it in a step instead.`, bad: true } });
      return;
    }
    set({ busy: true, said: silent });
    const answer = await saveFile(of, now.digest, base64OfBytes(bytes));
    if (answer.ok) {
      const { text } = now;
      setNow((before) => ({ ...before, mode: 'edit', busy: false, digest: answer.value.digest, file: { text, ends: before.file.ends === 'mixed' ? 'lf' : before.file.ends }, said: { text: 'Saved.', bad: false } }));
    } else if (answer.problem.code === 'file-changed') await meet();
    else set({ busy: false, said: { text: answer.problem.message, bad: true } });
  };
  return {
    mode: now.mode, text: now.text, there: now.digest === null ? null : now.file, changed, busy: now.busy, said: now.said, raw,
    write: (text) => { set({ text, said: silent }); },
    show: (mode) => { set({ mode, said: silent }); },
    save,
    takeTheirs: () => { setNow((before) => ({ ...before, mode: 'edit', text: before.file.text, said: { text: 'This is what is there now.', bad: false } })); },
  };
}

function begin(of: DraftOf, file: TextFile, digest: string | null): Now {
  const draft = readDraft(sessionStorage, of);
  const opened = { mode: 'edit' as const, text: file.text, file, digest, busy: false, said: silent };
  if (draft === null || (draft.text === file.text && digest !== null)) return opened;
  if (draft.base !== digest) return { ...opened, mode: 'conflict', text: draft.text };
  return { ...opened, text: draft.text, said: { text: 'Your unsaved changes are here again.', bad: false } };
}

/** Keeps the draft while there is something to lose, and has the browser ask before the tab is closed. */
function useDraft(of: DraftOf, { text, digest }: Now, wanted: boolean): void {
  const { person, environment, at } = of;
  useEffect(() => {
    const keep = (): void => { keepDraft(sessionStorage, { person, environment, at }, wanted ? { base: digest, text } : null); };
    const timer = setTimeout(keep, draftAfter);
    const ask = (event: BeforeUnloadEvent): void => { if (wanted) event.preventDefault(); };
    addEventListener('pagehide', keep);
    addEventListener('beforeunload', ask);
    return () => {
      clearTimeout(timer);
      keep();
      removeEventListener('pagehide', keep);
      removeEventListener('beforeunload', ask);
    };
  }, [person, environment, at, text, digest, wanted]);
}
