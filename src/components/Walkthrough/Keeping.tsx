/** What this person did about a step, or about the whole, and the server has not kept yet: that it is on its way, or why not, with a way to send it again. */
import type { ReactNode } from 'react';
import { keeping, type Keeping as One, sendAgain, throwAway } from '../../client/walk-keeping.ts';
import { useStore } from '../../client/store.ts';
import { walk } from '../../client/walkthrough.ts';
import Sentence from '../Sentence';
import styles from './keeping.module.css';
import { useMe } from './use-me.ts';
import { keepingSaid } from './words.ts';

/** Takes a step's id; null for what is about the whole. */
export default function Keeping({ step }: { step: string | null }): ReactNode {
  const me = useMe();
  const id = useStore(walk, (value) => value?.id ?? '');
  const all = useStore(keeping, (value) => value);
  const own = all.filter(({ walkthrough, by, asked }) => walkthrough === id && by === me && (('step' in asked ? asked.step : undefined) ?? null) === step);
  return own.map((one) => <Line key={one.key} one={one} />);
}

function Line({ one: { key, asked, problem } }: { one: One }): ReactNode {
  const { what, text } = keepingSaid(asked);
  return (
    <div className={styles.keeping} data-keeping={problem === null ? 'going' : 'failed'}>
      <p className={styles.said}>{what}{text !== '' && ': '}{text}</p>
      {problem === null
        ? <p className={styles.busy} role="status">keeping…</p>
        : <p className={styles.why} role="alert">
          <span className={styles.bad}>Not kept yet. <Sentence text={problem.code === 'away' ? 'The server does not answer: this is sent again by itself once it does.' : problem.message} /></span>
          <span className={styles.deeds}>
            <button type="button" className={styles.link} onClick={() => void sendAgain(key)}>Send again</button>
            <button type="button" className={styles.link} onClick={() => { throwAway(key); }}>Throw away</button>
          </span>
        </p>}
    </div>
  );
}
