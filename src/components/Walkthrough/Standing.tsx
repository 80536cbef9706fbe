/** One step in a walkthrough: how it stands and through whom, what it waits for, notes on it; and to skip it or note something. */
import { type ReactNode, useState } from 'react';
import Link from '@docusaurus/Link';
import type { StepStanding, WalkView } from '../../../common/walkthrough.ts';
import { anchorOf } from '../../client/deep-link.ts';
import { useStore } from '../../client/store.ts';
import { keep } from '../../client/walk-keeping.ts';
import { walk } from '../../client/walkthrough.ts';
import { clock } from './clock.ts';
import type { Writing } from './Deeds';
import Keeping from './Keeping';
import styles from './standing.module.css';
import { useLooks } from './use-looks.ts';
import { useMe } from './use-me.ts';
import { aheadSaid, missingSaid, nameIn, standingSaid, type StandingTone, stepName } from './words.ts';
import Write from './Write';

const marks: Readonly<Record<StandingTone, string>> = { good: '✓', bad: '✕', busy: '…', over: '–', idle: '' };

export default function Standing({ step }: { step: string }): ReactNode {
  const view = useStore(walk, (now) => now?.view ?? null);
  const [writing, setWriting] = useState<Writing | null>(null);
  const me = useMe();
  const standing = view?.state.steps[step];
  if (view === null || standing === undefined) return null;
  const { tone, text } = standingSaid(view, standing, me, clock);
  const ahead = aheadSaid(view);
  const isNext = ahead?.word === 'next' && ahead.step === step && view.state.ended === null;
  return (
    <div className={styles.standing} data-walk={standing.state}>
      <p className={styles.line}>
        <span className={styles[tone]}>{marks[tone]} {text}</span>
        {isNext && <span className={styles.next}>Next</span>}
        {standing.run !== null && <Link to={`/runs?run=${standing.run}`}>The run</Link>}
        {standing.runs.length > 1 && <span className={styles.quiet}>{standing.runs.length} runs in all</span>}
        <Deeds view={view} step={step} standing={standing} onWrite={setWriting} leads={view.state.lead === me} />
      </p>
      <Missing view={view} standing={standing} me={me} />
      <Notes view={view} step={step} me={me} />
      <Keeping step={step} />
      {writing !== null && <Write about={writing} onDone={() => { setWriting(null); }} />}
    </div>
  );
}

function Deeds({ view, step, standing, leads, onWrite }: { view: WalkView; step: string; standing: StepStanding; leads: boolean; onWrite(about: Writing): void }): ReactNode {
  const title = stepName(view, step);
  const looks = useLooks(view);
  if (view.state.ended !== null || looks !== '') return null;
  const maySkip = leads && ['waiting', 'unexpected', 'stopped', 'lost', 'stale'].includes(standing.state);
  return (
    <span className={styles.deeds}>
      {maySkip && <button type="button" className={styles.link} aria-label={`Skip: ${title}`} onClick={() => { onWrite({ kind: 'skip', step }); }}>Skip</button>}
      {leads && standing.state === 'skipped' && <button type="button" className={styles.link} aria-label={`Take up again: ${title}`} onClick={() => void keep({ act: 'unskip', step })}>Take up again</button>}
      <button type="button" className={styles.link} aria-label={`Note on: ${title}`} onClick={() => { onWrite({ kind: 'note', step }); }}>Note</button>
    </span>
  );
}

function Missing({ view, standing, me }: { view: WalkView; standing: StepStanding; me: string }): ReactNode {
  const { missing, state } = standing;
  if (missing.length === 0 || state === 'skipped' || state === 'elsewhere' || state === 'done') return null;
  return (
    <p className={styles.missing}>
      Comes after {missing.map((id, at) => <span key={id}>{at > 0 && ', '}<a href={`#${anchorOf(id)}`}>{stepName(view, id)}</a></span>)}, {missingSaid(view, missing, me)}.
    </p>
  );
}

function Notes({ view, step, me }: { view: WalkView; step: string; me: string }): ReactNode {
  return view.entries.map((entry) => entry.kind === 'note' && entry.step === step && (
    <p key={entry.seq} className={styles.note}><span className={styles.quiet}>{nameIn(view, entry.by, me)}, {clock(entry.at)}:</span> {entry.text}</p>
  ));
}
