/** One request for approval: how it stands, just what will run, and, for who may, approving and refusing. */
import { type ReactNode, useEffect, useState } from 'react';
import type { ApprovalWhole } from '../../../common/approval-record.ts';
import { follow, isOpen, requests } from '../../client/approvals.ts';
import { get, post, type Problem } from '../../client/http.ts';
import { useStore } from '../../client/store.ts';
import Sentence from '../Sentence';
import Countdown from './Countdown';
import Decide from './Decide';
import Exactly from './Exactly';
import Revealed from './Revealed';
import { standingOf, toneOf } from './said.ts';
import Workspace from './Workspace';
import styles from './styles.module.css';

export default function One({ id }: { id: string }): ReactNode {
  const [whole, setWhole] = useState<ApprovalWhole | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  useEffect(() => follow(true), []);
  // The list says when it stands otherwise; what it is about never changes.
  const told = useStore(requests, (known) => [...known?.own ?? [], ...known?.others ?? []].find((one) => one.id === id));
  const ahead = useStore(requests, (known) => known?.ahead ?? 0);
  const mark = told === undefined ? requests.get() === null ? '' : 'gone' : `${told.state} ${told.votes.map(({ person, counts }) => `${person} ${counts}`).join()}`;
  useEffect(() => {
    void get<{ approval: ApprovalWhole }>(`/api/approvals/${encodeURIComponent(id)}`).then((answer) => {
      if (answer.ok) setWhole(answer.value.approval);
      setProblem(answer.ok ? null : answer.problem);
    });
  }, [id, mark]);
  const reload = async () => {
    const answer = await get<{ approval: ApprovalWhole }>(`/api/approvals/${encodeURIComponent(id)}`);
    if (answer.ok) setWhole(answer.value.approval);
  };
  const act = async (path: string, reason: string) => {
    const answer = await post(`/api/approvals/${whole?.id ?? ''}/${path}`, path === 'withdraw' ? {} : { reason });
    await reload();
    return answer.ok ? null : answer.problem;
  };
  if (problem !== null) return <p className={styles.notice} role="alert"><Sentence text={problem.message} /></p>;
  if (whole === null) return <p className={styles.quiet} role="status">Looking…</p>;
  return (
    <>
      <h1 className={styles.title}><Revealed text={whole.title || whole.step} /></h1>
      <p className={styles[toneOf(whole)]} role="status"><Revealed text={standingOf(whole)} /></p>
      {isOpen(whole) && <p className={styles.quiet}>Open for <Countdown until={whole.expiresAt - ahead} />.</p>}
      <Exactly whole={whole} />
      {whole.workspace === null ? <p className={styles.quiet}>What the workspace was like is not kept any more.</p> : <Workspace facts={whole.workspace} />}
      {isOpen(whole) && (whole.mayDecide || whole.isOwn) && <Decide whole={whole} onAct={act} />}
    </>
  );
}
