/** What the sandbox of the machine was proved to give, and everything that was tried. For whoever is logged in. */
import { type ReactNode, useEffect, useState } from 'react';
import Link from '@docusaurus/Link';
import Layout from '@theme/Layout';
import LogInLink from '@site/src/components/LogInLink';
import Report from '@site/src/components/Sandbox/Report';
import styles from '@site/src/components/Sandbox/styles.module.css';
import Sentence from '@site/src/components/Sentence';
import type { SandboxReport } from '../../common/sandbox.ts';
import { type Answer, away, get } from '../client/http.ts';
import { loadSession, session } from '../client/session.ts';
import { useStore } from '../client/store.ts';

export default function SandboxPage(): ReactNode {
  const state = useStore(session, (value) => value.state);
  const [answer, setAnswer] = useState<Answer<SandboxReport> | null>(null);
  useEffect(() => { void loadSession(); }, []);
  useEffect(() => {
    if (state === 'in') void get<SandboxReport>('/api/sandbox').then(setAnswer);
  }, [state]);
  const problem = state === 'away' ? away.message : answer?.ok === false ? answer.problem.message : '';
  return (
    <Layout title="Sandbox" description="What the sandbox of this machine was proved to give.">
      <main className={styles.page}>
        <h1 className={styles.heading}>The sandbox, as this machine gives it</h1>
        <p className={styles.lead}>
          Each step runs in a sandbox of its own. When the runner starts, it tries from inside one what no step may do.
          What follows is what came of that, not what is hoped for. <Link to="/docs/sandbox">How it is built, and what it does not hold</Link>
        </p>
        <div role="status">
          {state === 'out' && <p className={styles.notice}>You are not logged in. <LogInLink>How to log in</LogInLink></p>}
          {problem !== '' && <p className={styles.notice}><Sentence text={problem} /></p>}
          {state === 'in' && answer === null && <p className={styles.quiet}>Looking…</p>}
          <noscript><p className={styles.notice}>This page asks the server, and needs JavaScript for that.</p></noscript>
        </div>
        {answer?.ok === true && <Report report={answer.value} />}
      </main>
    </Layout>
  );
}
