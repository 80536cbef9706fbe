/** “Tell me when it ends”, for a run or a walkthrough that goes on: asks for it, says how one will be told, and takes it back. */
import { type ReactNode, useEffect, useState } from 'react';
import clsx from 'clsx';
import { howTold, type Subject, type Subscription } from '../../../common/subscription.ts';
import type { Problem } from '../../client/http.ts';
import { useStore } from '../../client/store.ts';
import { askLeave } from '../../client/tab-alert.ts';
import { askFor, subscriptions, takeBack } from '../../client/told.ts';
import Sentence from '../Sentence';
import styles from './styles.module.css';

interface Props extends Subject {
  /** how its buttons look, where they are not as usual */
  className?: string | undefined;
  /** when it began, Unix milliseconds: what ends at once need not be told */
  since?: number;
  /** how one is told is only heard, and shown when one points at it: for where there is no room */
  isBrief?: boolean;
}

/** Most steps take less, in milliseconds. */
const soonMs = 2_000;

export default function TellMe({ of, id, className, since = 0, isBrief = false }: Props): ReactNode {
  const mine = useStore(subscriptions, (all) => all.find((one) => one.of === of && one.id === id) ?? null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isLong = useLater(since + soonMs);
  const waits = mine !== null && mine.end === null;
  if (!isLong && !waits) return null;
  const act = async (send: () => Promise<Problem | null>) => {
    if (isBusy) return;
    setBusy(true);
    setProblem(await send());
    setBusy(false);
  };
  const press = () => {
    if (!waits) askLeave();
    void act(() => (waits ? takeBack({ of, id }) : askFor({ of, id })));
  };
  const how = waits ? howTold(mine) : '';
  return (
    <>
      <button type="button" className={clsx(styles.button, className ?? styles.plain)} aria-disabled={isBusy} title={isBrief && how !== '' ? how : undefined} onClick={press}>{waits ? 'Do not tell me' : 'Tell me when it ends'}</button>
      {waits && <Channels mine={mine} className={clsx(styles.button, className ?? styles.plain)} onChoose={(channel) => void act(() => askFor({ of, id, ...(channel === '' ? {} : { channel }) }))} />}
      <span className={isBrief ? styles.heard : styles.how} role="status">{how}</span>
      {problem !== null && <span className={styles.problem} role="alert"><Sentence text={problem.message} /></span>}
    </>
  );
}

function Channels({ mine: { channel, mayChannels }, className, onChoose }: { mine: Subscription; className: string; onChoose(id: string): void }): ReactNode {
  return mayChannels.map(({ id, name }) => (
    <button key={id} type="button" className={className} onClick={() => { onChoose(channel?.id === id ? '' : id); }}>{channel?.id === id ? `Do not tell ${name}` : `Tell ${name} too`}</button>
  ));
}

/** Takes a time in Unix milliseconds; tells whether it has come. */
function useLater(at: number): boolean {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (now >= at) return undefined;
    const timer = setTimeout(() => { setNow(Date.now()); }, at - now + 1);
    return () => { clearTimeout(timer); };
  }, [at, now]);
  return now >= at;
}
