/** One run on a page of its own: what it was, how it ended, and all it printed. */
import { lazy, type ReactNode, Suspense } from 'react';
import Link from '@docusaurus/Link';
import { endingOf } from '../../../common/recording/ending.ts';
import type { Run } from '../../../common/run.ts';
import { isOver } from '../../../common/run-state.ts';
import { anchorOf } from '../../client/deep-link.ts';
import type { Problem } from '../../client/http.ts';
import { patiently } from '../../client/patiently.ts';
import { session } from '../../client/session.ts';
import { duration } from '../../client/status.ts';
import { useStore } from '../../client/store.ts';
import Sentence from '../Sentence';
import { toneOf } from './tone.ts';
import { useRun } from './use-run.ts';
import styles from './styles.module.css';

const Terminal = lazy(patiently(() => import('../Terminal')));
const RunTools = lazy(patiently(() => import('../RunTools')));
const TellMe = lazy(patiently(() => import('../TellMe')));

export default function OneRun({ id }: { id: string }): ReactNode {
  const found = useRun(id);
  if (found.state === 'asking') return <><h1>A run</h1><p className={styles.quiet} role="status">Looking…</p></>;
  if (found.state === 'problem') return <><h1>A run</h1><p className={styles.notice} role="alert"><Sentence text={sayProblem(found.problem)} /></p><All /></>;
  const { run } = found;
  return (
    <>
      <h1 className={styles.title}>{run.runbook === '' ? 'A typed command' : run.title || run.step}</h1>
      <p className={styles[toneOf(run)]} role="status"><Sentence text={endingOf(run)} /></p>
      {!isOver(run.state) && <p className={styles.tell}><Suspense><TellMe of="run" id={run.id} since={run.queuedAt} /></Suspense></p>}
      <Facts run={run} />
      <div className={styles.output}>
        <Suspense fallback={<div className={styles.placeholder} />}>
          <Terminal key={run.id} run={run} here={false} />
          <RunTools run={run} isOwnPage />
        </Suspense>
      </div>
      <All />
    </>
  );
}

function Facts({ run }: { run: Run }): ReactNode {
  const who = useStore(session, (value) => (value.state === 'in' ? value : null));
  const environment = who?.environments.find(({ name }) => name === run.environment)?.title ?? run.environment;
  const { startedAt, endedAt } = run;
  return (
    <dl className={styles.facts}>
      {run.runbook === '' ? <><dt>Command</dt><dd><code>{run.title}</code></dd></>
        : <><dt>Step</dt><dd><Link to={`/runbooks/${run.runbook}#${anchorOf(run.step)}`}>{run.runbook} / {run.step}</Link></dd></>}
      <dt>Environment</dt><dd>{environment}</dd>
      {Object.entries(run.parameters).map(([name, value]) => <div key={name} className={styles.fact}><dt>{name}</dt><dd><code>{value}</code></dd></div>)}
      <dt>Run by</dt><dd>{who?.person.id === run.person ? `${who.person.name} (you)` : run.person}</dd>
      <dt>{startedAt === null ? 'Asked for' : 'Began'}</dt><dd><Time at={startedAt ?? run.queuedAt} /></dd>
      {endedAt !== null && <><dt>Ended</dt><dd><Time at={endedAt} />{startedAt !== null && `, after ${duration(endedAt - startedAt)}`}</dd></>}
      {isOver(run.state) && <><dt>Printed</dt><dd>{run.end.toLocaleString('en')} bytes</dd></>}
    </dl>
  );
}

/** A time in the reader's own zone. Only drawn in a browser, so that nothing has to match what was built. */
export function Time({ at }: { at: number }): ReactNode {
  const date = new Date(at);
  return <time dateTime={date.toISOString()}>{date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })}</time>;
}

function All(): ReactNode {
  return <p className={styles.all}><Link to="/runs">All my runs</Link></p>;
}

function sayProblem({ code, message }: Problem): string {
  if (code !== 'not-yours' && code !== 'unknown-run') return message;
  return 'There is no such run that you may see. It is somebody else’s and not shared, or it was never there: check the link, or ask whoever sent it to share the run.';
}
