/** Follows a panel's topic as long as it is wanted and looked at. The socket comes with the first that is followed. */
import { useCallback, useEffect, useState } from 'react';
import { type PanelAsked, type PanelState, panelTopic } from '../../../common/panel.ts';
import { connection } from '../../client/run-store.ts';
import { useStore } from '../../client/store.ts';

export interface Followed {
  /** the latest there is; null until the first has come */
  state: PanelState | null;
  /** why no more comes; null while it does */
  problem: string | null;
  /** whether the page has lost the server, and since when (Unix ms, null while it has not) */
  isBroken: boolean;
  brokenAt: number | null;
  again(): void;
}

/** A value that is typed is not asked for at each key. Milliseconds. */
const settleMs = 500;

/** Takes what to follow, whether it may be, and whether it is in view; gives what is known of it. */
export function useFollowed(asked: PanelAsked, isWanted: boolean, isInView: boolean): Followed {
  const topic = useSettled(panelTopic(asked));
  const isLookedAt = useVisible() && isInView;
  const [round, setRound] = useState(0);
  const [known, setKnown] = useState<{ topic: string; state: PanelState | null; problem: string | null }>({ topic, state: null, problem: null });
  const { isBroken, brokenAt } = useBroken();
  useEffect(() => {
    if (!isWanted || !isLookedAt) return undefined;
    let isOver = false;
    let end: () => void = () => undefined;
    void import('../../client/topics.ts').then(({ follow }) => {
      if (isOver) return;
      end = follow(topic, {
        told: (body) => { setKnown({ topic, state: body as PanelState, problem: null }); },
        ended: ({ message }) => { setKnown((before) => ({ topic, state: before.topic === topic ? before.state : null, problem: message })); },
      });
    }, () => { setKnown({ topic, state: null, problem: 'What makes this live could not be fetched.' }); });
    return () => {
      isOver = true;
      end();
    };
  }, [topic, isWanted, isLookedAt, round]);
  const again = useCallback(() => {
    setKnown({ topic, state: null, problem: null });
    setRound((before) => before + 1);
  }, [topic]);
  const isOfNow = known.topic === topic && topic === panelTopic(asked);
  return { state: isOfNow ? known.state : null, problem: isOfNow ? known.problem : null, isBroken, brokenAt, again };
}

function useSettled(value: string): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    if (value === settled) return undefined;
    const timer = setTimeout(() => { setSettled(value); }, settleMs);
    return () => { clearTimeout(timer); };
  }, [value, settled]);
  return settled;
}

function useVisible(): boolean {
  const [isVisible, setIsVisible] = useState(() => document.visibilityState === 'visible');
  useEffect(() => {
    const look = (): void => { setIsVisible(document.visibilityState === 'visible'); };
    document.addEventListener('visibilitychange', look);
    return () => { document.removeEventListener('visibilitychange', look); };
  }, []);
  return isVisible;
}

function useBroken(): { isBroken: boolean; brokenAt: number | null } {
  const isBroken = useStore(connection, (state) => state === 'waiting');
  const [brokenAt, setBrokenAt] = useState<number | null>(null);
  useEffect(() => connection.subscribe(() => { setBrokenAt((before) => (connection.get() === 'waiting' ? before ?? Date.now() : null)); }), []);
  return { isBroken, brokenAt };
}
