/**
 * A step done by hand and ticked off. The tick is this person's, kept in this browser with its time. It counts as long as
 * a run does for the steps that need it; after that the box is empty again and says when it was last ticked.
 */
import { type ReactNode, useEffect, useState } from 'react';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import { anchorOf } from '../../client/deep-link.ts';
import { usePage } from '../../client/page.ts';
import { session } from '../../client/session.ts';
import { ago } from '../../client/status.ts';
import { useStore } from '../../client/store.ts';
import { isFresh, readTick, tickKey, writeTick } from './tick.ts';
import styles from './styles.module.css';

interface Props {
  id: string;
  children: ReactNode;
}

export default function Manual({ id, children }: Props): ReactNode {
  const page = usePage();
  const person = useStore(session, (value) => (value.state === 'in' ? value.person.id : ''));
  const [ticked, setTicked] = useState<number | null>(null);
  const anchor = anchorOf(id);
  useBrokenLinks().collectAnchor(anchor);
  const key = tickKey(person, page.runbook, id);
  useEffect(() => { setTicked(readTick(localStorage, key)); }, [key]);
  useEffect(() => {
    page.steps.set(id, { title: document.getElementById(anchor)?.textContent ?? id, parameters: [] });
    return () => { page.steps.delete(id); };
  }, [page, id, anchor]);
  const done = ticked !== null && isFresh(ticked, Date.now());
  const tick = (checked: boolean) => {
    const time = checked ? Date.now() : null;
    writeTick(localStorage, key, time);
    setTicked(time);
  };
  return (
    <div id={anchor} className={done ? styles.done : styles.manual}>
      <input id={`${anchor}-box`} type="checkbox" checked={done} onChange={(event) => { tick(event.target.checked); }} />
      <label htmlFor={`${anchor}-box`}>{children}</label>
      <span className={styles.time}>{said(ticked, done)}</span>
    </div>
  );
}

function said(ticked: number | null, done: boolean): string {
  if (ticked === null) return 'by hand';
  return done ? `done ${new Date(ticked).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })}` : `last done ${ago(ticked, Date.now())}`;
}
