/** One walkthrough on a page of its own: what it was of, how each step stands, and all that was done, in order. */
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import Link from '@docusaurus/Link';
import type { WalkView } from '../../../common/walkthrough.ts';
import { anchorOf } from '../../client/deep-link.ts';
import { patiently } from '../../client/patiently.ts';
import { useStore } from '../../client/store.ts';
import { attend, walk } from '../../client/walkthrough.ts';
import Sentence from '../Sentence';
import Entries from './Entries';
import Facts from './Facts';
import Keeping from './Keeping';
import styles from './page.module.css';
import Steps from './Steps';
import { useLooks } from './use-looks.ts';
import { useMe } from './use-me.ts';
import { useNews } from './use-news.ts';
import { aheadSaid, finishedSaid, heldSaid, stepName } from './words.ts';
import Write from './Write';

const TellMe = lazy(patiently(() => import('../TellMe')));

export default function One({ id }: { id: string }): ReactNode {
  useEffect(() => attend(id), [id]);
  const now = useStore(walk, (value) => (value?.id === id ? value : null));
  const message = now?.problem?.message ?? '';
  if (now === null || now.view === null) {
    return <><h1>A walkthrough</h1>{message === '' ? <p className={styles.quiet} role="status">Looking…</p> : <p className={styles.notice} role="alert"><Sentence text={message} /></p>}</>;
  }
  return <Shown view={now.view} problem={message} />;
}

function Shown({ view, problem }: { view: WalkView; problem: string }): ReactNode {
  const news = useNews(view);
  const [isWriting, setWriting] = useState(false);
  return (
    <article>
      <h1 className={styles.head}>{view.title}</h1>
      <Ahead view={view} />
      <Facts view={view} />
      <Tools view={view} onNote={() => { setWriting(true); }} />
      {isWriting && <div className={styles.writing}><Write about={{ kind: 'note', step: null }} onDone={() => { setWriting(false); }} /></div>}
      <Keeping step={null} />
      {problem !== '' && <p className={styles.notice} role="alert"><Sentence text={problem} /></p>}
      <Steps view={view} />
      <Entries view={view} />
      <div className={styles.heard} role="status">{news}</div>
    </article>
  );
}

/** What somebody who comes from a link does next, and where. */
function Ahead({ view }: { view: WalkView }): ReactNode {
  const me = useMe();
  const looks = useLooks(view);
  if (view.state.ended !== null) return null;
  const ahead = aheadSaid(view);
  const held = heldSaid(view);
  const at = ahead === null ? view.procedure : anchorOf(ahead.step);
  const verb = looks !== '' ? 'Look on' : view.state.people.includes(me) ? 'Go on' : 'Join';
  return (
    <div className={styles.ahead}>
      <p className={ahead === null ? styles.good : undefined}>
        {ahead === null ? finishedSaid(view, me) : <>{ahead.word === 'running' ? 'Running' : 'Next'}: <strong>{stepName(view, ahead.step)}</strong></>}
        {held !== '' && <span className={styles.held}>It stopped going on by itself. <Sentence text={held} /></span>}
      </p>
      <Link className={styles.main} to={`/runbooks/${view.runbook}?w=${view.id}${at === '' ? '' : `#${at}`}`}>{verb}</Link>
    </div>
  );
}

function Tools({ view, onNote }: { view: WalkView; onNote(): void }): ReactNode {
  const looks = useLooks(view);
  const report = (as: string) => `/api/walkthroughs/${view.id}/report?${new URLSearchParams({ as, outputs: 'true', download: 'true' }).toString()}`;
  return (
    <div className={styles.tools}>
      {looks === '' && <button type="button" className={styles.plain} onClick={onNote}>Note</button>}
      {view.state.ended === null && <Suspense><TellMe of="walkthrough" id={view.id} className={styles.plain} /></Suspense>}
      <span className={styles.quiet}>Report:</span>
      <a className={styles.plain} href={report('markdown')} download>Markdown</a>
      <a className={styles.plain} href={report('html')} download>HTML</a>
      <button type="button" className={styles.plain} onClick={() => { print(); }}>Print</button>
      {looks !== '' && <p className={styles.looks}>{looks}</p>}
    </div>
  );
}
