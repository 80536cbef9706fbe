/** Below a step that others have to approve: why it is asked for, and how the request stands, kept current. */
import { type FormEvent, type ReactNode, useEffect, useId, useState } from 'react';
import Link from '@docusaurus/Link';
import type { ApprovalGlance } from '../../../common/approval.ts';
import { follow, isOpen, refresh, requestFor, requests, type Requests } from '../../client/approvals.ts';
import { post, type Problem } from '../../client/http.ts';
import { useStore } from '../../client/store.ts';
import { asking, wantedOf } from '../Approvals/asking.ts';
import { standingOf } from '../Approvals/said.ts';
import Countdown from '../Approvals/Countdown';
import Revealed from '../Approvals/Revealed';
import Sentence from '../Sentence';
import type { StepData } from './step-data.ts';
import type { StepNow } from './use-step.ts';
import form from './form.module.css';
import styles from './styles.module.css';

interface Props {
  step: StepData;
  now: StepNow;
}

/** How long after its end a request is still told of, in milliseconds. */
const toldMs = 3_600_000;

export default function Approval({ step, now }: Props): ReactNode {
  useEffect(() => follow(false), []);
  const { latest, problem } = now.known;
  useEffect(() => { void refresh(); }, [latest?.id, problem]);
  const isAsking = useStore(asking, (key) => key === now.key);
  const known = useStore(requests, (value) => value);
  const found = requestFor(known, wantedOf(step, now));
  if (isAsking) return <AskForm step={step} now={now} />;
  if (found === null || known === null || !isTold(found.request, known)) return null;
  return <Standing request={found.request} isForThis={found.isForThis} ahead={known.ahead} />;
}

/** One that was used shows as its run. */
function isTold(request: ApprovalGlance, { ahead }: Requests): boolean {
  return request.state !== 'used' && request.state !== 'withdrawn' && Date.now() + ahead - (request.endedAt ?? request.expiresAt) < toldMs;
}

function Standing({ request, isForThis, ahead }: { request: ApprovalGlance; isForThis: boolean; ahead: number }): ReactNode {
  const [problem, setProblem] = useState<Problem | null>(null);
  const withdraw = async () => {
    const answer = await post(`/api/approvals/${request.id}/withdraw`, {});
    setProblem(answer.ok ? null : answer.problem);
    await refresh();
  };
  const values = Object.entries(request.parameters).map(([name, value]) => `${name} = ${value}`).join(', ');
  return (
    <div className={form.ask}>
      <p className={form.askText} role="status">
        <Revealed text={standingOf(request)} />
        {!isForThis && <> This was asked for with <Revealed text={values} />.</>}
      </p>
      {isOpen(request) && <p className={form.askText}>{request.state === 'approved' ? 'Good for one run, for' : 'Open for'} <Countdown until={request.expiresAt - ahead} />.</p>}
      {problem !== null && <p className={form.askText} role="alert"><Sentence text={problem.message} /></p>}
      <div className={form.askRow}>
        <Link className={form.askText} to={`/approvals?request=${request.id}`}>What was asked</Link>
        {isOpen(request) && <button type="button" className={styles.plain} onClick={() => { void withdraw(); }}>Withdraw</button>}
      </div>
    </div>
  );
}

function AskForm({ step, now }: Props): ReactNode {
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const close = () => { asking.set(null); };
  const ask = async () => {
    setBusy(true);
    const { parameters, ...rest } = wantedOf(step, now);
    const answer = await post('/api/approvals', { ...rest, parameters, reason: reason.trim() });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem);
    await refresh();
    close();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() !== '' && !isBusy) void ask();
  };
  return (
    <form className={form.ask} onSubmit={submit}>
      <p className={form.askText}>Whoever approves sees just what will run, with the values above, and your workspace as it is now. If any of it changes, the approval does not hold.</p>
      {problem !== null && <p className={form.askText} role="alert"><Sentence text={problem.message} /></p>}
      <div className={form.askRow}>
        <label htmlFor={id}>Reason</label>
        <input id={id} className={form.input} value={reason} maxLength={500} autoComplete="off" ref={focusOnce} onChange={(event) => { setReason(event.target.value); }} />
      </div>
      <div className={form.askRow}>
        <button type="submit" className={styles.run} disabled={reason.trim() === ''} aria-disabled={isBusy}>{isBusy ? 'Looking at the workspace…' : 'Ask'}</button>
        <button type="button" className={styles.plain} onClick={close}>Cancel</button>
      </div>
    </form>
  );
}

function focusOnce(input: HTMLInputElement | null): void {
  input?.focus({ preventScroll: true });
}
