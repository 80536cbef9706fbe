/** A walkthrough in a list: what it is of, how far it is, who is at it. */
import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import type { WalkGlance } from '../../../common/walkthrough.ts';
import { parameterWords } from '../../../common/walkthrough-words.ts';
import { duration } from '../../client/status.ts';
import { clock } from './clock.ts';
import styles from './page.module.css';
import { useMe } from './use-me.ts';
import { nameIn } from './words.ts';

export default function Glance({ one, names }: { one: WalkGlance; names: Readonly<Record<string, string>> }): ReactNode {
  const me = useMe();
  const name = (id: string) => nameIn({ names }, id, me);
  const { counts, endedAt } = one;
  const values = parameterWords(one.parameters);
  return (
    <li className={styles.item}>
      <div className={styles.what}>
        <Link className={styles.title} to={`/walkthroughs?id=${one.id}`}>{one.title}</Link>
        <span className={styles.quiet}>{[one.runbookTitle, one.environmentTitle, ...(values === '' ? [] : [values])].join(' · ')}</span>
      </div>
      <div className={styles.how}>
        <span className={counts.amiss > 0 ? styles.bad : undefined}>{counts.done} of {counts.all} done{counts.skipped > 0 && `, ${counts.skipped} skipped`}{counts.amiss > 0 && `, ${counts.amiss} amiss`}</span>
        {endedAt === null && <span className={styles.quiet}>{stateSaid(one)}</span>}
      </div>
      <div className={styles.how}>
        <span>{endedAt === null ? `${name(one.lead)} ${one.lead === me ? 'have' : 'has'} the lead` : [...new Set(one.people)].map(name).join(', ')}</span>
        <span className={styles.quiet}>{endedAt === null ? `since ${clock(one.begunAt)}${presentSaid(one, name)}` : `${clock(one.begunAt)}, ${duration(endedAt - one.begunAt, 0)}`}</span>
      </div>
      {endedAt === null && <Link className={styles.plain} to={`/runbooks/${one.runbook}?w=${one.id}${one.procedure === '' ? '' : `#${one.procedure}`}`}>{one.people.includes(me) ? 'Go on' : 'Join'}</Link>}
    </li>
  );
}

function stateSaid({ isGoing, held, next }: WalkGlance): string {
  if (isGoing) return `goes on by itself: ${next}`;
  if (next === '') return 'nothing is left';
  return held === '' ? `next: ${next}` : `holds at: ${next}`;
}

function presentSaid({ present, lead }: WalkGlance, name: (id: string) => string): string {
  const others = [...new Set(present)].filter((id) => id !== lead);
  return others.length === 0 ? '' : `, with ${others.map((id) => name(id)).join(', ')} looking on`;
}
