/** A text to edit. Nothing is saved before what changes was shown. */
import { type KeyboardEvent, type ReactNode, type UIEvent, useEffect, useRef } from 'react';
import { useHistory } from '@docusaurus/router';
import { downloadAddress } from '../../client/files.ts';
import Sentence from '../Sentence';
import { addressOf, folderOf } from './address.ts';
import Changes from '../Changes';
import type { DraftOf } from './draft.ts';
import { type TextFile, withEnds } from './text-file.ts';
import { type Editing, useEditing } from './use-editing.ts';
import styles from './styles.module.css';

interface Props {
  of: DraftOf;
  name: string;
  file: TextFile;
  /** of what is there; null when nothing is */
  digest: string | null;
}

export default function TextEditor({ of, name, file, digest }: Props): ReactNode {
  const editing = useEditing(of, file, digest);
  const { mode, said } = editing;
  return (
    <section aria-label={name}>
      {mode === 'edit' ? <Edit of={of} name={name} editing={editing} /> : <Review name={name} editing={editing} />}
      <div role="status">{said.text !== '' && <p className={said.bad ? styles.bad : styles.good}><Sentence text={said.text} /></p>}</div>
    </section>
  );
}

/** Numbers for more lines than this would take longer to draw than the text. */
const mostNumbered = 20_000;

function Edit({ of, name, editing }: { of: DraftOf; name: string; editing: Editing }): ReactNode {
  const numbers = useRef<HTMLPreElement>(null);
  const history = useHistory();
  const { text, there, changed, busy } = editing;
  const lines = text.split('\n').length;
  const scroll = (event: UIEvent<HTMLTextAreaElement>): void => { if (numbers.current !== null) numbers.current.scrollTop = event.currentTarget.scrollTop; };
  const review = (): void => { if (changed && !busy) editing.show('review'); };
  const key = (event: KeyboardEvent): void => {
    if (event.key !== 's' || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    review();
  };
  return (
    <>
      {there === null && <p className={styles.quiet}>This file is not there yet. Saving makes it.</p>}
      {there?.ends === 'mixed' && <p className={styles.notice}>The lines of this file end in different ways. Saving ends them all alike.</p>}
      <div className={styles.editor}>
        {lines <= mostNumbered && <pre ref={numbers} className={styles.numbers} aria-hidden="true">{numbersUpTo(lines)}</pre>}
        <textarea aria-label={`Text of ${name}`} value={text} wrap="off" spellCheck={false} autoCapitalize="off" autoComplete="off"
          onScroll={scroll} onKeyDown={key} onChange={(event) => { editing.write(event.target.value); }} />
      </div>
      <p className={styles.tools}>
        <button type="button" className={styles.main} disabled={!changed || busy} onClick={review}>{there === null ? 'Save…' : 'Save changes…'}</button>
        {there !== null && <a className={styles.plain} href={downloadAddress(of)} download>Download</a>}
        <button type="button" className={styles.plain} onClick={() => { history.push(addressOf({ environment: of.environment, kind: 'folder', at: folderOf(of.at) })); }}>Back to the folder</button>
        <span className={styles.quiet}>{changed && there !== null ? 'Not saved. Kept in this tab until you do.' : ''}</span>
      </p>
    </>
  );
}

function numbersUpTo(lines: number): string {
  return Array.from({ length: lines }, (_, at) => at + 1).join('\n');
}

function Review({ name, editing }: { name: string; editing: Editing }): ReactNode {
  const heading = useRef<HTMLHeadingElement>(null);
  const { mode, there, raw, busy } = editing;
  useEffect(() => { heading.current?.focus(); }, []);
  const gone = mode === 'conflict' && there === null;
  const before = there === null ? '' : withEnds(there.text, there.ends);
  return (
    <>
      <h2 ref={heading} tabIndex={-1}>{mode === 'conflict' ? `${name} ${gone ? 'was removed' : 'changed'} since you opened it` : `What saving changes in ${name}`}</h2>
      {mode === 'conflict' && <p>{gone ? 'Yours is still here. Save it as a new file, or let it go.' : 'Below is what saving yours would change in what is there now.'}</p>}
      <Changes before={before} after={raw} note={there?.ends === 'mixed' ? 'All lines will end in the same way.' : ''}
        same={sameSaid(before === raw && there?.ends !== 'mixed')} />
      <p className={styles.tools}>
        <button type="button" className={mode === 'conflict' ? styles.danger : styles.main} disabled={busy} onClick={() => void editing.save()}>{mode === 'conflict' ? 'Save mine' : 'Save'}</button>
        <button type="button" className={styles.plain} disabled={busy} onClick={() => { editing.show('edit'); }}>Back to editing</button>
        {mode === 'conflict' && !gone && <button type="button" className={styles.plain} disabled={busy} onClick={editing.takeTheirs}>Take what is there</button>}
      </p>
    </>
  );
}

function sameSaid(isSame: boolean): string {
  return isSame ? 'Nothing: the text is the same, and so is the file.' : 'Only line ends change.';
}
