/** What a walkthrough is of, who was in it, and from when to when. */
import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import type { WalkView } from '../../../common/walkthrough.ts';
import { duration } from '../../client/status.ts';
import { utcTime } from './clock.ts';
import styles from './page.module.css';
import { nameIn, nobody } from './words.ts';

export default function Facts({ view }: { view: WalkView }): ReactNode {
  const { state } = view;
  const { counts, ended, lead } = state;
  const name = (id: string) => nameIn(view, id, nobody);
  return (
    <>
      <p className={ended === null ? styles.busy : styles.quiet}>
        {ended === null ? `Open. ${name(lead)} has the lead${view.present.some(({ person }) => person === lead) ? ' and is here' : ', and is not here now'}.` : `${name(ended.by)} ended it.`}{' '}
        {counts.done} of {counts.all} steps done{counts.skipped > 0 && `, ${counts.skipped} skipped`}{counts.amiss > 0 && `, ${counts.amiss} not as expected`}.
      </p>
      {ended !== null && ended.text !== '' && <p className={styles.closing}>{ended.text}</p>}
      <dl className={styles.facts}>
        <dt>{view.procedure === '' ? 'Runbook' : 'Procedure'}</dt><dd><Link to={`/runbooks/${view.runbook}${view.procedure === '' ? '' : `#${view.procedure}`}`}>{view.runbookTitle}{view.procedureTitle !== '' && ` / ${view.procedureTitle}`}</Link></dd>
        <dt>Environment</dt><dd>{view.environmentTitle}</dd>
        {Object.entries(state.parameters).map(([parameter, value]) => <div key={parameter} className={styles.fact}><dt>{parameter}</dt><dd><code>{value}</code></dd></div>)}
        <dt>Begun</dt><dd><Time at={view.begunAt} />, by {name(view.begunBy)}</dd>
        {ended !== null && <><dt>Ended</dt><dd><Time at={ended.at} />, after {duration(ended.at - view.begunAt, 0)}</dd></>}
        <dt>People</dt><dd>{state.people.map(name).join(', ')}</dd>
      </dl>
    </>
  );
}

/** In UTC, as the report has it: two shifts may be in two zones. */
function Time({ at }: { at: number }): ReactNode {
  return <time dateTime={new Date(at).toISOString()} title={new Date(at).toLocaleString()}>{utcTime(at)}</time>;
}
