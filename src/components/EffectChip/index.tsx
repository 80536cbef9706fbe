/** Says what a step does to its target. */
import type { ReactNode } from 'react';
import clsx from 'clsx';
import type { Effect } from '../../../common/catalog/effect.ts';
import styles from './styles.module.css';

const meaning: Record<Effect, string> = {
  read: 'Only looks; changes nothing',
  change: 'Changes something that can be changed back',
  destroy: 'Destroys something for good',
};

export default function EffectChip({ effect }: { effect: Effect }): ReactNode {
  return <span className={clsx(styles.chip, styles[effect])} title={meaning[effect]}>{effect}</span>;
}
