/** The people here, for administrators: who may do what, who may come in, and links for them. */
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import Layout from '@theme/Layout';
import styles from '@site/src/components/Account/styles.module.css';
import WhoNotice from '@site/src/components/ServerPage/WhoNotice';
import { rightTitles } from '../../common/rights.ts';
import { patiently } from '../client/patiently.ts';
import { loadSession, session } from '../client/session.ts';
import { useStore } from '../client/store.ts';

const People = lazy(patiently(() => import('@site/src/components/People')));

export default function PeoplePage(): ReactNode {
  const who = useStore(session, (value) => value);
  useEffect(() => { void loadSession(); }, []);
  const may = who.state === 'in' && who.rights.includes('administer');
  return (
    <Layout title="People" description="Who is here, and what each may do.">
      <main className={styles.page}>
        <h1>People</h1>
        <WhoNotice who={who} about="The list of people" />
        {who.state === 'in' && !may && <p className={styles.notice}>This page takes the right to {rightTitles.administer}. What you may do yourself stands on the page “You”.</p>}
        {may && <Suspense fallback={<p className={styles.quiet}>Looking…</p>}><People me={who.person.id} /></Suspense>}
      </main>
    </Layout>
  );
}
