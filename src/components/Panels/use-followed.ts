/**
 * Follows a panel's topic as long as it is wanted and looked at. The socket comes with the first that is followed. What ended or was
 * refused is asked for again by itself, ever more seldom: what was wrong may be mended.
 */
import { useCallback, useEffect, useState } from 'react';
import { type PanelAsked, panelTopic, type PanelTold } from '../../../common/panel.ts';
import { connection } from '../../client/run-store.ts';
import { useStore } from '../../client/store.ts';

export interface Followed {
  /** the latest there is; null until the first has come */
  state: PanelTold | null;
  /** why no more comes; null while it does */
  problem: string | null;
  /** so much the browser's clock is ahead of the server's (ms) */
  skew: number;
  /** whether the page has lost the server, and since when (Unix ms, null while it has not) */
  isBroken: boolean;
  brokenAt: number | null;
  again(): void;
}

/** A value that is typed is not asked for at each key. Milliseconds. */
const settleMs = 500;
/** Before what was refused is asked for again, the first time and at most. Milliseconds. */
const [firstPauseMs, longestPauseMs] = [5_000, 60_000];

interface Known {
  topic: string;
  state: PanelTold | null;
  skew: number;
  problem: string | null;
  failed: number;
}

/** Takes what to follow, whether it may be, and whether it is in view; gives what is known of it. */
export function useFollowed(asked: PanelAsked, isWanted: boolean, isInView: boolean): Followed {
  const topic = useSettled(panelTopic(asked));
  const isLookedAt = useVisible() && isInView;
  const [round, setRound] = useState(0);
  const [known, setKnown] = useState<Known>(() => nothingOf(topic));
  const { isBroken, brokenAt } = useBroken();
  useEffect(() => {
    if (!isWanted || !isLookedAt) return undefined;
    let isOver = false;
    let end: () => void = () => undefined;
    void import('../../client/topics.ts').then(({ follow }) => {
      if (isOver) return;
      end = follow(topic, {
        told: (body) => {
          const state = body as PanelTold;
          setKnown({ topic, state, skew: Date.now() - state.told, problem: null, failed: 0 });
        },
        ended: ({ message }) => { setKnown((before) => ({ ...before.topic === topic ? before : nothingOf(topic), problem: message, failed: (before.topic === topic ? before.failed : 0) + 1 })); },
      });
    }, () => { setKnown({ ...nothingOf(topic), problem: 'What makes this live could not be fetched.' }); });
    return () => {
      isOver = true;
      end();
    };
  }, [topic, isWanted, isLookedAt, round]);
  const { failed } = known;
  useEffect(() => {
    if (failed === 0 || !isWanted || !isLookedAt) return undefined;
    const timer = setTimeout(() => { setRound((before) => before + 1); }, Math.min(longestPauseMs, firstPauseMs * 2 ** (failed - 1)) * (0.5 + Math.random() / 2));
    return () => { clearTimeout(timer); };
  }, [failed, isWanted, isLookedAt]);
  const again = useCallback(() => {
    setKnown(nothingOf(topic));
    setRound((before) => before + 1);
  }, [topic]);
  const isOfNow = known.topic === topic && topic === panelTopic(asked);
  return { state: isOfNow ? known.state : null, problem: isOfNow ? known.problem : null, skew: known.skew, isBroken, brokenAt, again };
}

function nothingOf(topic: string): Known {
  return { topic, state: null, skew: 0, problem: null, failed: 0 };
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
