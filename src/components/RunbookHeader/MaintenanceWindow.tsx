/** The maintenance window of the chosen target, and whether it is open now: told before anything is pressed. */
import type { ReactNode } from 'react';
import clsx from 'clsx';
import { describeWindow, isOpen, type Window } from '../../../common/catalog/window.ts';
import { useNow } from '../Freshness/clock.ts';
import styles from './styles.module.css';

export default function MaintenanceWindow({ window }: { window: Window }): ReactNode {
  const now = useNow();
  if (window === 'always') return null;
  // Before the page knows the time it says the hours, as it does on paper.
  const closed = now !== null && !isOpen(window, now);
  return (
    <span className={clsx(styles.window, closed && styles.warn)}>
      May be worked on {describeWindow(window)}{closed && ': not now'}
    </span>
  );
}
