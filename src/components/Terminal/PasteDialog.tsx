/** Asks before several lines go into a terminal: what they are, as text. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { type Paste, pasteQuestion, shownPaste } from './paste.ts';
import styles from './styles.module.css';

interface Props {
  paste: Paste;
  isBracketed: boolean;
  onPaste(): void;
  onCancel(): void;
}

/** Shows itself above the page; Escape cancels. */
export default function PasteDialog({ paste, isBracketed, onPaste, onCancel }: Props): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    cancel.current?.focus();
    // While it is open, nothing outside it can have the focus.
    return () => { if (before instanceof HTMLElement) before.focus(); };
  }, []);
  return (
    <dialog ref={dialog} className={styles.dialog} aria-labelledby={id} onCancel={(event) => { event.preventDefault(); onCancel(); }}>
      <p id={id} className={styles.question}>{pasteQuestion(paste, isBracketed)}</p>
      <pre className={styles.pasted} tabIndex={0} aria-label="What would be pasted">{shownPaste(paste.text)}</pre>
      <div className={styles.answers}>
        <button type="button" className={styles.paste} onClick={onPaste}>Paste</button>
        <button ref={cancel} type="button" className={styles.cancel} onClick={onCancel}>Cancel</button>
      </div>
    </dialog>
  );
}
