/** Requests for approval: those to decide on, one’s own, and one by its id in the address (`/approvals?request=…`). */
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import Link from '@docusaurus/Link';
import { useLocation } from '@docusaurus/router';
import useIsBrowser from '@docusaurus/useIsBrowser';
import Layout from '@theme/Layout';
import WhoNotice from '@site/src/components/ServerPage/WhoNotice';
import styles from '@site/src/components/Approvals/styles.module.css';
import { patiently } from '../client/patiently.ts';
import { loadSession, session } from '../client/session.ts';
import { useStore } from '../client/store.ts';

const Lists = lazy(patiently(() => import('@site/src/components/Approvals')));
const One = lazy(patiently(() => import('@site/src/components/Approvals/One')));

export default function ApprovalsPage(): ReactNode {
  const who = useStore(session, (value) => value);
  useEffect(() => { void loadSession(); }, []);
  const { search } = useLocation();
  const id = useIsBrowser() ? new URLSearchParams(search).get('request') : null;
  return (
    <Layout title="Approvals" description="What waits for somebody else to approve it.">
      <main className={styles.page}>
        {id === null ? <h1>Approvals</h1> : <p className={styles.back}><Link to="/approvals">All requests</Link></p>}
        {who.state === 'in' && (
          <Suspense fallback={<p className={styles.quiet} role="status">Looking…</p>}>
            {id === null ? <Lists decides={who.rights.includes('approve')} /> : <One key={id} id={id} />}
          </Suspense>
        )}
        <WhoNotice who={who} about="Requests" several />
      </main>
    </Layout>
  );
}
