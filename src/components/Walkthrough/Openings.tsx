/**
 * Beside a heading or in the head of a runbook: those that are open there. What is known of them comes late, so it stands over the
 * page, once somebody asks for it: nothing below moves.
 */
import { type FocusEvent, type KeyboardEvent, type ReactNode, useId, useState } from 'react';
import Link from '@docusaurus/Link';
import { clock } from './clock.ts';
import styles from './openings.module.css';
import type { Opening } from './use-begin.ts';
import WalkIcon from './WalkIcon';
import { openingsSaid } from './words.ts';

interface Props {
  open: readonly Opening[];
  /** what they are walkthroughs of */
  of: string;
  /** begins another one; null where one may not */
  onBegin: (() => void) | null;
  onGo(walkthrough: string): void;
}

export default function Openings({ open, of, onBegin, onGo }: Props): ReactNode {
  const [isShown, show] = useState(false);
  const id = useId();
  const { what, whom } = openingsSaid(open);
  const leave = ({ currentTarget, relatedTarget }: FocusEvent) => { if (!currentTarget.contains(relatedTarget)) show(false); };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key !== 'Escape' || !isShown) return;
    event.stopPropagation();
    show(false);
    event.currentTarget.querySelector('button')?.focus();
  };
  return (
    <div className={styles.openings} onBlur={leave} onKeyDown={onKeyDown}>
      <button type="button" className={styles.show} aria-expanded={isShown} aria-controls={id} aria-label={`${`${what} ${whom}`.trim()}: ${of}`} onClick={() => { show(!isShown); }}>
        <WalkIcon /><span>{what}{whom !== '' && <span className={styles.whom}> {whom}</span>}…</span>
      </button>
      <div id={id} className={styles.list} hidden={!isShown} tabIndex={-1}>
        {open.map(({ one, who, idle, verb }) => (
          <p key={one.id} className={styles.open}>
            <span>{who} a walkthrough of {one.procedure === '' ? 'all of this' : 'this'} open since {clock(one.begunAt)}, in {one.environmentTitle}: {one.counts.done + one.counts.skipped} of {one.counts.all} done{idle !== '' && `, ${idle}`}.</span>
            <button type="button" className={styles.join} onClick={() => { onGo(one.id); }}>{verb}</button>
          </p>
        ))}
        {onBegin !== null && <p className={styles.open}><span>Or begin one of your own.</span><button type="button" className={styles.join} onClick={onBegin}>Begin another</button></p>}
      </div>
    </div>
  );
}

/** In one of it already: that there are others is all one is told, so as not to be led into another by mistake. */
export function Elsewhere({ count }: { count: number }): ReactNode {
  return count > 0 && <Link className={styles.elsewhere} to="/walkthroughs" title={`${count === 1 ? 'Another walkthrough' : `${count} other walkthroughs`} of this ${count === 1 ? 'is' : 'are'} open: see all walkthroughs`}>{count} other open</Link>;
}
