/** What stands in the way of a page that asks the server: nobody is logged in, the server is away, or there is no JavaScript. */
import type { ReactNode } from 'react';
import { away } from '../../client/http.ts';
import type { Session } from '../../client/session.ts';
import LogInLink from '../LogInLink';
import styles from './styles.module.css';

/** Takes who is at the page and what is shown there, as a sentence begins with it: one thing, or several. */
export default function WhoNotice({ who, about, several = false }: { who: Session; about: string; several?: boolean }): ReactNode {
  return (
    <div role="status">
      {who.state === 'unknown' && <p className={styles.quiet}>Looking…</p>}
      {who.state === 'out' && <p className={styles.notice}>You are not logged in. <LogInLink>How to log in</LogInLink></p>}
      {who.state === 'away' && <p className={styles.notice}>{away.message}</p>}
      <noscript><p className={styles.notice}>{about} {several ? 'need' : 'needs'} JavaScript. Reading the runbooks does not.</p></noscript>
    </div>
  );
}
