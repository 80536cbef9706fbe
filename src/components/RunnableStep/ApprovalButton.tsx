/** Run, where others have to approve first: asks for that, waits, or runs what was approved. */
import type { ReactNode } from 'react';
import { requestFor, requests } from '../../client/approvals.ts';
import { useStore } from '../../client/store.ts';
import { asking, wantedOf } from '../Approvals/asking.ts';
import { nameOf, type StepData } from './step-data.ts';
import type { Actions } from './use-actions.ts';
import type { StepNow } from './use-step.ts';
import styles from './styles.module.css';

interface Props {
  step: StepData;
  now: StepNow;
  actions: Actions;
}

export default function ApprovalButton({ step, now, actions }: Props): ReactNode {
  const found = useStore(requests, (known) => requestFor(known, wantedOf(step, now))?.request ?? null);
  const isForThis = useStore(requests, (known) => requestFor(known, wantedOf(step, now))?.isForThis === true);
  const isAsking = useStore(asking, (key) => key === now.key);
  const state = isForThis ? found?.state : undefined;
  const verb = state === 'approved' ? 'Run now' : state === 'waiting' ? 'Waiting for approval' : 'Ask for approval';
  // Not disabled: that would take the focus from who pressed it by keyboard.
  const waits = state === 'waiting' || isAsking || now.known.asking || actions.question !== null;
  const press = () => {
    if (state === 'approved' || now.wrong !== null) actions.run();
    else asking.set(now.key);
  };
  return (
    <button type="button" className={styles.run} data-handrail="run" aria-disabled={waits} disabled={!now.readiness.may && now.readiness.kind !== 'away'}
      onClick={waits ? undefined : press} aria-label={`${verb}: ${nameOf(step)}`}>{verb}</button>
  );
}
