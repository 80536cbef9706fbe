/** One walkthrough on a page of its own: what it was of, how each step stands, and all that was done, in order. */
import { type ReactNode, useEffect, useState } from 'react';
import Link from '@docusaurus/Link';
import type { WalkView } from '../../../common/walkthrough.ts';
import { useStore } from '../../client/store.ts';
import { attend, walk } from '../../client/walkthrough.ts';
import Sentence from '../Sentence';
import Entries from './Entries';
import Facts from './Facts';
import styles from './page.module.css';
import Steps from './Steps';
import { useMe } from './use-me.ts';
import { useNews } from './use-news.ts';
import Write from './Write';

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
      <Facts view={view} />
      <Tools view={view} onNote={() => { setWriting(true); }} />
      {isWriting && <div className={styles.writing}><Write about={{ kind: 'note', step: null }} onDone={() => { setWriting(false); }} /></div>}
      {problem !== '' && <p className={styles.notice} role="alert"><Sentence text={problem} /></p>}
      <Steps view={view} />
      <Entries view={view} />
      <div className={styles.heard} role="status">{news}</div>
    </article>
  );
}

function Tools({ view, onNote }: { view: WalkView; onNote(): void }): ReactNode {
  const me = useMe();
  const report = (as: string) => `/api/walkthroughs/${view.id}/report?${new URLSearchParams({ as, outputs: 'true', download: 'true' }).toString()}`;
  return (
    <div className={styles.tools}>
      {view.state.ended === null && (
        <Link className={styles.main} to={`/runbooks/${view.runbook}?w=${view.id}${view.procedure === '' ? '' : `#${view.procedure}`}`}>{view.state.people.includes(me) ? 'Go on' : 'Join'}</Link>
      )}
      <button type="button" className={styles.plain} onClick={onNote}>Note</button>
      <span className={styles.quiet}>Report:</span>
      <a className={styles.plain} href={report('markdown')} download>Markdown</a>
      <a className={styles.plain} href={report('html')} download>HTML</a>
      <button type="button" className={styles.plain} onClick={() => { print(); }}>Print</button>
    </div>
  );
}
