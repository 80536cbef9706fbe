/** What one may do: one's roles, what they give, and what that comes to in each environment. */
import type { ReactNode } from 'react';
import Link from '@docusaurus/Link';
import clsx from 'clsx';
import type { Account, EnvironmentAllowance } from '../../../common/account.ts';
import { effects } from '../../../common/catalog/effect.ts';
import { rightTitles } from '../../../common/rights.ts';
import EffectChip from '../EffectChip';
import { said } from './words.ts';
import styles from './styles.module.css';

export default function Rights({ account: { person, roles, rights, groups, environments } }: { account: Account }): ReactNode {
  return (
    <section>
      <h2 id="rights">What you may do</h2>
      <p>
        You are <strong>{person.name}</strong>{person.id !== person.name && <> (<code>{person.id}</code>)</>}
        {roles.length === 0 ? ', and have no role yet: ask an administrator for one.' : <>, as {list(roles)}. So you may:</>}
      </p>
      {rights.length > 0 && <ul className={styles.rights}>{rights.map((right) => <li key={right}>{rightTitles[right]}</li>)}</ul>}
      {rights.includes('administer') && <p><Link to="/people">The people here, and what each may do</Link></p>}
      {groups.length > 0 && <p className={styles.quiet}>Your identity provider says that you are in: {groups.join(', ')}.</p>}
      <table className={styles.table}>
        <caption>What the rules of each environment let you run, as things stand now</caption>
        <thead>
          <tr><th scope="col">Environment</th>{effects.map((effect) => <th key={effect} scope="col"><EffectChip effect={effect} /></th>)}</tr>
        </thead>
        <tbody>{environments.map((environment) => <Row key={environment.name} environment={environment} />)}</tbody>
      </table>
    </section>
  );
}

function Row({ environment: { title, effects: allowed } }: { environment: EnvironmentAllowance }): ReactNode {
  return (
    <tr>
      <th scope="row">{title}</th>
      {effects.map((effect) => {
        const { tone, text, asks } = said(allowed[effect]);
        return (
          <td key={effect} data-effect={effect}>
            <span className={clsx(tone === 'yes' && styles.good, tone === 'no' && styles.bad, tone === 'none' && styles.quiet)}>{text}</span>
            {asks.map((ask) => <small key={ask} className={styles.ask}>{ask}</small>)}
          </td>
        );
      })}
    </tr>
  );
}

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
