/** The record: who did what, when, where and by which rule, for those who may read it. */
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import WhoNotice from '@site/src/components/ServerPage/WhoNotice';
import styles from '@site/src/components/Audit/styles.module.css';
import { patiently } from '../client/patiently.ts';
import { loadSession, session } from '../client/session.ts';
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
        <WhoNotice who={who} about="The record" />
      </main>
    </Layout>
  );
}
