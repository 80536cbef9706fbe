/** The foot of a step: Run or Stop, where it would run, and how its last run went. */
import { lazy, type ReactNode, Suspense } from 'react';
import clsx from 'clsx';
import { isOver } from '../../../common/run-state.ts';
import { anchorOf } from '../../client/deep-link.ts';
import { environmentName, targetName } from '../../client/page.ts';
import { session } from '../../client/session.ts';
import type { Tone } from '../../client/status.ts';
import { useStore } from '../../client/store.ts';
import { nameOf, type StepData } from './step-data.ts';
import { patiently } from '../../client/patiently.ts';
import LogInLink from '../LogInLink';
import Sentence from '../Sentence';
import type { Actions } from './use-actions.ts';
import { isHeld, type StepNow } from './use-step.ts';
import { type EnvironmentTone, toneOf } from '../RunbookHeader/tone.ts';
import foot from './bar.module.css';
import styles from './styles.module.css';

const StatusLine = lazy(patiently(() => import('./StatusLine')));
const TellMe = lazy(patiently(() => import('../TellMe')));
// Few steps have to be approved.
const ApprovalButton = lazy(patiently(() => import('./ApprovalButton')));

interface Props {
  step: StepData;
  now: StepNow;
  actions: Actions;
  /** shows the output of the latest run; null where it is shown, or there is none */
  onShow: (() => void) | null;
}

export default function Bar({ step, now, actions, onShow }: Props): ReactNode {
  const { latest } = now.known;
  const going = latest !== null && !isOver(latest.state);
  const news = newsOf(now, actions, going);
  const place = placeOf(now, going);
  return (
    <div className={clsx(foot.bar, foot[place.tone])}>
      <Button step={step} now={now} actions={actions} going={going} />
      <Where step={step} now={now} place={place} going={going} />
      <div className={foot.outcome}>
        <div className={foot.status} role="status">
          {news !== null && <span className={foot[news.tone]}><Sentence text={news.text} /></span>}
          {news === null && latest !== null && (
            <Suspense><StatusLine run={latest} digest={step.digest} values={now.values} /></Suspense>
          )}
        </div>
        {onShow !== null && <button type="button" className={foot.show} onClick={onShow}>Show the output</button>}
        {going && latest !== null && <Suspense><TellMe of="run" id={latest.id} since={latest.queuedAt} className={foot.show} /></Suspense>}
      </div>
    </div>
  );
}

interface Placed {
  target: string | undefined;
  tone: EnvironmentTone;
}

/** While a run goes on, where it was begun, whatever is chosen since. */
function placeOf({ state, page, known }: StepNow, going: boolean): Placed {
  const target = (going ? known.latest?.parameters : state.values)?.[targetName];
  return { target, tone: toneOf(state.environment, page.production.includes(target ?? '')) };
}

function Where({ step, now, place: { target, tone }, going }: { step: StepData; now: StepNow; place: Placed; going: boolean }): ReactNode {
  const { state, known: { latest } } = now;
  return (
    <span className={foot.where}>
      {tone !== 'practice' && <strong className={foot.place}>{tone === 'real' ? 'Not practice' : 'Production'}</strong>}
      {environmentName in state.left ? 'No environment is chosen' : `in ${state.environment}`}{target !== undefined && target !== '' && ` · ${target}`}
      {!going && <Before now={now} />}
      {step.kind === 'file' && latest?.state === 'exited' && <> · <a href={`/workspace?${new URLSearchParams({ env: latest.environment, path: step.path }).toString()}`}>Open in workspace</a></>}
    </span>
  );
}

/** What has to be done before it runs. */
function Before({ now: { page, readiness, foreseen, missing } }: { now: StepNow }): ReactNode {
  if (missing.length > 0) return <> · run first: {missing.map((id, at) => <span key={id}>{at > 0 && ', '}<a href={`#${anchorOf(id)}`}>{page.steps.get(id)?.title ?? id}</a></span>)}</>;
  return readiness.may && foreseen !== undefined && foreseen.reason !== '' && ` · ${lower(foreseen.reason)}`;
}

function Button({ step, now, actions, going }: Omit<Props, 'onShow'> & { going: boolean }): ReactNode {
  const { readiness, known } = now;
  const isOwn = useStore(session, (who) => who.state !== 'in' || who.person.id === known.latest?.person);
  const label = nameOf(step);
  // Somebody else’s run, seen in a walkthrough, is for who has the lead there to stop.
  if (going && (isOwn || now.walk?.waits === '')) return <button type="button" className={styles.stop} data-handrail="stop" onClick={actions.stop} aria-label={`Stop: ${label}`}><StopIcon />Stop</button>;
  if (!readiness.may && readiness.kind === 'login') return <LogInLink className={styles.plain} title={readiness.why}>Log in to run</LogInLink>;
  if (readiness.may && now.foreseen?.decision === 'needs-approval') return <Suspense fallback={<span className={styles.run} aria-disabled="true">…</span>}><ApprovalButton step={step} now={now} actions={actions} /></Suspense>;
  return <RunButton step={step} now={now} actions={actions} going={going} />;
}

function RunButton({ step, now, actions, going }: Omit<Props, 'onShow'> & { going: boolean }): ReactNode {
  const { readiness, known, page, missing } = now;
  const off = !readiness.may && readiness.kind !== 'away' && readiness.kind !== 'choose';
  // Not disabled: that would take the focus from who pressed it by keyboard.
  const waits = known.asking || actions.question !== null;
  const held = isHeld(step, now) ? `Run first: ${missing.map((id) => `“${page.steps.get(id)?.title ?? id}”`).join(', ')}` : undefined;
  const verb = step.kind === 'file' ? 'Write' : 'Run';
  const says = known.latest === null ? verb : `${verb} again`;
  return (
    <button type="button" className={styles.run} data-handrail="run" disabled={off || going} aria-disabled={waits || held !== undefined} title={readiness.may ? held : readiness.why}
      onClick={waits ? undefined : actions.run} aria-label={`${says}: ${nameOf(step)}`}>
      <RunIcon />{says}
    </button>
  );
}

/** What stands above the latest run's outcome: what went wrong is bad news, that a step is not for here and now only news. */
function newsOf({ known, wrong, readiness, left }: StepNow, { question, strict }: Actions, going: boolean): { tone: Tone; text: string } | null {
  if (question !== null) return null;
  if (known.asking) return { tone: 'busy', text: 'Asking the server' };
  // Left as it is it would look as if that had been asked for which is not.
  if (!going && left !== '') return { tone: 'bad', text: left };
  if (!going && strict && wrong !== null) return { tone: 'bad', text: `Fill in ${wrong.parameter.title}.` };
  if (known.problem !== null) return { tone: 'bad', text: known.problem.message };
  if (going) return null;
  // That nobody is logged in the button says, that the server is away the head of the page, who has the lead the walkthrough.
  return readiness.may || readiness.kind === 'login' || readiness.kind === 'away' || readiness.kind === 'waits' ? null : { tone: 'over', text: readiness.why };
}

/** It goes on from what stands before it. */
function lower(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

function RunIcon(): ReactNode {
  return <svg width="11" height="12" viewBox="0 0 11 12" aria-hidden="true"><path fill="currentColor" d="M1 1.2v9.6a.6.6 0 0 0 .9.5l8-4.8a.6.6 0 0 0 0-1l-8-4.8a.6.6 0 0 0-.9.5Z" /></svg>;
}

function StopIcon(): ReactNode {
  return <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" rx="1.5" fill="currentColor" /></svg>;
}
