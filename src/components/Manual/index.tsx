/**
 * A step done by hand and ticked off. The tick is this person's, kept in this browser with its time. It counts as long as
 * a run does for the steps that need it; after that the box is empty again and says when it was last ticked.
 */
import { type ReactNode, useEffect } from 'react';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import { anchorOf } from '../../client/deep-link.ts';
import { usePage } from '../../client/page.ts';
import { session } from '../../client/session.ts';
import { useStore } from '../../client/store.ts';
import { walking } from '../../client/walking.ts';
import { OfManual } from '../Freshness';
import InWalk from '../Walkthrough/InWalk';
import { useTick } from './use-tick.ts';
import styles from './styles.module.css';

interface Props {
  id: string;
  children: ReactNode;
  /** what else can be done about it; takes what ticks it */
  tools?: (tick: (checked: boolean) => void) => ReactNode;
}

export default function Manual({ id, children, tools }: Props): ReactNode {
  const page = usePage();
  const person = useStore(session, (value) => (value.state === 'in' ? value.person.id : ''));
  const own = useTick(person, page.runbook, id);
  const { done, said, may, tick } = useStore(walking, (value) => value?.ticks[id]) ?? { ...own, may: true };
  const anchor = anchorOf(id);
  useBrokenLinks().collectAnchor(anchor);
  useEffect(() => {
    page.steps.set(id, { title: document.getElementById(`${anchor}-text`)?.textContent ?? id, parameters: [], digest: '' });
    return () => { page.steps.delete(id); };
  }, [page, id, anchor]);
  return (
    <div id={anchor} className={done ? styles.done : styles.manual}>
      {/* The instruction may hold paragraphs and links, which a label may not. */}
      <input type="checkbox" aria-labelledby={`${anchor}-text`} checked={done} aria-disabled={!may} onChange={(event) => { if (may) tick(event.target.checked); }} />
      <div className={styles.text}><div id={`${anchor}-text`}>{children}</div><OfManual step={id} /><InWalk step={id} />{tools?.(tick)}</div>
      <span className={styles.time}>{said || 'by hand'}</span>
    </div>
  );
}
