/** How the latest run of a step stands, in one line. Fetched with the first run there is to tell of. */
import { type ReactNode, useEffect, useState } from 'react';
import clsx from 'clsx';
import { showsDigest } from '../../../common/catalog/shown-digest.ts';
import { isOver } from '../../../common/run-state.ts';
import type { Run } from '../../../common/run.ts';
import { ago } from '../../client/ago.ts';
import { lastOutput } from '../../client/last-output.ts';
import { type Pace, paceOf } from '../../client/pace.ts';
import { connection } from '../../client/run-store.ts';
import { type Status, statusOf, timesIn, type Tone } from '../../client/status.ts';
import { useStore } from '../../client/store.ts';
import { usualFor } from '../../client/usual.ts';
import Sentence from '../Sentence';
import styles from './bar.module.css';

interface Props {
  run: Run;
  /** what the page carries of the step's digest, to tell a run of another text */
  digest: string;
  /** what is filled in, to tell a run with other parameters */
  values: Readonly<Record<string, string>>;
}

const marks: Record<Tone, string> = { idle: '', busy: '', good: '✓', bad: '✕', over: '' };

export default function StatusLine({ run, digest, values }: Props): ReactNode {
  const now = useNow(!isOver(run.state));
  const broken = useStore(connection, (value) => value === 'waiting');
  const status = said(run, digest, values, now, broken);
  const pace = usePace(run, now);
  return (
    <>
      {/* Seconds that pass are seen, not announced: what is heard changes with the state only. */}
      <span className={clsx(styles.said, styles[status.tone])} aria-hidden="true">
        {status.tone === 'busy' && <span className={styles.spinner} />}
        {marks[status.tone] !== '' && <span className={styles.mark}>{marks[status.tone]}</span>}
        <span>{timesIn(pace.said === '' ? status.text : `${status.text} · ${pace.said}`).map((piece, at) => (at % 2 === 1 ? <span key={at} className={styles.time}>{piece}</span> : <Sentence key={at} text={piece} />))}</span>
      </span>
      {status.note !== '' && <span className={styles.note} aria-hidden="true"><Sentence text={status.note} /></span>}
      {pace.share !== null && <span className={styles.pace} aria-hidden="true"><span style={{ width: `${pace.share * 100}%` }} /></span>}
      <span className={styles.heard}>{`${run.state === 'running' ? 'Running.' : status.text} ${status.note}`.trim()}</span>
    </>
  );
}

const nothing: Pace = { share: null, said: '' };

/** How a run that goes on by itself compares with what is usual. What a person types into takes as long as it takes. */
function usePace(run: Run, now: number): Pace {
  const [usual, setUsual] = useState<number | null>(null);
  const alone = run.state === 'running' && !run.interactive && run.background !== true;
  useEffect(() => {
    let stands = true;
    if (alone) void usualFor(run).then((ms) => { if (stands) setUsual(ms); });
    return () => { stands = false; };
  }, [alone, run]);
  if (!alone || run.startedAt === null) return nothing;
  return paceOf({ elapsed: now - run.startedAt, usual, silent: now - (lastOutput(run.id) ?? run.startedAt) });
}

function said(run: Run, digest: string, values: Props['values'], now: number, broken: boolean): Status {
  const status = statusOf(run, now);
  const others = Object.entries(run.parameters).filter(([name, value]) => name in values && values[name] !== value);
  if (!isOver(run.state)) {
    // While it goes on, this line alone says where: all of its values, so that nobody has to tell which of the fields still hold.
    const own = others.length === 0 ? '' : `It runs with ${list(Object.entries(run.parameters))}.`;
    return { ...status, note: together(broken ? 'The connection is broken; the run goes on. Connecting again…' : status.note, own) };
  }
  // What was true of another text or other values is told, but is not good news for what stands here now.
  const changed = showsDigest(digest, run.digest) ? '' : 'The step has changed since.';
  const was = others.length === 0 ? '' : `That was with ${list(others)}.`;
  return { tone: changed + was === '' ? status.tone : 'over', text: `${status.text}${whenOf(run, now)}`, note: together(status.note, changed, was) };
}

function list(values: readonly (readonly [name: string, value: string])[]): string {
  return values.map(([name, value]) => `${name} = ${value}`).join(', ');
}

function together(...sentences: readonly string[]): string {
  return sentences.filter((sentence) => sentence !== '').join(' ');
}

/** A run that ended a while ago says when. */
function whenOf(run: Run, now: number): string {
  return run.endedAt !== null && now - run.endedAt > 60_000 ? ` · ${ago(run.endedAt, now)}` : '';
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
