/** One run by its id in the address (`/runs?run=…`), or all of one's own. */
import { type ReactNode, useEffect } from 'react';
import Link from '@docusaurus/Link';
import { useLocation } from '@docusaurus/router';
import useIsBrowser from '@docusaurus/useIsBrowser';
import Layout from '@theme/Layout';
import MyRuns from '@site/src/components/Runs/MyRuns';
import OneRun from '@site/src/components/Runs/OneRun';
import styles from '@site/src/components/Runs/styles.module.css';
import { away } from '../client/http.ts';
import { loadSession, type Session, session } from '../client/session.ts';
import { useStore } from '../client/store.ts';

export default function RunsPage(): ReactNode {
  const who = useStore(session, (value) => value);
  useEffect(() => { void loadSession(); }, []);
  const { search } = useLocation();
  const id = useIsBrowser() ? new URLSearchParams(search).get('run') : null;
  return (
    <Layout title="Runs" description="What was run, and how it ended.">
      <main className={styles.page}>
        {who.state === 'in' && id !== null ? <OneRun key={id} id={id} /> : <h1>Runs</h1>}
        {who.state === 'in' && id === null && <MyRuns />}
        <Notice who={who} />
      </main>
    </Layout>
  );
}

function Notice({ who }: { who: Session }): ReactNode {
  return (
    <div role="status">
      {who.state === 'unknown' && <p className={styles.quiet}>Looking…</p>}
      {who.state === 'out' && <p className={styles.notice}>You are not logged in. <Link to="/login">How to log in</Link></p>}
      {who.state === 'away' && <p className={styles.notice}>{away.message}</p>}
      <noscript><p className={styles.notice}>Runs are shown with JavaScript only. Reading the runbooks needs none.</p></noscript>
    </div>
  );
}
