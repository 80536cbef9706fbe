/** What stands in the way of a page about people: nobody is logged in, the server is away, or there is no JavaScript. */
import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import { away } from '../../client/http.ts';
import type { Session } from '../../client/session.ts';
import styles from './styles.module.css';

/** Takes who is at the page and what it is about, as a sentence begins with it. */
export default function WhoNotice({ who, about }: { who: Session; about: string }): ReactNode {
  return (
    <div role="status">
      {who.state === 'unknown' && <p className={styles.quiet}>Looking…</p>}
      {who.state === 'out' && <p className={styles.notice}>You are not logged in. <Link to="/login">Log in</Link></p>}
      {who.state === 'away' && <p className={styles.notice}>{away.message}</p>}
      <noscript><p className={styles.notice}>{about} needs JavaScript. Reading the runbooks does not.</p></noscript>
    </div>
  );
}
