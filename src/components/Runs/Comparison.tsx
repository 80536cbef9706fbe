/** Two runs side by side: where they differ in what they were given, how they ended, and what they printed. */
import { lazy, type ReactNode, Suspense } from 'react';
import Link from '@docusaurus/Link';
import type { Run } from '../../../common/run.ts';
import { patiently } from '../../client/patiently.ts';
import { statusOf } from '../../client/status.ts';
import Sentence from '../Sentence';
import { Time } from './OneRun';
import { usePrinted } from './use-printed.ts';
import { useRun } from './use-run.ts';
import styles from './styles.module.css';

const Changes = lazy(patiently(() => import('../Changes')));

interface Props {
  /** ids of the two, as the address has them */
  before: string;
  after: string;
}

export default function Comparison({ before, after }: Props): ReactNode {
  const [first, second] = [useRun(before), useRun(after)];
  const problem = [first, second].find((one) => one.state === 'problem');
  return (
    <>
      <h1 className={styles.title}>Two runs</h1>
      {problem?.state === 'problem' && <p className={styles.notice} role="alert"><Sentence text={problem.problem.message} /></p>}
      {first.state === 'found' && second.state === 'found' && <Both before={first.run} after={second.run} />}
      <p className={styles.all}><Link to="/runs">All my runs</Link></p>
    </>
  );
}

function Both({ before, after }: { before: Run; after: Run }): ReactNode {
  const rows = rowsOf(before, after);
  return (
    <>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label="What is known of the two">
        <table className={styles.facing}>
          <thead><tr><td /><th scope="col"><Link to={`/runs?run=${before.id}`}>Before</Link></th><th scope="col"><Link to={`/runs?run=${after.id}`}>After</Link></th></tr></thead>
          <tbody>
            {rows.map(([name, one, other]) => (
              <tr key={name} className={one === other ? styles.alike : undefined}><th scope="row">{name}</th><td><bdi>{one}</bdi></td><td><bdi>{other}</bdi></td></tr>
            ))}
            <tr><th scope="row">Began</th><td><Time at={before.startedAt ?? before.queuedAt} /></td><td><Time at={after.startedAt ?? after.queuedAt} /></td></tr>
          </tbody>
        </table>
      </div>
      {before.digest !== after.digest && before.step === after.step && <p className={styles.quiet}>The text of the step was changed between the two.</p>}
      <h2>What they printed</h2>
      <Outputs key={`${before.id} ${after.id}`} before={before} after={after} />
    </>
  );
}

function rowsOf(before: Run, after: Run): [name: string, before: string, after: string][] {
  const both = (name: string, of: (run: Run) => string): [string, string, string] => [name, of(before), of(after)];
  const parameters = [...new Set([...Object.keys(before.parameters), ...Object.keys(after.parameters)])];
  return [
    both('Step', (run) => `${run.runbook} / ${run.step}`), both('Run by', (run) => run.person), both('Environment', (run) => run.environment),
    ...parameters.map((name) => both(name, (run) => run.parameters[name] ?? '—')), both('Ended', (run) => statusOf(run, run.queuedAt).text),
  ];
}

function Outputs({ before, after }: { before: Run; after: Run }): ReactNode {
  const [one, other] = [usePrinted(before), usePrinted(after)];
  if (one === null || other === null) return <p className={styles.quiet} role="status">Reading what they printed…</p>;
  if ('problem' in one) return <p className={styles.notice} role="alert">Before: {one.problem}</p>;
  if ('problem' in other) return <p className={styles.notice} role="alert">After: {other.problem}</p>;
  return <Suspense><Changes before={one.text} after={other.text} same="Both printed the same." /></Suspense>;
}
