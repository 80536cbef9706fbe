/** The steps of a walkthrough in the runbook's order, each with how it stands. */
import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import type { WalkView } from '../../../common/walkthrough.ts';
import { anchorOf } from '../../client/deep-link.ts';
import EffectChip from '../EffectChip';
import { utcTime } from './clock.ts';
import styles from './page.module.css';
import { aheadSaid, nobody, standingSaid, stepName } from './words.ts';

const marks = { good: '✓', bad: '✕', busy: '…', over: '–', idle: '○' } as const;

export default function Steps({ view }: { view: WalkView }): ReactNode {
  const ahead = view.state.ended === null ? aheadSaid(view) : null;
  const search = view.state.ended === null ? `?w=${view.id}` : '';
  return (
    <section aria-labelledby="walk-steps">
      <h2 id="walk-steps">Steps</h2>
      <ol className={styles.steps}>
        {view.steps.map((step, at) => {
          const standing = view.state.steps[step.id];
          if (standing === undefined) return null;
          const { tone, text } = standingSaid(view, standing, nobody, (time) => utcTime(time, view.begunAt));
          // One of a whole runbook is long: it says where each procedure begins.
          const isFirst = view.procedure === '' && step.procedure !== '' && view.steps[at - 1]?.procedure !== step.procedure;
          return (
            <li key={step.id} className={styles.step} aria-current={ahead?.step === step.id ? 'step' : undefined}>
              {isFirst && <strong className={styles.procedure}>{step.procedureTitle}</strong>}
              <span className={styles[tone]} aria-hidden="true">{marks[tone]}</span>
              <span className={styles.stepName}><Link to={`/runbooks/${view.runbook}${search}#${anchorOf(step.id)}`}>{stepName(view, step.id)}</Link> {step.effect === null ? <span className={styles.quiet}>by hand</span> : <EffectChip effect={step.effect} />}</span>
              <span className={styles[tone]}>{text}</span>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
