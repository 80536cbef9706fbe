/** What was run, the newest first: by whom, where, how it ended. Two runs can be laid side by side. */
import { type ReactNode, useEffect, useState } from 'react';
import Link from '@docusaurus/Link';
import { useHistory as useAddress, useLocation } from '@docusaurus/router';
import type { RunId } from '../../../common/ids.ts';
import type { Session } from '../../client/session.ts';
import Sentence from '../Sentence';
import { type Choice, mine, readChoice, writeChoice } from './choice.ts';
import Filters from './Filters';
import Past from './Past';
import { type Found, useHistory } from './use-history.ts';
import styles from './styles.module.css';

export default function History({ who }: { who: Extract<Session, { state: 'in' }> }): ReactNode {
  const address = useAddress();
  const { search } = useLocation();
  const [choice, setChoice] = useState(() => readChoice(search));
  const [picked, setPicked] = useState<readonly RunId[]>([]);
  const { found, look } = useHistory(who.person.id);
  useEffect(() => { look(choice); }, [look, choice]);
  const choose = (next: Choice) => {
    setChoice(next);
    setPicked([]);
    address.replace({ search: writeChoice(next), hash: '' });
  };
  const pick = (run: RunId) => { setPicked((before) => (before.includes(run) ? before.filter((one) => one !== run) : [...before, run])); };
  return (
    <>
      <Filters key={choice.whose === mine ? mine : 'others'} choice={choice} environments={who.environments} onChoose={choose} />
      {found.problem !== null && <p className={styles.notice} role="alert"><Sentence text={found.problem.message} /></p>}
      <ol className={styles.list}>
        {found.runs.map((run) => (
          <Past key={run.id} run={run} onPick={() => { pick(run.id); }}
            isPicked={run.mayOpen && (picked.length < 2 || picked.includes(run.id)) ? picked.includes(run.id) : null} />
        ))}
      </ol>
      <p className={styles.compare} role="status">
        {picked.length === 1 && 'Choose one more to compare the two.'}
        {picked.length === 2 && <Link className="button button--primary button--sm" to={`/runs?run=${older(picked)}&with=${newer(picked)}`}>Compare the two</Link>}
      </p>
      <Foot found={found} choice={choice} onMore={(next) => { look(choice, next); }} />
    </>
  );
}

/** Ids sort by time. */
function older(runs: readonly RunId[]): string {
  return runs.toSorted()[0] ?? '';
}

function newer(runs: readonly RunId[]): string {
  return runs.toSorted()[1] ?? '';
}

function Foot({ found: { runs, next, isLooking, problem }, choice, onMore }: { found: Found; choice: Choice; onMore(next: string): void }): ReactNode {
  if (problem !== null) return null;
  if (isLooking) return <p className={styles.quiet} role="status">Looking…</p>;
  if (next !== null) return <p><button type="button" className="button button--secondary button--sm" onClick={() => { onMore(next); }}>Older ones</button></p>;
  if (runs.length > 0) return <p className={styles.quiet} role="status">These are all.</p>;
  if (writeChoice(choice) === '') return <p className={styles.quiet} role="status">You have run nothing yet. <Link to="/">Pick a runbook</Link> and press Run on a step.</p>;
  return <p className={styles.quiet} role="status">Nothing like that was run, as far as you may know: what others do in practice is their own.</p>;
}
