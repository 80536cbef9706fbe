/** A run's output in the page: a terminal while it goes on, text when it is over. Fetched at the first Run only. */
import { type ReactNode, useState } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import { isOver } from '../../../common/run-state.ts';
import type { Run } from '../../../common/run.ts';
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import Whole from '../Log/Whole';
import PasteDialog from './PasteDialog';
import PenLine from './PenLine';
import { penWords } from './pen-words.ts';
import Transcript from './Transcript';
import { type Drawn, type Lack, useFollowed } from './use-followed.ts';
import styles from './styles.module.css';

interface Props {
  run: Run;
  /** whether this page started the run */
  here: boolean;
}

/** Shows the output of one run, as a log where it is long; another run is another element (`key`). */
export default function Terminal(props: Props): ReactNode {
  return <Whole run={props.run}><Shown {...props} /></Whole>;
}

function Shown({ run, here }: Props): ReactNode {
  // What is over when we come is only read: no terminal is drawn for it.
  const [isDrawn] = useState(!isOver(run.state));
  const person = useStore(session, (now) => (now.state === 'in' ? now.person.id : ''));
  const [host, now] = useFollowed({ run, here, isDrawn, person });
  if (now.refusal !== '') return <p className={styles.empty}>{now.refusal}</p>;
  if (now.text !== null) return <><Lacking run={run} lack={now.lack} /><Transcript {...now.text} label={`Output of ${run.title || run.step}`} /></>;
  if (!isDrawn) return <p className={styles.empty}>Reading the output…</p>;
  return (
    <div className={now.isTall ? styles.tall : undefined} data-tall={now.isTall || undefined}>
      <Lacking run={run} lack={now.lack} />
      {run.interactive ? <div className={styles.interactive}><div ref={host} className={styles.host} /></div> : (
        // The terminal is drawn for eyes; its text stands beside it, kept current, and of what comes a little is read out.
        <div className={styles.batch} role="region" aria-label={`Output of ${run.title || run.step}`} tabIndex={0}>
          <div ref={host} className={styles.host} />
          <pre className={styles.heard}>{now.heard.text}</pre>
          <span className={styles.heard} role="log" aria-atomic="true">{now.heard.said}</span>
        </div>
      )}
      {run.interactive && <Foot now={now} isOwner={person === run.person} person={person} />}
      {now.paste !== null && <PasteDialog {...now.paste} onPaste={now.acceptPaste} onCancel={now.cancelPaste} />}
    </div>
  );
}

function Foot({ now, person, isOwner }: { now: Drawn; person: string; isOwner: boolean }): ReactNode {
  const holds = now.seated !== null && now.seated.pen.holder?.seat === now.seated.seat;
  return (
    <div className={styles.foot}>
      {now.seated !== null && <PenLine words={penWords(now.seated, person, isOwner)} onAct={now.move} />}
      <span className={styles.hint}>{now.told === '' ? holds && 'Shift + Tab leaves the terminal. Ctrl + Shift + C and V copy and paste.' : <span role="alert">{now.told}</span>}</span>
      <button type="button" className={styles.deed} aria-pressed={now.isTall} onClick={now.toggleTall}>{now.isTall ? 'Back to the page' : 'Full window'}</button>
    </div>
  );
}

/** Output that is not shown here is never passed over in silence. */
function Lacking({ run, lack: { before, missed } }: { run: Run; lack: Lack }): ReactNode {
  const page = `${useBaseUrl('/runs')}?run=${run.id}`;
  if (before + missed === 0) return null;
  const said = [
    before > 0 ? `${before.toLocaleString('en')} bytes were printed before what is shown here.` : '',
    missed > 0 ? `${missed.toLocaleString('en')} bytes came too fast and were passed over.` : '',
  ].filter(Boolean).join(' ');
  return <p className={styles.lack}>{said} <a href={page}>Open the whole log</a></p>;
}
