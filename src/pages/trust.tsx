/** All runbooks by how far they can be trusted, the least first. Reads without a server and without scripts as the build knew it. */
import type { ReactNode } from 'react';
import { useHistory, useLocation } from '@docusaurus/router';
import Link from '@docusaurus/Link';
import useIsBrowser from '@docusaurus/useIsBrowser';
import Layout from '@theme/Layout';
import { useNow, whenAt } from '@site/src/components/Freshness/clock';
import { type Choice, each, entriesOf, everything, type Order, readChoice, writeChoice } from '@site/src/components/Trust/choice';
import Entry from '@site/src/components/Trust/Entry';
import styles from '@site/src/components/Trust/styles.module.css';
import { useTrust } from '@site/src/components/Trust/use-trust';
import Sentence from '@site/src/components/Sentence';
import { levels, words } from '../../common/trust.ts';

const orderNames: Readonly<Record<Order, string>> = {
  worst: 'Least trusted first', best: 'Most trusted first', title: 'By title', tried: 'Longest untried first', review: 'Review due first',
};

export default function TrustPage(): ReactNode {
  const { runbooks, testedAt, problem, live, builtAt } = useTrust();
  const now = useNow();
  const { search } = useLocation();
  const isBrowser = useIsBrowser();
  const choice = isBrowser ? readChoice(search) : everything;
  const when = whenAt(now);
  const entries = entriesOf(runbooks, choice, { now: now ?? builtAt, live: now !== null, when });
  const counts = levels.map((level) => ({ level, count: entries.filter(({ trust }) => trust.level === level).length })).filter(({ count }) => count > 0);
  return (
    <Layout title="Trust" description="All runbooks, by how far they can be trusted.">
      <main className={styles.page}>
        <h1 className={styles.heading}>How far to trust them</h1>
        <p className={styles.lead}>
          A runbook earns trust by being tried: its steps pass in practice with the text that stands there today, they check their own results,
          an owner has read it lately, and nothing is missing. <Link to="/docs/freshness">How this is judged</Link>
        </p>
        <p className={styles.quiet}>
          {testedAt === null ? 'The runbooks have not been tried in practice yet.' : `Last tried in practice ${when(testedAt)}.`}
          {' '}{live ? '' : `As known ${when(builtAt)}, when these pages were built; log in to see what people ran.`}
        </p>
        {problem !== '' && testedAt !== null && <p className={styles.notice}><Sentence text={problem} /></p>}
        <Filters choice={choice} owners={each(runbooks.flatMap(({ owners }) => owners))} services={each(runbooks.map(({ service }) => service))} />
        <noscript><style>{'[data-handrail]{display:none}'}</style></noscript>
        <p className={styles.counts}>
          {counts.map(({ level, count }) => <span key={level} className={styles[level]}>{count} {words[level].toLowerCase()}</span>)}
        </p>
        {entries.length === 0 && <p className={styles.quiet}>No runbook has this owner and this service.</p>}
        <ol className={styles.entries}>{entries.map((entry) => <Entry key={entry.standing.id} entry={entry} />)}</ol>
      </main>
    </Layout>
  );
}

interface FiltersProps {
  choice: Choice;
  owners: readonly string[];
  services: readonly string[];
}

/** The choice stands in the address, so that it can be sent to somebody. */
function Filters({ choice, owners, services }: FiltersProps): ReactNode {
  const history = useHistory();
  const choose = (change: Partial<Choice>) => { history.replace({ search: writeChoice({ ...choice, ...change }), hash: '' }); };
  return (
    <div className={styles.filters} data-handrail="filters">
      <Select name="Owner" value={choice.owner} choices={[['', 'Everybody'], ...owners.map((one) => [one, one] as const)]} onChange={(owner) => { choose({ owner }); }} />
      <Select name="Service" value={choice.service} choices={[['', 'All'], ...services.map((one) => [one, one] as const)]} onChange={(service) => { choose({ service }); }} />
      <Select name="Order" value={choice.order} choices={Object.entries(orderNames)} onChange={(order) => { choose({ order: order as Order }); }} />
    </div>
  );
}

interface SelectProps {
  name: string;
  value: string;
  choices: readonly (readonly [value: string, title: string])[];
  onChange(value: string): void;
}

function Select({ name, value, choices, onChange }: SelectProps): ReactNode {
  return (
    <label className={styles.filter}>{name}
      <select value={value} onChange={(event) => { onChange(event.target.value); }}>
        {choices.map(([one, title]) => <option key={one} value={one}>{title}</option>)}
      </select>
    </label>
  );
}
