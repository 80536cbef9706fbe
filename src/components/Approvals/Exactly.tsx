/** Just what will run, as it will run: who asked and why, where, with what, and the text itself. */
import type { ReactNode } from 'react';
import type { ApprovalWhole } from '../../../common/approval-record.ts';
import type { Effect } from '../../../common/catalog/effect.ts';
import EffectChip from '../EffectChip';
import Revealed from './Revealed';
import styles from './styles.module.css';

export default function Exactly({ whole }: { whole: ApprovalWhole }): ReactNode {
  const { record, person, bound } = whole;
  const values = Object.entries(record.parameters);
  return (
    <section aria-labelledby="approval-exactly">
      <h2 id="approval-exactly">What will run</h2>
      <dl className={styles.facts}>
        <Fact name="Asked by">{person.name} ({person.id}), {new Date(whole.askedAt).toLocaleString()}</Fact>
        <Fact name="Reason"><Revealed text={record.reason} /></Fact>
        <Fact name="Runbook"><Revealed text={record.runbook.title} /> ({record.runbook.id}), step {record.step.id}</Fact>
        <Fact name="Environment"><Revealed text={record.environment.title} /> ({record.environment.name})</Fact>
        {record.target !== null && <Fact name="Target"><Revealed text={record.target.title} /> ({record.target.name})</Fact>}
        {record.context !== null && <Fact name="Context"><code><Revealed text={record.context} /></code></Fact>}
        {record.redis !== null && <Fact name="Redis"><code><Revealed text={'pod' in record.redis ? `pod ${record.redis.pod} in ${record.redis.namespace}` : record.redis.endpoint} /></code></Fact>}
        <Fact name="Effect"><EffectChip effect={record.effect as Effect} /></Fact>
        {values.map(([name, value]) => <Fact key={name} name={<code>{name}</code>}><code className={styles.value}><Revealed text={value} /></code></Fact>)}
        {record.path !== null && <Fact name="Writes"><code><Revealed text={record.path} /></code></Fact>}
        <Fact name="Asked for by">{record.rules.join(', ')}</Fact>
        <Fact name="Bound to"><code className={styles.value}>{bound}</code></Fact>
      </dl>
      {record.interactive && <p className={styles.warning}>This step is interactive: whoever runs it types into it, and what they type is not part of the approval. It is recorded.</p>}
      {record.background && <p className={styles.warning}>This step goes on in the background. The workspace is held to what is shown here as it begins, not until it ends.</p>}
      <pre className={styles.source} tabIndex={0} aria-label={record.language === 'file' ? 'What is written' : 'What is run'}><code><Revealed text={record.source} /></code></pre>
    </section>
  );
}

export function Fact({ name, children }: { name: ReactNode; children: ReactNode }): ReactNode {
  return <div className={styles.fact}><dt>{name}</dt><dd>{children}</dd></div>;
}
