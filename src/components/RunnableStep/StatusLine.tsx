/** How the latest run of a step stands, in one line that screen readers hear change. */
import { type ReactNode, useEffect, useState } from 'react';
import clsx from 'clsx';
import { isOver } from '../../../common/run-state.ts';
import type { Run } from '../../../common/run.ts';
import { connection } from '../../client/run-store.ts';
import { ago, type Status, statusOf, type Tone } from '../../client/status.ts';
import { useStore } from '../../client/store.ts';
import Sentence from '../Sentence';
import styles from './styles.module.css';

export interface Refusal {
  tone: Tone;
  text: string;
}

interface Props {
  run: Run | null;
  asking: boolean;
  /** why the page cannot do as asked; null when it can */
  refusal: Refusal | null;
  /** the step's digest, to tell a run of another text */
  digest: string;
  /** what is filled in, to tell a run with other parameters */
  values: Readonly<Record<string, string>>;
}

const marks: Record<Tone, string> = { idle: '', busy: '', good: '✓', bad: '✕', over: '' };

export default function StatusLine(props: Props): ReactNode {
  const { run } = props;
  const now = useNow(run !== null && !isOver(run.state));
  const broken = useStore(connection, (value) => value === 'waiting');
  const status = said(props, now, broken);
  return (
    <div className={clsx(styles.status, styles[status.tone])}>
      {status.tone === 'busy' && <span className={styles.spinner} aria-hidden="true" />}
      {marks[status.tone] !== '' && <span className={styles.mark} aria-hidden="true">{marks[status.tone]}</span>}
      {/* Seconds that pass are seen, not announced: what is heard changes with the state only. */}
      <span aria-hidden="true"><Sentence text={status.text} /></span>
      <span className={styles.heard} role="status">{heard(status, run)}</span>
      {status.note !== '' && <span className={styles.note}><Sentence text={status.note} /></span>}
    </div>
  );
}

function said({ run, asking, refusal, digest, values }: Props, now: number, broken: boolean): Status {
  if (refusal !== null) return { ...refusal, note: '' };
  if (asking) return { tone: 'busy', text: 'Asking the server', note: '' };
  if (run === null) return { tone: 'idle', text: '', note: '' };
  const status = statusOf(run, now);
  if (!isOver(run.state)) return broken ? { ...status, note: 'The connection is broken; the run goes on. Connecting again…' } : status;
  // What was true of another text or other values is told, but is not good news for what stands here now.
  const others = otherValues(run, values);
  const notes = [status.note, run.digest === digest ? '' : 'The step has changed since.', others === '' ? '' : `That was with ${others}.`];
  const stale = run.digest !== digest || others !== '';
  return { tone: stale ? 'over' : status.tone, text: `${status.text}${whenOf(run, now)}`, note: notes.filter((note) => note !== '').join(' ') };
}

function otherValues(run: Run, values: Props['values']): string {
  return Object.entries(run.parameters).filter(([name, value]) => name in values && values[name] !== value)
    .map(([name, value]) => `${name} = ${value}`).join(', ');
}

/** A run that ended a while ago says when. */
function whenOf(run: Run, now: number): string {
  return run.endedAt !== null && now - run.endedAt > 60_000 ? ` · ${ago(run.endedAt, now)}` : '';
}

function heard(status: Status, run: Run | null): string {
  return run?.state === 'running' && status.tone === 'busy' ? 'Running' : `${status.text} ${status.note}`.trim();
}

/** Gives the time; each second while something goes on, else each minute. */
function useNow(going: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tick = () => { setNow(Date.now()); };
    tick();
    const timer = setInterval(tick, going ? 1_000 : 60_000);
    return () => { clearInterval(timer); };
  }, [going]);
  return now;
}
