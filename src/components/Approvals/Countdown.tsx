/** How much time is left, each second. Outside of what is read out: nobody wants to hear every one. */
import { type ReactNode, useEffect, useState } from 'react';
import { timeLeft } from './said.ts';

/** Takes a moment in Unix milliseconds, by this machine’s clock. */
export default function Countdown({ until }: { until: number }): ReactNode {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => { setNow(Date.now()); }, 1_000);
    return () => { clearInterval(timer); };
  }, []);
  return <span role="timer" aria-live="off">{timeLeft(until - now)}</span>;
}
