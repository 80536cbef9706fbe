/** Begins a walkthrough of the procedure under a heading, or leads to one that others are in. */
import { type ReactNode, useEffect, useState } from 'react';
import { useHistory } from '@docusaurus/router';
import type { WalkGlance } from '../../../common/walkthrough.ts';
import type { Problem } from '../../client/http.ts';
import { usePage } from '../../client/page.ts';
import { useStore } from '../../client/store.ts';
import { begin, lookForOpen, openings } from '../../client/walk-openings.ts';
import { walk } from '../../client/walkthrough.ts';
import Sentence from '../Sentence';
import { clock } from './clock.ts';
import styles from './slot.module.css';
import { useMe } from './use-me.ts';

interface Props {
  procedure: string;
  /** what it is called, as the table of contents has it: with markup */
  heading: string;
}

export default function Begin({ procedure, heading }: Props): ReactNode {
  const page = usePage();
  const history = useHistory();
  const me = useMe();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const here = useStore(walk, (value) => value?.id ?? '');
  // Whoever leaves one finds it here again.
  useEffect(() => lookForOpen(page.runbook), [page, here]);
  const isHere = useStore(walk, (value) => value?.view?.procedure === procedure);
  const known = useStore(openings, (value) => (value?.runbook === page.runbook ? value : null));
  const open = known?.walkthroughs.filter((one) => one.procedure === procedure && one.id !== here) ?? [];
  const go = (walkthrough: string) => { history.push({ search: `?w=${walkthrough}`, hash: `#${procedure}` }); };
  const press = async () => {
    setBusy(true);
    const answer = await begin(page, procedure);
    setBusy(false);
    setProblem(answer.ok ? null : answer.problem);
    if (answer.ok) go(answer.value.walkthrough.id);
  };
  return (
    <>
      {!isHere && (
        <button type="button" className={styles.begin} aria-disabled={isBusy} aria-label={`Walk through: ${heading.replace(/<[^>]*>/g, '')}`} title="Begin a walkthrough: who does what is kept, and others can join"
          onClick={isBusy ? undefined : () => void press()}>
          <WalkIcon /><span className={styles.word}>Walk through</span>
        </button>
      )}
      {problem !== null && <p className={styles.problem} role="alert"><Sentence text={problem.message} /></p>}
      {open.map((one) => <Open key={one.id} one={one} who={one.lead === me ? 'You have' : `${known?.names[one.lead] ?? one.lead} has`} onJoin={() => { go(one.id); }} />)}
    </>
  );
}

function Open({ one, who, onJoin }: { one: WalkGlance; who: string; onJoin(): void }): ReactNode {
  return (
    <p className={styles.open}>
      <span>{who} a walkthrough of this open since {clock(one.begunAt)}, in {one.environmentTitle}: {one.counts.done + one.counts.skipped} of {one.counts.all} done.</span>
      <button type="button" className={styles.join} onClick={onJoin}>{who === 'You have' ? 'Go on' : 'Join'}</button>
    </p>
  );
}

function WalkIcon(): ReactNode {
  return (
    <svg width="14" height="14" viewBox="0 0 14 14" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
      <path d="M1.5 3.2l1.2 1.2 2-2.2M1.5 10.2l1.2 1.2 2-2.2M7.5 3.5h5M7.5 10.5h5" />
    </svg>
  );
}
