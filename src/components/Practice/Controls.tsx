/** The world's time, its snapshots, and beginning anew. */
import { type FormEvent, type ReactNode, useState } from 'react';
import type { ClockGlance, Snapshot } from '../../../common/practice.ts';
import { deleteSnapshot, passTime, type Practice, resetWorld, restoreSnapshot, saveSnapshot } from '../../client/practice.ts';
import Sure from './Sure';
import styles from './styles.module.css';

const hour = 3_600_000;
const spans = [{ label: 'an hour', ms: hour }, { label: '3 hours', ms: 3 * hour }, { label: 'a day', ms: 24 * hour }, { label: '3 days', ms: 72 * hour }];

export default function Controls({ practice, clock }: { practice: Practice; clock: ClockGlance }): ReactNode {
  return (
    <div className={styles.controls}>
      <Time practice={practice} clock={clock} />
      <Snapshots practice={practice} />
      <div className={styles.control}>
        <h3>Begin anew</h3>
        <p className={styles.quiet}>Puts everything back to the beginning: clusters, streams, repositories, the clock, and your files.</p>
        <Sure verb="Reset my world" question="Everything you did in your world goes." danger busy={practice.busy !== null} onSure={() => void practice.act('reset', resetWorld)} />
      </div>
    </div>
  );
}

function Time({ practice, clock }: { practice: Practice; clock: ClockGlance }): ReactNode {
  const [ms, setMs] = useState(hour);
  const hurries = clock.left > 0;
  return (
    <div className={styles.control}>
      <h3>Time</h3>
      <p className={styles.quiet}>
        In your world it is <time dateTime={new Date(clock.now).toISOString()}>{shown(clock.now)}</time>
        {hurries ? ', and time hurries.' : clock.ahead > 1000 ? ', ahead of ours.' : ', as here.'} An hour takes about ten seconds.
        {clock.ahead > 1000 && <> Ages that <code>kubectl describe</code> and <code>kubectl events</code> compute themselves then read <code>&lt;invalid&gt;</code>; <code>kubectl get events</code> is right.</>}
      </p>
      <p className={styles.row}>
        <label>Let <select value={ms} onChange={(event) => { setMs(Number(event.target.value)); }}>
          {spans.map((span) => <option key={span.ms} value={span.ms}>{span.label}</option>)}
        </select> pass</label>
        <button type="button" className={styles.plain} disabled={hurries || practice.busy !== null} onClick={() => void practice.act('clock', () => passTime(ms))}>Go</button>
      </p>
    </div>
  );
}

function shown(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';
}

function Snapshots({ practice }: { practice: Practice }): ReactNode {
  const [name, setName] = useState('');
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (name !== '') void practice.act('snapshot', () => saveSnapshot(name)).then((done) => { if (done) setName(''); });
  };
  return (
    <div className={styles.control}>
      <h3>Snapshots</h3>
      {practice.snapshots.length === 0 && <p className={styles.quiet}>Keep your world as it is now, and come back to it later.</p>}
      <ul className={styles.snapshots}>
        {practice.snapshots.map((snapshot) => <li key={snapshot.name}><Kept practice={practice} snapshot={snapshot} /></li>)}
      </ul>
      <form className={styles.row} onSubmit={save}>
        <input aria-label="Name of the snapshot" placeholder="before-the-upgrade" value={name} pattern="[a-z0-9]([a-z0-9\-]*[a-z0-9])?" maxLength={40}
          onChange={(event) => { setName(event.target.value); }} />
        <button type="submit" className={styles.plain} disabled={practice.busy !== null}>Keep</button>
      </form>
    </div>
  );
}

function Kept({ practice, snapshot: { name, at } }: { practice: Practice; snapshot: Snapshot }): ReactNode {
  const busy = practice.busy !== null;
  return (
    <span className={styles.row}>
      <span><code>{name}</code> <span className={styles.quiet}>{shown(at)}</span></span>
      <Sure verb="Restore" question={`Your world becomes what it was in ${name}.`} busy={busy} onSure={() => void practice.act('restore', () => restoreSnapshot(name))} />
      <button type="button" className={styles.link} disabled={busy} aria-label={`Delete the snapshot ${name}`} onClick={() => void practice.act('delete', () => deleteSnapshot(name))}>Delete</button>
    </span>
  );
}
