/** The foot of a step: Run or Stop, where it would run, and how its last run went. */
import type { ReactNode } from 'react';
import useBaseUrl from '@docusaurus/useBaseUrl';
import { isOver } from '../../../common/run-state.ts';
import { targetName } from '../../client/page.ts';
import { nameOf, type StepData } from './step-data.ts';
import StatusLine, { type Refusal } from './StatusLine';
import type { Actions } from './use-actions.ts';
import type { StepNow } from './use-step.ts';
import styles from './styles.module.css';

interface Props {
  step: StepData;
  now: StepNow;
  actions: Actions;
}

export default function Bar({ step, now, actions }: Props): ReactNode {
  const { latest, asking, problem } = now.known;
  const going = latest !== null && !isOver(latest.state);
  return (
    <div className={styles.bar}>
      <Button step={step} now={now} actions={actions} going={going} />
      {!going && <span className={styles.where}>in {placeOf(now)}</span>}
      <StatusLine run={latest} asking={asking} digest={step.digest} values={now.values}
        refusal={refusalOf(now, actions, problem?.message ?? '')} />
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
  const verb = step.kind === 'file' ? 'Write' : 'Run';
  return (
    <button type="button" className={styles.run} data-handrail="run" disabled={off || known.asking || actions.question !== null}
      onClick={actions.run} aria-label={`${verb}: ${label}`}>
      <RunIcon />{known.latest === null ? verb : `${verb} again`}
    </button>
  );
}

/** What went wrong is bad news; that a step is not for here and now is only news. */
function refusalOf(now: StepNow, { question, strict }: Actions, problem: string): Refusal | null {
  if (question !== null) return null;
  if (strict && now.wrong !== null) return { tone: 'bad', text: `Fill in ${now.wrong.parameter.title}.` };
  if (problem !== '') return { tone: 'bad', text: problem };
  return now.readiness.may || now.readiness.kind === 'login' ? null : { tone: 'over', text: now.readiness.why };
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
