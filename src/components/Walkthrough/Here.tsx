/** Takes part in the walkthrough that the address names, on the page of its runbook: keeps it current, and shows its bar. */
import { type ReactNode, useEffect } from 'react';
import Link from '@docusaurus/Link';
import { useLocation } from '@docusaurus/router';
import { usePage } from '../../client/page.ts';
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import { joinPage } from '../../client/walk-page.ts';
import { attend, walk, type WalkNow } from '../../client/walkthrough.ts';
import WhoNotice from '../ServerPage/WhoNotice';
import Bar from './Bar';
import styles from './styles.module.css';
import { useRoom } from './use-room.ts';

export default function Here({ id }: { id: string }): ReactNode {
  const page = usePage();
  const who = useStore(session, (value) => value);
  const isIn = who.state === 'in';
  const room = useRoom();
  useEffect(() => {
    if (!isIn) return undefined;
    const ends = [attend(id), joinPage(page)];
    return () => { for (const end of ends) end(); };
  }, [id, page, isIn]);
  const now = useStore(walk, (value) => (value?.id === id ? value : null));
  return (
    <aside ref={room} className={styles.bar} aria-label="Walkthrough" data-handrail="walkthrough">
      {isIn ? <Found now={now} runbook={page.runbook} /> : <WhoNotice who={who} about="A walkthrough" />}
    </aside>
  );
}

function Found({ now, runbook }: { now: WalkNow | null; runbook: string }): ReactNode {
  if (now === null || now.view === null) return <Waiting message={now?.problem?.message ?? ''} />;
  const { view } = now;
  if (view.runbook === runbook) return <Bar now={now} view={view} />;
  return <p className={styles.sentence}>This is a walkthrough of another runbook. <Link to={`/runbooks/${view.runbook}?w=${view.id}${view.procedure === '' ? '' : `#${view.procedure}`}`}>Go there: {view.title}</Link></p>;
}

function Waiting({ message }: { message: string }): ReactNode {
  const { pathname } = useLocation();
  if (message === '') return <p className={styles.line} role="status">Looking for the walkthrough…</p>;
  return <p className={styles.sentence} role="alert">{message} <Link to={pathname}>Read the runbook without it</Link>, or see <Link to="/walkthroughs">all walkthroughs</Link>.</p>;
}
