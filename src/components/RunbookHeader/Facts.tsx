/** Whose the runbook is, and where to talk. */
import type { ReactNode } from 'react';
import type { FrontMatter } from '../RunbookPage/front-matter.ts';
import styles from './styles.module.css';

export default function Facts({ front: { service = '', owners = [], slack = [], audience } }: { front: FrontMatter }): ReactNode {
  return (
    <dl className={styles.facts}>
      <Fact name="Service">{service}</Fact>
      <Fact name="Owners">{owners.join(', ') || 'nobody named yet'}</Fact>
      {slack.length > 0 && <Fact name="Slack">{slack.map((channel, at) => <span key={channel}>{at > 0 && ', '}<Channel name={channel} /></span>)}</Fact>}
      {audience !== undefined && <Fact name="For">{audience}</Fact>}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}

/** A name does not say which Slack it is in; an address does. */
function Channel({ name }: { name: string }): ReactNode {
  return name.startsWith('https://') ? <a href={name} rel="noreferrer">{name.split('/').at(-1)}</a> : name;
}
