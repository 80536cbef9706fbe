/** One run by its id in the address (`/runs?run=…`), two side by side (`&with=…`), or what was run, by whom and where. */
import { type ReactNode, useEffect } from 'react';
import { useLocation } from '@docusaurus/router';
import useIsBrowser from '@docusaurus/useIsBrowser';
import Layout from '@theme/Layout';
import Comparison from '@site/src/components/Runs/Comparison';
import History from '@site/src/components/Runs/History';
import OneRun from '@site/src/components/Runs/OneRun';
import WhoNotice from '@site/src/components/ServerPage/WhoNotice';
import styles from '@site/src/components/Runs/styles.module.css';
import { loadSession, type Session, session } from '../client/session.ts';
import { useStore } from '../client/store.ts';

export default function RunsPage(): ReactNode {
  const who = useStore(session, (value) => value);
  useEffect(() => { void loadSession(); }, []);
  const { search } = useLocation();
  const query = new URLSearchParams(useIsBrowser() ? search : '');
  const [id, other] = [query.get('run'), query.get('with')];
  return (
    <Layout title="Runs" description="What was run, and how it ended.">
      <main className={styles.page}>
        {who.state === 'in' ? <Shown who={who} id={id} other={other} /> : <h1>Runs</h1>}
        <WhoNotice who={who} about="Runs" several />
      </main>
    </Layout>
  );
}

function Shown({ who, id, other }: { who: Extract<Session, { state: 'in' }>; id: string | null; other: string | null }): ReactNode {
  if (id !== null && other !== null) return <Comparison key={`${id} ${other}`} before={id} after={other} />;
  if (id !== null) return <OneRun key={id} id={id} />;
  return <><h1>Runs</h1><History who={who} /></>;
}
