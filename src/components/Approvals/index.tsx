/** Requests for approval: others’ to decide on, for who may, and one’s own with how each stands. */
import { type ReactNode, useEffect } from 'react';
import Link from '@docusaurus/Link';
import type { ApprovalGlance } from '../../../common/approval.ts';
import { follow, isOpen, requests } from '../../client/approvals.ts';
import { useStore } from '../../client/store.ts';
import Sentence from '../Sentence';
import Countdown from './Countdown';
import Revealed from './Revealed';
import { standingOf, toneOf } from './said.ts';
import styles from './styles.module.css';

export default function Approvals({ decides }: { decides: boolean }): ReactNode {
  useEffect(() => follow(decides), [decides]);
  const known = useStore(requests, (value) => value);
  if (known === null) return <p className={styles.quiet} role="status">Looking…</p>;
  const { own, others, ahead, problem } = known;
  return (
    <>
      {problem !== null && <p className={styles.notice} role="alert"><Sentence text={problem.message} /></p>}
      {decides && <List title="To decide" requests={others} ahead={ahead} none="Nothing waits for you." />}
      <List title="Your requests" requests={own} ahead={ahead} none="You have asked for nothing yet. Where a step needs approval, its button says so." />
    </>
  );
}

function List({ title, requests: listed, ahead, none }: { title: string; requests: readonly ApprovalGlance[]; ahead: number; none: string }): ReactNode {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {listed.length === 0 ? <p className={styles.quiet}>{none}</p> : <ol className={styles.list}>{listed.map((one) => <Item key={one.id} request={one} ahead={ahead} />)}</ol>}
    </section>
  );
}

function Item({ request, ahead }: { request: ApprovalGlance; ahead: number }): ReactNode {
  const { id, title, step, runbook, environmentTitle, target, person, isOwn, reason } = request;
  return (
    <li className={styles.item}>
      <div className={styles.what}>
        <Link to={`/approvals?request=${id}`}><Revealed text={title || step} /></Link>
        <span className={styles.quiet}>{[runbook, environmentTitle, target].filter((one) => one !== null && one !== '').join(' · ')}</span>
        <span className={styles.reason}>{!isOwn && <>{person.name}: </>}<Revealed text={reason} /></span>
      </div>
      <span className={styles[toneOf(request)]}><Revealed text={standingOf(request)} /></span>
      <span className={styles.when}>{isOpen(request) ? <><Countdown until={request.expiresAt - ahead} /> left</> : new Date(request.endedAt ?? request.askedAt).toLocaleString()}</span>
    </li>
  );
}
