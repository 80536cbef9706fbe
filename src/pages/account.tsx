/** You: what you may do, your password, where you are logged in, and your tokens. */
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import Layout from '@theme/Layout';
import styles from '@site/src/components/Account/styles.module.css';
import WhoNotice from '@site/src/components/ServerPage/WhoNotice';
import { patiently } from '../client/patiently.ts';
import { loadSession, session } from '../client/session.ts';
import { useStore } from '../client/store.ts';

const Account = lazy(patiently(() => import('@site/src/components/Account')));

export default function AccountPage(): ReactNode {
  const who = useStore(session, (value) => value);
  useEffect(() => { void loadSession(); }, []);
  return (
    <Layout title="You" description="What you may do, and what opens your account.">
      <main className={styles.page}>
        <h1>You</h1>
        <WhoNotice who={who} about="Your account" />
        {who.state === 'in' && <Suspense fallback={<p className={styles.quiet}>Looking…</p>}><Account /></Suspense>}
      </main>
    </Layout>
  );
}
