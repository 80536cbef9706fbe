/** The foot of a step: Run or Stop, where it would run, and how its last run went. */
import { lazy, type ReactNode, Suspense } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import { isOver } from '../../../common/run-state.ts';
import { targetName } from '../../client/page.ts';
import type { Tone } from '../../client/status.ts';
import { nameOf, type StepData } from './step-data.ts';
import { patiently } from '../../client/patiently.ts';
import Sentence from '../Sentence';
import type { Actions } from './use-actions.ts';
import type { StepNow } from './use-step.ts';
import styles from './styles.module.css';

const StatusLine = lazy(patiently(() => import('./StatusLine')));
// Few steps have to be approved.
const ApprovalButton = lazy(patiently(() => import('./ApprovalButton')));

interface Props {
  step: StepData;
  now: StepNow;
  actions: Actions;
}

export default function Bar({ step, now, actions }: Props): ReactNode {
  const { latest } = now.known;
  const going = latest !== null && !isOver(latest.state);
  const news = newsOf(now, actions, going);
  return (
    <div className={styles.bar}>
      <Button step={step} now={now} actions={actions} going={going} />
      {!going && <span className={styles.where}>in {placeOf(now)}{now.readiness.may && now.foreseen !== undefined && now.foreseen.reason !== '' && ` · ${lower(now.foreseen.reason)}`}</span>}
      {step.kind === 'file' && latest?.state === 'exited' && <a className={styles.where} href={`/workspace?${new URLSearchParams({ env: latest.environment, path: step.path }).toString()}`}>Open in workspace</a>}
      <div className={styles.status} role="status">
        {news !== null && <span className={styles[news.tone]}><Sentence text={news.text} /></span>}
        {news === null && latest !== null && (
          <Suspense><StatusLine run={latest} digest={step.digest} values={now.values} /></Suspense>
        )}
      </div>
    </div>
  );
}

function Button({ step, now, actions, going }: Props & { going: boolean }): ReactNode {
  const login = useBaseUrl('/login');
  const { readiness, known } = now;
  const label = nameOf(step);
  if (going) return <button type="button" className={styles.stop} onClick={actions.stop} aria-label={`Stop: ${label}`}><StopIcon />Stop</button>;
  if (!readiness.may && readiness.kind === 'login') return <a className={styles.plain} href={login} title={readiness.why}>Log in to run</a>;
  const off = !readiness.may && readiness.kind !== 'away';
  if (readiness.may && now.foreseen?.decision === 'needs-approval') return <Suspense fallback={<span className={styles.run} aria-disabled="true">…</span>}><ApprovalButton step={step} now={now} actions={actions} /></Suspense>;
  // Not disabled: that would take the focus from who pressed it by keyboard.
  const waits = known.asking || actions.question !== null;
  const verb = step.kind === 'file' ? 'Write' : 'Run';
  return (
    <button type="button" className={styles.run} data-handrail="run" disabled={off} aria-disabled={waits}
      onClick={waits ? undefined : actions.run} aria-label={`${verb}: ${label}`}>
      <RunIcon />{known.latest === null ? verb : `${verb} again`}
    </button>
  );
}

/** What stands above the latest run's outcome: what went wrong is bad news, that a step is not for here and now only news. */
function newsOf({ known, wrong, readiness }: StepNow, { question, strict }: Actions, going: boolean): { tone: Tone; text: string } | null {
  if (question !== null) return null;
  if (known.asking) return { tone: 'busy', text: 'Asking the server' };
  if (!going && strict && wrong !== null) return { tone: 'bad', text: `Fill in ${wrong.parameter.title}.` };
  if (known.problem !== null) return { tone: 'bad', text: known.problem.message };
  if (going) return null;
  // That nobody is logged in the button says, that the server is away the head of the page.
  return readiness.may || readiness.kind === 'login' || readiness.kind === 'away' ? null : { tone: 'over', text: readiness.why };
}

/** It goes on from what stands before it. */
function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

function placeOf({ state }: StepNow): string {
  const target = state.values[targetName];
  return target === undefined ? state.environment : `${state.environment} · ${target}`;
}

function RunIcon(): ReactNode {
  return <svg width="11" height="12" viewBox="0 0 11 12" aria-hidden="true"><path fill="currentColor" d="M1 1.2v9.6a.6.6 0 0 0 .9.5l8-4.8a.6.6 0 0 0 0-1l-8-4.8a.6.6 0 0 0-.9.5Z" /></svg>;
}

function StopIcon(): ReactNode {
  return <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="1.5" fill="currentColor" /></svg>;
}
