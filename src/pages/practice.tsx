/** One's own practice world: what runs and what is wrong, faults to repair, a first day's path, and how far one has come. */
import { type ReactNode, useEffect } from 'react';
import Layout from '@theme/Layout';
import path from '@generated/handrail-catalog/default/first-day.json';
import LogInLink from '@site/src/components/LogInLink';
import Controls from '@site/src/components/Practice/Controls';
import FirstDay from '@site/src/components/Practice/FirstDay';
import Scenarios from '@site/src/components/Practice/Scenarios';
import World from '@site/src/components/Practice/World';
import styles from '@site/src/components/Practice/styles.module.css';
import Sentence from '@site/src/components/Sentence';
import { away } from '../client/http.ts';
import { type Practice, usePractice } from '../client/practice.ts';
import { loadSession, type Session, session } from '../client/session.ts';
import { useStore } from '../client/store.ts';

export default function PracticePage(): ReactNode {
  const who = useStore(session, (value) => value);
  useEffect(() => { void loadSession(); }, []);
  const practice = usePractice(who.state === 'in');
  return (
    <Layout title="Practice" description="A world of your own to learn on.">
      <main className={styles.page}>
        <h1>Practice</h1>
        <p className={styles.lead}>
          A world of your own: clusters, streams, Vault, repositories. Break what you like; nobody else notices, and one click puts it back.
          The steps of every runbook work on it as long as their environment says Practice; in a terminal, <code>npx handrail practice</code> opens a shell in it.
        </p>
        <Notice who={who} practice={practice} />
        <section>
          <h2 id="world">Your world</h2>
          {practice.glance === null ? <p className={styles.quiet}>{who.state === 'in' ? 'Looking…' : 'Shown when you are logged in.'}</p> : (
            <>
              <World glance={practice.glance} />
              <Controls practice={practice} clock={practice.glance.clock} />
            </>
          )}
        </section>
        <section>
          <h2 id="first-day">A first day</h2>
          <p>Once through all the services, each at its most telling place.</p>
          <FirstDay practice={practice} />
        </section>
        <section>
          <h2 id="scenarios">Scenarios</h2>
          <p>Something is broken; find out what, and repair it with the runbook. {summary(practice)}</p>
          <Scenarios practice={practice} />
        </section>
      </main>
    </Layout>
  );
}

function Notice({ who, practice }: { who: Session; practice: Practice }): ReactNode {
  const text = who.state === 'away' ? away.message : practice.problem?.message;
  return (
    <div role="status">
      {who.state === 'out' && <p className={styles.notice}>You are not logged in. <LogInLink>How to log in</LogInLink></p>}
      {text !== undefined && <p className={styles.notice}><Sentence text={text} /></p>}
      <noscript><p className={styles.notice}>Your world needs JavaScript. Reading the runbooks does not.</p></noscript>
    </div>
  );
}

function summary({ scenarios, progress }: Practice): string {
  if (scenarios === null) return '';
  const solved = scenarios.scenarios.filter(({ id }) => progress.some(({ item }) => item === `scenario-${id}`)).length;
  const ticked = path.filter(({ id }) => progress.some(({ item }) => item === `path-${id}`)).length;
  return `You have solved ${solved} of ${scenarios.scenarios.length}, and made ${ticked} of ${path.length} stops of the first day.`;
}
