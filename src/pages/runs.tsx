/** One run by its id in the address (`/runs?run=…`), or all of one's own. */
import { type ReactNode, useEffect } from 'react';
import { useLocation } from '@docusaurus/router';
import useIsBrowser from '@docusaurus/useIsBrowser';
import Layout from '@theme/Layout';
import MyRuns from '@site/src/components/Runs/MyRuns';
import OneRun from '@site/src/components/Runs/OneRun';
import WhoNotice from '@site/src/components/ServerPage/WhoNotice';
import styles from '@site/src/components/Runs/styles.module.css';
import { loadSession, session } from '../client/session.ts';
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
        <WhoNotice who={who} about="Runs" several />
      </main>
    </Layout>
  );
}
