/** A followed run as React sees it. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useColorMode } from '@docusaurus/theme-common';
import type { PenAct, Seated } from '../../../common/protocol/pen.ts';
import type { Run } from '../../../common/run.ts';
import { follow, type Following } from './follow.ts';
import type { Paste } from './paste.ts';
import type { Piece } from '../../../common/recording/snapshot.ts';
import { type Heard, useHeard } from './use-heard.ts';

export interface Text {
  pieces: Piece[];
  /** height of a line as the terminal drew it; null when none was drawn */
  cell: number | null;
  /** whether the focus was on the output that this takes the place of */
  hadFocus: boolean;
}

/** Bytes that are not shown: before where this page began, and passed over since. */
export interface Lack {
  before: number;
  missed: number;
}

export interface Drawn {
  text: Text | null;
  refusal: string;
  lack: Lack;
  seated: Seated | null;
  /** what was not done, and why; empty when all is well */
  told: string;
  heard: Heard;
  isTall: boolean;
  toggleTall(): void;
  move(act: PenAct, to: number | null): void;
  /** what is to be pasted, once the person has agreed */
  paste: { paste: Paste; isBracketed: boolean } | null;
  acceptPaste(): void;
  cancelPaste(): void;
}

export interface FollowedProps {
  run: Run;
  here: boolean;
  /** whether a terminal is drawn; else the output is only read */
  isDrawn: boolean;
  person: string;
}

const none: Lack = { before: 0, missed: 0 };

/** Follows the run while the component stands; gives where its terminal is to be drawn, and how it stands. */
export function useFollowed(props: FollowedProps): [RefObject<HTMLDivElement | null>, Drawn] {
  const [text, setText] = useState<Text | null>(null);
  const [refusal, setRefusal] = useState('');
  const [lack, setLack] = useState(none);
  const [seated, setSeated] = useState<Seated | null>(null);
  const [told, setTold] = useState('');
  const [paste, setPaste] = useState<Drawn['paste']>(null);
  const { host, following } = useFollowing(props, { setText, setRefusal, setLack, setSeated, setTold, setPaste });
  const tall = useTall(following);
  const heard = useHeard(following, props.isDrawn && !props.run.interactive && text === null);
  const endPaste = () => { setPaste(null); };
  useRepaint(following);
  return [host, {
    text, refusal, lack, seated, told, heard, paste, ...tall,
    move: (act, to) => {
      following.current?.move(act, to);
      if (act === 'take') following.current?.screen.focus();
    },
    acceptPaste: () => {
      if (paste !== null) following.current?.screen.paste(paste.paste.text);
      endPaste();
    },
    cancelPaste: endPaste,
  }];
}

interface Told {
  setText(text: Text): void;
  setRefusal(message: string): void;
  setLack(lack: Lack): void;
  setSeated(seated: Seated): void;
  setTold(message: string): void;
  setPaste(paste: Drawn['paste']): void;
}

function useFollowing(props: FollowedProps, tell: Told) {
  const host = useRef<HTMLDivElement>(null);
  const following = useRef<Following | null>(null);
  const [first] = useState(props);
  const [{ setText, setRefusal, setLack, setSeated, setTold, setPaste }] = useState(tell);
  useLayoutEffect(() => {
    const element = first.isDrawn ? host.current : null;
    let cell: number | null = null;
    let one: Following;
    const begin = (run: Run, at: HTMLElement | null) => follow({
      run, here: first.here, person: first.person, host: at, onRefused: setRefusal, onTold: setTold,
      onPen(seated) {
        setSeated(seated);
        setTold('');
      },
      onText(pieces, isShort) {
        const hadFocus = element?.closest('[role="region"]')?.contains(document.activeElement) === true;
        one.stop();
        setText({ pieces, cell, hadFocus });
        if (!isShort) return;
        setLack(none);
        // It is over: all of it is read, as when one comes to it now.
        one = begin({ ...run, state: 'exited' }, null);
      },
      onHeight(height, line) {
        cell = line;
        if (at !== null && !run.interactive) at.style.height = `${height}px`;
      },
      onLack: (before, missed) => { setLack({ before, missed }); },
      onPaste: (paste, isBracketed) => { setPaste({ paste, isBracketed }); },
    });
    one = begin(first.run, element);
    following.current = one;
    const observer = new ResizeObserver(() => { one.fit(element?.closest('[data-tall]') !== null && element !== null); });
    if (element !== null) observer.observe(element);
    if (element !== null && first.run.interactive && first.here) one.screen.focus();
    return () => {
      observer.disconnect();
      one.stop();
      following.current = null;
    };
  }, [first, setText, setRefusal, setLack, setSeated, setTold, setPaste]);
  return { host, following };
}

/** The terminal over the whole window, with as many rows as fit. Escape outside the terminal, whose own it is in there, ends that. */
function useTall(following: RefObject<Following | null>): Pick<Drawn, 'isTall' | 'toggleTall'> {
  const [isTall, setTall] = useState(false);
  const toggleTall = useCallback(() => {
    setTall((was) => !was);
    following.current?.screen.focus();
  }, [following]);
  useEffect(() => {
    if (!isTall) return undefined;
    const leave = (event: KeyboardEvent) => {
      const inside = event.target instanceof Element && event.target.closest('.xterm, dialog') !== null;
      if (event.key === 'Escape' && !inside) setTall(false);
    };
    document.documentElement.style.overflow = 'hidden';
    addEventListener('keydown', leave);
    return () => {
      document.documentElement.style.overflow = '';
      removeEventListener('keydown', leave);
    };
  }, [isTall]);
  return { isTall, toggleTall };
}

function useRepaint(following: RefObject<Following | null>): void {
  const { colorMode } = useColorMode();
  useEffect(() => {
    // Docusaurus sets the colours of the page in an effect of its own, which comes after this one.
    const frame = requestAnimationFrame(() => following.current?.screen.repaint());
    return () => { cancelAnimationFrame(frame); };
  }, [colorMode, following]);
}
