/** One line of the dialog's list. */
import type { MouseEvent, ReactNode } from 'react';
import clsx from 'clsx';
import EffectChip from '../EffectChip';
import type { Choice } from './choice.ts';
import MarkedText from './MarkedText';
import styles from './styles.module.css';

interface Props {
  id: string;
  choice: Choice;
  isActive: boolean;
  isPinned: boolean;
  onChoose(newTab: boolean): void;
  onPin(): void;
  onPoint(): void;
}

export default function Option({ id, choice, isActive, isPinned, onChoose, onPin, onPoint }: Props): ReactNode {
  const { title, within, snippet, matched, pins, types } = choice;
  return (
    <div id={id} role="option" aria-selected={isActive} className={clsx(styles.option, isActive && styles.active)}
      onClick={(event) => { onChoose(event.ctrlKey || event.metaKey); }} onMouseMove={isActive ? undefined : onPoint}>
      <div className={styles.line}>
        <span className={styles.title}><MarkedText {...title} /></span>
        <Where choice={choice} />
        {pins && <Pin isPinned={isPinned} onPin={onPin} />}
        {types !== null && <span className={styles.more} aria-hidden="true">→</span>}
      </div>
      {within.length > 0 && <div className={styles.within}>{within.join(' › ')}</div>}
      {snippet !== null && <div className={clsx(styles.snippet, snippet.isCode && styles.code)}><MarkedText {...snippet} /></div>}
      {matched !== '' && <div className={styles.matched}>Mentions “{matched}”</div>}
    </div>
  );
}

/** What a step does, and where it may. */
function Where({ choice: { effect, environments } }: { choice: Choice }): ReactNode {
  if (effect === null) return null;
  return <><EffectChip effect={effect} /><span className={styles.environments}>{environments.join(', ')}</span></>;
}

/** For the mouse. Alt-P does the same, and the line says whether it is pinned. */
function Pin({ isPinned, onPin }: { isPinned: boolean; onPin(): void }): ReactNode {
  const press = (event: MouseEvent): void => {
    event.stopPropagation();
    onPin();
  };
  return (
    <>
      {isPinned && <span className={styles.hidden}>pinned</span>}
      <span className={clsx(styles.pin, isPinned && styles.pinned)} aria-hidden="true" title={isPinned ? 'Take the pin out' : 'Pin'} onClick={press}>{isPinned ? '★' : '☆'}</span>
    </>
  );
}
