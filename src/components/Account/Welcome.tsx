/** Asks who came by a login link, once, whether they want a password. */
import { type ReactNode, useState } from 'react';
import Link from '@docusaurus/Link';
import { noteWelcome } from './welcome.ts';
import styles from './styles.module.css';

export default function Welcome(): ReactNode {
  const [isAsked, setAsked] = useState(true);
  if (!isAsked) return null;
  const close = () => { noteWelcome(false); };
  return (
    <aside className={styles.once} aria-label="Password">
      <p>You are in. The link works no second time: with a password you can log in without one.</p>
      <p className={styles.row}>
        <Link to="/account#password" onClick={close}>Choose a password</Link>
        <button type="button" className={styles.plain} onClick={() => { close(); setAsked(false); }}>Not now</button>
      </p>
    </aside>
  );
}
