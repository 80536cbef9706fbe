/** How far the runbook can be trusted, in a few lines: tried, checked, reviewed, and what is missing. */
import type { ReactNode } from 'react';
import clsx from 'clsx';
import Link from '@docusaurus/Link';
import { reviewSaid } from '../../../common/review.ts';
import { OfAll } from '../Freshness';
import { useNow } from '../Freshness/clock.ts';
import { useKnown } from '../Freshness/known.ts';
import styles from './styles.module.css';

export default function Standing(): ReactNode {
  const known = useKnown();
  const now = useNow();
  if (known === null || known.facts === null) return null;
  const { coverage, gaps, reviewed, reviewEvery, overdue } = known.facts;
  const review = reviewSaid(reviewed, reviewEvery, now, overdue);
  return (
    <div className={styles.standing}>
      <OfAll procedure="" />
      <p className={styles.line}>
        {coverage.steps > 0 && <>{coverage.asserting} of {coverage.steps} steps check their result · </>}
        <span className={clsx(review.state === 'due' && styles.warn)}>{review.text}</span>
        {gaps.count > 0 && <> · <a href={`#${gaps.first}`}>{gaps.count} {gaps.count === 1 ? 'thing' : 'things'} not written yet</a></>}
        {' · '}<Link to={`/trust#${known.runbook}`}>How far to trust it</Link>
      </p>
    </div>
  );
}
