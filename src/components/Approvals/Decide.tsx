/** Approving and refusing, with a reason; and taking back what one has asked for oneself. */
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import type { ApprovalWhole } from '../../../common/approval-record.ts';
import type { Problem } from '../../client/http.ts';
import Sentence from '../Sentence';
import styles from './styles.module.css';

interface Props {
  whole: ApprovalWhole;
  onAct(act: 'approve' | 'refuse' | 'withdraw', reason: string): Promise<Problem | null>;
}

export default function Decide({ whole, onAct }: Props): ReactNode {
  const [reason, setReason] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const id = useId();
  const act = async (what: 'approve' | 'refuse' | 'withdraw') => {
    if (isBusy) return;
    setBusy(true);
    setProblem(await onAct(what, reason.trim()));
    setBusy(false);
  };
  const submit = (event: FormEvent) => { event.preventDefault(); };
  return (
    <form className={styles.decide} onSubmit={submit}>
      {problem !== null && <p className={styles.notice} role="alert"><Sentence text={problem.message} /></p>}
      {whole.isOwn ? <button type="button" className={styles.plain} aria-disabled={isBusy} onClick={() => { void act('withdraw'); }}>Withdraw</button> : (
        <>
          <label htmlFor={id}>Reason <span className={styles.quiet}>(to refuse, it takes one)</span></label>
          <input id={id} className={styles.input} value={reason} maxLength={500} autoComplete="off" onChange={(event) => { setReason(event.target.value); }} />
          <div className={styles.buttons}>
            <button type="button" className={styles.approve} aria-disabled={isBusy} onClick={() => { void act('approve'); }}>Approve</button>
            <button type="button" className={styles.plain} disabled={reason.trim() === ''} aria-disabled={isBusy} onClick={() => { void act('refuse'); }}>Refuse</button>
          </div>
        </>
      )}
    </form>
  );
}
