/** One's own workspaces: the files that steps wrote and read, what carries over from step to step, and beginning anew. */
import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import Layout from '@theme/Layout';
import WhoNotice from '@site/src/components/ServerPage/WhoNotice';
import styles from '@site/src/components/Files/styles.module.css';
import { patiently } from '../client/patiently.ts';
import { loadSession, session } from '../client/session.ts';
import { useStore } from '../client/store.ts';

const Files = lazy(patiently(() => import('@site/src/components/Files')));

/** How often a server that is away is asked again, in milliseconds. */
const againEvery = 3_000;

export default function WorkspacePage(): ReactNode {
  const who = useStore(session, (value) => value);
  useEffect(() => {
    void loadSession();
    if (who.state !== 'away') return;
    const timer = setInterval(() => { void loadSession(); }, againEvery);
    return () => { clearInterval(timer); };
  }, [who.state]);
  return (
    <Layout title="Workspace" description="The files of your steps.">
      <main className={styles.page}>
        <h1>Workspace</h1>
        <p className={styles.lead}>
          Your steps run in a workspace: a folder of yours in each environment. What one step writes there, the next one finds, today and tomorrow.
        </p>
        <WhoNotice who={who} about="Your workspace" />
        {who.state === 'in' && <Suspense fallback={<p className={styles.quiet}>Looking…</p>}><Files who={who} /></Suspense>}
      </main>
    </Layout>
  );
}
