/** A player on a screen of its own, driven by the browser's frames. */
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useColorMode } from '@docusaurus/theme-common';
import type { Run } from '../../../common/run.ts';
import { isOver } from '../../../common/run-state.ts';
import { createScreen, type Screen } from '../Terminal/screen.ts';
import { Player, type PlayerState } from './player.ts';
import { tapeOf } from './tape.ts';

export interface Replaying {
  host: RefObject<HTMLDivElement | null>;
  /** null until the recording is there */
  state: PlayerState | null;
  player(): Player | null;
}

/** A frame that took longer, as in a window nobody sees, counts as this many milliseconds: the recording waits there, too. */
const longestFrameMs = 250;
/** The page tells of positions by tenths of a second. */
const shownUs = 100_000;

/** Takes a run; gives its replay, which begins to play by itself unless the person wants little motion. */
export function useReplay(run: Run): Replaying {
  const host = useRef<HTMLDivElement>(null);
  const player = useRef<Player | null>(null);
  const screen = useRef<Screen | null>(null);
  const [state, setState] = useState<PlayerState | null>(null);
  // The record changes while a run goes on; its recording is asked for by its id.
  const [first] = useState(run);
  const { colorMode } = useColorMode();
  useLayoutEffect(() => {
    // What is replayed may ask the terminal questions; a screen that is not interactive answers nobody.
    const made = createScreen({
      host: host.current, size: first.size, label: `Replay of “${first.title || first.step}”`, interactive: false, onInput: nothing, onTouched: nothing, onHeight: nothing,
    });
    const one = new Player(tapeOf(first.id), made, (next) => { setState((before) => (isNews(before, next) ? next : before)); });
    screen.current = made;
    player.current = one;
    // Below a long output nobody would see that it plays.
    host.current?.closest('section')?.scrollIntoView({ block: 'nearest' });
    const stop = eachFrame((milliseconds) => { one.tick(milliseconds); });
    void one.seek(0).then(() => {
      if (!matchMedia('(prefers-reduced-motion: reduce)').matches) void one.play();
    });
    return () => {
      stop();
      one.close();
      made.dispose();
      player.current = null;
      screen.current = null;
    };
  }, [first]);
  const hasEnded = isOver(run.state) && !isOver(first.state);
  useEffect(() => {
    // What it printed last is part of the recording, too.
    const one = player.current;
    if (hasEnded && one !== null) void one.seek(one.state.at);
  }, [hasEnded]);
  useEffect(() => {
    // Docusaurus sets the colours of the page in an effect of its own, which comes after this one.
    const frame = requestAnimationFrame(() => screen.current?.repaint());
    return () => { cancelAnimationFrame(frame); };
  }, [colorMode]);
  return { host, state, player: () => player.current };
}

function isNews(before: PlayerState | null, next: PlayerState): boolean {
  if (before === null) return true;
  const position = (state: PlayerState) => Math.floor(state.at / shownUs);
  return (Object.keys(next) as (keyof PlayerState)[]).some((key) => (key === 'at' ? position(before) !== position(next) : before[key] !== next[key]));
}

/** Takes what to do with the milliseconds since the last frame; gives what ends it. */
function eachFrame(act: (milliseconds: number) => void): () => void {
  let last = performance.now();
  let frame = requestAnimationFrame(function next(now) {
    act(Math.min(longestFrameMs, Math.max(0, now - last)));
    last = now;
    frame = requestAnimationFrame(next);
  });
  return () => { cancelAnimationFrame(frame); };
}

function nothing(): void { /* a replay is only looked at */ }
