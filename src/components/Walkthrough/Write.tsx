/** A line or two that somebody writes into a walkthrough: a note, why a step is skipped, how it ended. What is sent stands beside it until it is kept. */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from 'react';
import { walkLimits } from '../../../common/walkthrough.ts';
import { keep, type Kept } from '../../client/walk-keeping.ts';
import type { Writing } from './Deeds';
import styles from './styles.module.css';

interface Props {
  about: Writing;
  onDone(): void;
}

const words = {
  note: { label: 'Note', send: 'Keep the note', isNeeded: true },
  skip: { label: 'Why is it skipped?', send: 'Skip', isNeeded: true },
  end: { label: 'How did it end? (may stay empty)', send: 'End the walkthrough', isNeeded: false },
  reopen: { label: 'Why is it opened again? (may stay empty)', send: 'Open it again', isNeeded: false },
} as const;

export default function Write({ about, onDone }: Props): ReactNode {
  const [text, setText] = useState('');
  const id = useId();
  useFocus(id);
  const { label, send, isNeeded } = words[about.kind];
  const isShort = about.kind === 'skip';
  const submit = () => {
    if (isNeeded && text.trim() === '') return;
    void keep(askedOf(about, text.trim()));
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onDone();
    if (event.key === 'Enter' && (isShort || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      submit();
    }
  };
  const shared = { id, className: styles.input, value: text, maxLength: isShort ? walkLimits.reason : walkLimits.note, autoComplete: 'off', onKeyDown,
    onChange(event: { target: { value: string } }) { setText(event.target.value); } };
  return (
    <form className={styles.write} onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <label htmlFor={id}>{label}</label>
      {isShort ? <input {...shared} /> : <textarea {...shared} rows={2} />}
      <div className={styles.answers}>
        <button type="submit" className={styles.main} disabled={isNeeded && text.trim() === ''}>{send}</button>
        <button type="button" className={styles.plain} onClick={onDone}>Cancel</button>
      </div>
    </form>
  );
}

function askedOf(about: Writing, text: string): Kept {
  switch (about.kind) {
    case 'note': return { act: 'note', text, ...(about.step === null ? {} : { step: about.step }) };
    case 'skip': return { act: 'skip', step: about.step, reason: text };
    default: return { act: about.kind, ...(text === '' ? {} : { text }) };
  }
}

/** Into the field, and at the end back to where it came from. */
function useFocus(id: string): void {
  useEffect(() => {
    const before = document.activeElement;
    document.getElementById(id)?.focus({ preventScroll: true });
    return () => { if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true }); };
  }, [id]);
}
