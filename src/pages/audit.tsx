/** The record: who did what, when, where and by which rule, for those who may read it. */
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import styles from '@site/src/components/Audit/styles.module.css';
import { away } from '../client/http.ts';
import { patiently } from '../client/patiently.ts';
import { loadSession, type Session, session } from '../client/session.ts';
import { useStore } from '../client/store.ts';

const Audit = lazy(patiently(() => import('@site/src/components/Audit')));

export default function AuditPage(): ReactNode {
  const who = useStore(session, (value) => value);
  useEffect(() => { void loadSession(); }, []);
  return (
    <Layout title="Record" description="Who did what, when, where, and by which rule.">
      <main className={styles.page}>
        <h1>The record</h1>
        <p className={styles.lead}>
          Every decision and every act, written down before it was done, each line bound to the one before.
          {' '}<Link to="/docs/audit">What is recorded, and how it is proved</Link>
        </p>
        {who.state === 'in' && <Suspense fallback={<p className={styles.quiet} role="status">Looking…</p>}><Audit /></Suspense>}
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
      <noscript><p className={styles.notice}>The record is searched with JavaScript only. <code>npx handrail audit export</code> prints it.</p></noscript>
    </div>
  );
}
