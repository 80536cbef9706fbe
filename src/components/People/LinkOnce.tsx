/** A login link, shown once, to be handed to whom it is for. */
import type { ReactNode } from 'react';
import styles from '../Account/styles.module.css';
import CopyButton from '../CopyButton';
import type { Link } from './link.ts';

export default function LinkOnce({ link: { link, person }, onClose }: { link: Link; onClose(): void }): ReactNode {
  return (
    <div className={styles.once}>
      <p>A login link for <strong>{person}</strong>. Hand it to them and to nobody else: whoever opens it is {person} here. It logs in once, within 15 minutes, and is not shown again.</p>
      <p className={styles.secret}><code>{link}</code><CopyButton text={() => link} label="Copy the link" /></p>
      <button type="button" className={styles.plain} onClick={onClose}>Done</button>
    </div>
  );
}
