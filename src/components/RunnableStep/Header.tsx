/** The head of a step: what it is called, what it does to its target, and how to take it elsewhere. */
import type { ReactNode } from 'react';
import clsx from 'clsx';
import type { Effect } from '../../../common/catalog/effect.ts';
import { fittingValues, makeDeepLink } from '../../client/deep-link.ts';
import { valueOf } from '../../client/page.ts';
import CopyButton from '../CopyButton';
import EffectChip from '../EffectChip';
import { effectOf, nameOf, type StepData } from './step-data.ts';
import type { StepNow } from './use-step.ts';
import styles from './styles.module.css';

interface Props {
  step: StepData;
  now: StepNow;
  id: string;
}

const kinds: Record<string, string> = { bash: 'shell', redis: 'Redis', console: 'transcript', sql: 'SQL' };

export default function Header({ step, now, id }: Props): ReactNode {
  const effect: Effect = effectOf(step);
  // A heading of that name would come first.
  const place = () => (document.getElementById(step.id) === null ? step.id : id);
  const link = () => makeDeepLink(location.origin, step.runbook, place(), now.state.environment,
    fittingValues(step.parameters, (parameter) => valueOf(now.state, parameter)));
  return (
    <div className={styles.header}>
      <span className={styles.name}>
        <span id={`${id}-title`} className={clsx(styles.title, step.title === '' && step.kind === 'runnable' && styles.bare)}>{nameOf(step)}</span>
        <span className={styles.traits}>
          <EffectChip effect={effect} />
          {step.kind === 'runnable' && step.only.length > 0 && <span className={styles.trait}>{step.only.join(', ')} only</span>}
          <span className={styles.trait}>{step.kind === 'file' ? step.path : traitsOf(step)}</span>
        </span>
      </span>
      <span className={styles.tools}>
        <CopyButton text={link} label="Copy a link to this step"><LinkIcon /></CopyButton>
        <CopyButton text={() => step.source.replace(/\n$/, '')} label="Copy the code" />
      </span>
    </div>
  );
}

function traitsOf(step: Extract<StepData, { kind: 'runnable' }>): string {
  const traits = [kinds[step.language] ?? step.language];
  // What is typed into a shell is known only to whom it reaches.
  if (step.interactive) traits.push('interactive: typing is recorded, not limited');
  if (step.background) traits.push('in the background');
  return traits.join(' · ');
}

function LinkIcon(): ReactNode {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" aria-hidden="true">
      <path d="M6.7 9.3a2.6 2.6 0 0 0 3.7 0l2.2-2.2a2.6 2.6 0 0 0-3.7-3.7l-.9.9" />
      <path d="M9.3 6.7a2.6 2.6 0 0 0-3.7 0L3.4 8.9a2.6 2.6 0 0 0 3.7 3.7l.9-.9" />
    </svg>
  );
}
