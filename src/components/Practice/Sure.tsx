/** A button that asks once more before it does what cannot be undone. */
import { type ReactNode, useState } from 'react';
import styles from './styles.module.css';

interface Props {
  verb: string;
  /** what will happen, as a sentence */
  question: string;
  danger?: boolean;
  busy: boolean;
  onSure(): void;
}

export default function Sure({ verb, question, danger = false, busy, onSure }: Props): ReactNode {
  const [asked, setAsked] = useState(false);
  if (!asked) return <button type="button" className={styles.plain} disabled={busy} onClick={() => { setAsked(true); }}>{verb}</button>;
  return (
    <span className={styles.sure} role="group" aria-label={verb}>
      <span role="alert">{question}</span>
      <button type="button" autoFocus className={danger ? styles.danger : styles.main} disabled={busy} onClick={() => { setAsked(false); onSure(); }}>{verb}</button>
      <button type="button" className={styles.plain} onClick={() => { setAsked(false); }}>Cancel</button>
    </span>
  );
}
