/** One runbook of the overview: a word for how far it can be trusted, and why. */
import type { ReactNode } from 'react';
import clsx from 'clsx';
import Link from '@docusaurus/Link';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import { words } from '../../../common/trust.ts';
import type { Entry as Shown } from './choice.ts';
import styles from './styles.module.css';

export default function Entry({ entry: { standing, trust } }: { entry: Shown }): ReactNode {
  const { id, title, service, owners, tally, coverage } = standing;
  useBrokenLinks().collectAnchor(id);
  const address = `/runbooks/${id}`;
  return (
    <li id={id} className={styles.entry}>
      <div className={styles.head}>
        <h2 className={styles.title}><Link to={address}>{title}</Link></h2>
        <p className={styles.about}>{[service === title ? '' : service, owners.join(', ') || 'nobody named as owner'].filter(Boolean).join(' · ')}</p>
      </div>
      <p className={clsx(styles.word, styles[trust.level])}>{words[trust.level]}</p>
      <ul className={styles.reasons}>
        {trust.reasons.map(({ tone, text, to }) => (
          <li key={text} className={styles[tone]}>{to === '' ? text : <Link to={`${address}#${to}`}>{text}</Link>}</li>
        ))}
      </ul>
      {tally.steps > 0 && (
        <div className={styles.meters}>
          <Meter name="Tried" part={tally.passed} whole={tally.steps} />
          <Meter name="Checked" part={coverage.asserting} whole={coverage.steps} />
        </div>
      )}
    </li>
  );
}

function Meter({ name, part, whole }: { name: string; part: number; whole: number }): ReactNode {
  const share = whole === 0 ? 0 : part / whole;
  return (
    <div className={styles.meter}>
      <span>{name}</span>
      <span className={styles.bar} aria-hidden="true"><span style={{ width: `${share * 100}%` }} /></span>
      <span className={styles.share}>{part}/{whole}</span>
    </div>
  );
}
