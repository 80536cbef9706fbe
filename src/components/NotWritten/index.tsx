/** A place where the runbook says that nothing is written yet, and who would know. Seen, but no alarm. */
import type { ReactNode } from 'react';
import styles from './styles.module.css';

interface Props {
  owner?: string;
  children: ReactNode;
}

export default function NotWritten({ owner, children }: Props): ReactNode {
  return (
    <aside className={styles.gap} role="note" aria-label="Not written yet">
      <p className={styles.label}>Not written yet</p>
      <div className={styles.text}>{children}</div>
      <p className={styles.owner}>{owner === undefined || owner === '' ? 'Whoever finds out: write it down here.' : <>Who would know: <strong>{owner}</strong></>}</p>
    </aside>
  );
}
