/** The walkthroughs that are open, one's own and others', kept current; and those that have ended, the newest first. */
import { type ReactNode, useEffect, useState } from 'react';
import Link from '@docusaurus/Link';
import type { WalkGlance, WalkList } from '../../../common/walkthrough.ts';
import { get, type Problem } from '../../client/http.ts';
import { follow } from '../../client/topics.ts';
import Sentence from '../Sentence';
import Glance from './Glance';
import styles from './page.module.css';
import { useLooks } from './use-looks.ts';
import { useMe } from './use-me.ts';

export default function Lists(): ReactNode {
  const me = useMe();
  const looks = useLooks({ environment: 'practice', environmentTitle: '' });
  const [list, setList] = useState<WalkList | null>(null);
  const [problem, setProblem] = useState<Pick<Problem, 'message'> | null>(null);
  useEffect(() => follow('walkthroughs:', {
    told(body) {
      setList(body as WalkList);
      setProblem(null);
    },
    ended: setProblem,
  }), []);
  const isMine = ({ begunBy, lead, people }: WalkGlance) => begunBy === me || lead === me || people.includes(me);
  return (
    <>
      {problem !== null && <p className={styles.notice} role="alert"><Sentence text={problem.message} /></p>}
      {list === null && problem === null && <p className={styles.quiet} role="status">Looking…</p>}
      {list !== null && list.walkthroughs.length === 0 && (
        <p className={styles.none}>Nobody walks through anything just now. {looks === '' ? <>To begin, open <Link to="/">a runbook</Link> and press “Walk through” beside the heading of a procedure.</> : looks}</p>
      )}
      {list !== null && <Section title="Open: mine" list={list} walkthroughs={list.walkthroughs.filter(isMine)} />}
      {list !== null && <Section title="Open: others’" list={list} walkthroughs={list.walkthroughs.filter((one) => !isMine(one))} />}
      <Ended />
    </>
  );
}

function Section({ title, list, walkthroughs }: { title: string; list: WalkList; walkthroughs: readonly WalkGlance[] }): ReactNode {
  if (walkthroughs.length === 0) return null;
  return (
    <section className={styles.part} aria-label={title}>
      <h2>{title}</h2>
      <ul className={styles.list}>{walkthroughs.map((one) => <Glance key={one.id} one={one} names={list.names} now={list.now} />)}</ul>
    </section>
  );
}

/** As many as one answer brings. */
const atOnce = 20;

function Ended(): ReactNode {
  const [list, setList] = useState<WalkList | null>(null);
  const [isMine, setMine] = useState(false);
  useEffect(() => {
    let stands = true;
    void ask(isMine, null).then((answer) => { if (stands && answer.ok) setList(answer.value); });
    return () => { stands = false; };
  }, [isMine]);
  const more = async () => {
    const answer = await ask(isMine, list?.more ?? null);
    if (answer.ok && list !== null) setList({ ...answer.value, walkthroughs: [...list.walkthroughs, ...answer.value.walkthroughs], names: { ...list.names, ...answer.value.names } });
  };
  if (list === null || (list.walkthroughs.length === 0 && !isMine)) return null;
  return (
    <section className={styles.part} aria-label="Ended">
      <h2>Ended</h2>
      <p className={styles.quiet}><label><input type="checkbox" checked={isMine} onChange={(event) => { setMine(event.target.checked); }} /> Only those that I was in</label></p>
      <ul className={styles.list}>{list.walkthroughs.map((one) => <Glance key={one.id} one={one} names={list.names} now={list.now} />)}</ul>
      {list.more !== null && <button type="button" className={styles.plain} onClick={() => void more()}>Older ones</button>}
    </section>
  );
}

function ask(mine: boolean, before: string | null) {
  const query = { open: 'false', limit: String(atOnce), ...(mine ? { mine: 'true' } : {}), ...(before === null ? {} : { before }) };
  return get<WalkList>(`/api/walkthroughs?${new URLSearchParams(query).toString()}`);
}
