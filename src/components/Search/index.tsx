/**
 * The dialog of search and of the palette: a field with a list under it, by the combobox pattern of the WAI-ARIA practices
 * (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). The browser's own modal dialog keeps the focus and gives it back.
 */
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { useHistory, useLocation } from '@docusaurus/router';
import { finder, isAway, loadFinder } from '../../client/search-load.ts';
import { pins, readPins, togglePin } from '../../client/search-kept.ts';
import { useStore } from '../../client/store.ts';
import { useActions } from '../Palette/use-actions.ts';
import type { Choice } from './choice.ts';
import { land } from './land.ts';
import List from './List';
import { useChoices } from './use-choices.ts';
import styles from './styles.module.css';

export { loadFinder };

/** UTF-16 units of what is pasted that are looked at. */
const longest = 64 * 1024;
/** A field has one line: this stands for the end of one. */
const lineEnd = ' ⏎ ';
/** What PageUp and PageDown leap over. */
const leap = 8;

interface Props {
  /** the event that opened it: `handrail:search` or `handrail:palette` */
  opened: string;
  /** what is typed, from before this was there */
  text: string;
  onType(text: string): void;
  onClose(): void;
}

export default function Search({ opened, text, onType, onClose }: Props): ReactNode {
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [focused] = useState(() => document.activeElement);
  const [at, setAt] = useState(0);
  const pinned = useStore(pins, (value) => value);
  const sections = useChoices(text, useActions(focused), opened === 'handrail:palette');
  const choices = sections.flatMap((section) => section.choices);
  const active = Math.min(at, choices.length - 1);
  // Before the browser takes another key, so that none is lost.
  useLayoutEffect(() => { dialog.current?.showModal(); }, []);
  useEffect(() => {
    loadFinder();
    return readPins();
  }, []);

  const type = (next: string): void => {
    onType(next.slice(0, longest));
    setAt(0);
  };
  // Not by the dialog's own event, which comes a task later: a key that opens it again meanwhile would be lost.
  const shut = (): void => {
    dialog.current?.close();
    onClose();
  };
  const go = useGo(shut, type);
  const choose = (choice: Choice | undefined, newTab: boolean): void => { if (choice !== undefined) go(choice, newTab); };
  const pin = (choice: Choice | undefined): void => { if (choice?.pins === true && choice.href !== null) togglePin(choice.href); };
  const press = (event: KeyboardEvent): void => {
    const to = steps(event.key, active, choices.length);
    if (to !== null) setAt(to);
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) choose(choices[active], event.ctrlKey || event.metaKey);
    else if (event.altKey && event.code === 'KeyP') pin(choices[active]);
    else return;
    event.preventDefault();
  };
  const paste = (event: ClipboardEvent<HTMLInputElement>): void => {
    const pasted = event.clipboardData.getData('text');
    if (!/[\r\n]/.test(pasted)) return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = event.currentTarget;
    type(unshown(value.slice(0, selectionStart ?? 0)) + pasted.trim() + unshown(value.slice(selectionEnd ?? value.length)));
  };
  return (
    <dialog ref={dialog} className={styles.dialog} aria-label="Search" onCancel={shut} onClose={onClose} onClick={(event) => { if (event.target === dialog.current) shut(); }}>
      <div className={styles.box}>
        <input className={styles.field} type="text" role="combobox" aria-label="Search" aria-expanded={choices.length > 0} aria-controls={`${id}list`} aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? `${id}${active}` : undefined} placeholder="Search, or paste an error message" autoFocus autoComplete="off" autoCapitalize="off" spellCheck={false}
          enterKeyHint="go" value={shown(text)} onChange={(event) => { type(unshown(event.target.value)); }} onKeyDown={press} onPaste={paste} />
        <button type="button" className={styles.close} aria-label="Close" onClick={shut}>✕</button>
        <List id={id} sections={sections} active={active} pinned={pinned} onChoose={choose} onPin={pin} onPoint={setAt} />
        <Standing text={text} count={choices.length} />
      </div>
    </dialog>
  );
}

/** Where a key leads in the list; null when it is no such key. */
function steps(key: string, active: number, count: number): number | null {
  if (count === 0) return null;
  switch (key) {
    case 'ArrowDown': return (active + 1) % count;
    case 'ArrowUp': return (active - 1 + count) % count;
    case 'PageDown': return Math.min(active + leap, count - 1);
    case 'PageUp': return Math.max(active - leap, 0);
    default: return null;
  }
}

function shown(text: string): string {
  return text.replace(/\s*\r?\n\s*/g, lineEnd);
}

function unshown(value: string): string {
  return value.replaceAll(lineEnd, '\n');
}

/** What choosing does: types something else, acts, or leads there. */
function useGo(shut: () => void, type: (text: string) => void): (choice: Choice, newTab: boolean) => void {
  const history = useHistory();
  const { pathname: here, search } = useLocation();
  return ({ href, types, act }, newTab) => {
    if (types !== null) return type(types);
    if (href !== null && newTab) return void open(href, '_blank', 'noopener');
    shut();
    if (act !== null) return act();
    if (href === null) return;
    const [pathname = '', anchor = ''] = href.split('#');
    // On the same page what the address says of environment and walkthrough stays.
    if (href.includes('?')) return history.push(href);
    history.push({ pathname, search: pathname === here ? search : '', hash: anchor === '' ? '' : `#${anchor}` });
    if (anchor !== '') land(anchor);
  };
}

/** How the search stands, told to who does not see the list, and what keys there are. */
function Standing({ text, count }: { text: string; count: number }): ReactNode {
  const isReady = useStore(finder, (value) => value !== null);
  const away = useStore(isAway, (value) => value);
  return (
    <div className={styles.foot}>
      <span role="status">{said(text.trim(), count, isReady, away)}</span>
      <span className={styles.keys} aria-hidden="true"><kbd>↑</kbd><kbd>↓</kbd> choose <kbd>Enter</kbd> open <kbd>Alt P</kbd> pin <kbd>Esc</kbd> close</span>
    </div>
  );
}

function said(text: string, count: number, isReady: boolean, away: boolean): string {
  if (!isReady) return away ? 'The site cannot be reached to fetch what search needs. It is asked again and again.' : 'Getting ready…';
  if (text === '') return 'Words, a command, namespace:… stream:… file:…, an error message, or > for actions.';
  return count === 0 ? 'Nothing found. Fewer words find more.' : `${count} ${count === 1 ? 'result' : 'results'}`;
}
