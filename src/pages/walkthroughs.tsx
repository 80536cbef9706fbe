/** One walkthrough by its id in the address (`/walkthroughs?id=…`), or all that are open, and those that have ended. */
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import Link from '@docusaurus/Link';
import { useLocation } from '@docusaurus/router';
import useIsBrowser from '@docusaurus/useIsBrowser';
import Layout from '@theme/Layout';
import WhoNotice from '@site/src/components/ServerPage/WhoNotice';
import styles from '@site/src/components/Walkthrough/page.module.css';
import { patiently } from '../client/patiently.ts';
import { loadSession, session } from '../client/session.ts';
import { useStore } from '../client/store.ts';

const Lists = lazy(patiently(() => import('@site/src/components/Walkthrough/Lists')));
const One = lazy(patiently(() => import('@site/src/components/Walkthrough/One')));

export default function WalkthroughsPage(): ReactNode {
  const who = useStore(session, (value) => value);
  useEffect(() => { void loadSession(); }, []);
  const { search } = useLocation();
  const id = useIsBrowser() ? new URLSearchParams(search).get('id') : null;
  return (
    <Layout title="Walkthroughs" description="Procedures that people go through together, and those they went through.">
      <main className={styles.page}>
        {id === null ? <h1>Walkthroughs</h1> : <p className={styles.back}><Link to="/walkthroughs">All walkthroughs</Link></p>}
        {who.state === 'in' && (
          <Suspense fallback={<p className={styles.quiet} role="status">Looking…</p>}>{id === null ? <Lists /> : <One key={id} id={id} />}</Suspense>
        )}
        <WhoNotice who={who} about="Walkthroughs" several />
      </main>
    </Layout>
  );
}
