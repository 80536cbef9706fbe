/** A walkthrough in a list: what it is of, how far it is, who is at it. */
import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import type { WalkGlance } from '../../../common/walkthrough.ts';
import { parameterWords } from '../../../common/walkthrough-words.ts';
import { duration } from '../../client/status.ts';
import { clock } from './clock.ts';
import styles from './page.module.css';
import { useLooks } from './use-looks.ts';
import { useMe } from './use-me.ts';
import { idleSaid, nameIn } from './words.ts';

export default function Glance({ one, names, now }: { one: WalkGlance; names: Readonly<Record<string, string>>; now: number }): ReactNode {
  const me = useMe();
  const looks = useLooks(one);
  const name = (id: string) => nameIn({ names }, id, me);
  const { counts, endedAt } = one;
  const values = parameterWords(one.parameters);
  return (
    <li className={styles.item}>
      <div className={styles.what}>
        <Link className={styles.title} to={`/walkthroughs?id=${one.id}`}>{one.title}</Link>
        <span className={styles.quiet}>{one.procedure === '' ? 'The whole runbook' : one.runbookTitle} · {one.environmentTitle}</span>
        {values !== '' && <span className={styles.values} title={values}>{values}</span>}
      </div>
      <div className={styles.how}>
        <span className={counts.amiss > 0 ? styles.bad : undefined}>{counts.done} of {counts.all} done{counts.skipped > 0 && `, ${counts.skipped} skipped`}{counts.amiss > 0 && `, ${counts.amiss} amiss`}</span>
        {endedAt === null && <span className={styles.quiet}>{stateSaid(one, now)}</span>}
      </div>
      <div className={styles.how}>
        <span>{endedAt === null ? `${name(one.lead)} ${one.lead === me ? 'have' : 'has'} the lead` : [...new Set(one.people)].map(name).join(', ')}</span>
        <span className={styles.quiet}>{endedAt === null ? `since ${clock(one.begunAt)}${presentSaid(one, name)}` : `${clock(one.begunAt)}, ${duration(endedAt - one.begunAt, 0)}`}</span>
      </div>
      {endedAt === null && <Link className={styles.plain} to={`/runbooks/${one.runbook}?w=${one.id}${one.procedure === '' ? '' : `#${one.procedure}`}`}>{looks !== '' ? 'Look on' : one.people.includes(me) ? 'Go on' : 'Join'}</Link>}
    </li>
  );
}

function stateSaid({ isGoing, held, next, running, lastAt }: WalkGlance, now: number): string {
  if (isGoing) return `goes on by itself: ${running || next}`;
  if (running !== '') return `running: ${running}`;
  const stands = next === '' ? 'nothing is left' : `${held === '' ? 'next' : 'holds at'}: ${next}`;
  return [stands, idleSaid(now, lastAt)].filter((part) => part !== '').join('; ');
}

function presentSaid({ present, lead }: WalkGlance, name: (id: string) => string): string {
  const others = [...new Set(present)].filter((id) => id !== lead);
  return others.length === 0 ? '' : `, with ${others.map((id) => name(id)).join(', ')} looking on`;
}
