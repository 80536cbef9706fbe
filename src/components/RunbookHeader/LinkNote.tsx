/** What the link that led here asked for in vain, said where the reader is: in the line that stays in sight. */
import { type ReactNode, useState } from 'react';
import styles from './link-note.module.css';

export default function LinkNote({ text }: { text: string }): ReactNode {
  const [isOpen, setOpen] = useState(true);
  return isOpen && (
    <div className={styles.note} data-link-note="">
      <p role="alert">{text}</p>
      <button type="button" className={styles.close} onClick={() => { setOpen(false); }}>Close</button>
    </div>
  );
}
