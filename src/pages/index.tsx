/** The front page: what this is, and the runbooks there are. */
import { lazy, type ReactNode, Suspense } from 'react';
import Link from '@docusaurus/Link';
import useIsBrowser from '@docusaurus/useIsBrowser';
import Layout from '@theme/Layout';
import cards from '@generated/handrail-catalog/default/cards.json';
import { isWelcome } from '@site/src/components/Account/welcome.ts';
import EffectChip from '@site/src/components/EffectChip';
import { effects } from '../../common/catalog/effect.ts';
import { patiently } from '../client/patiently.ts';
import type { Card } from '../plugin/card.ts';
import styles from './index.module.css';

const Welcome = lazy(patiently(() => import('@site/src/components/Account/Welcome')));

export default function Home(): ReactNode {
  const welcome = useIsBrowser() && isWelcome();
  return (
    <Layout title="Runbooks" description="Runbooks you can run: read a step, press Run, watch it happen.">
      <main className={styles.main}>
        {welcome && <Suspense><Welcome /></Suspense>}
        <h1 className={styles.title}>Runbooks</h1>
        <p className={styles.lead}>Read a step, press Run, watch it happen. Everything begins in practice, where nothing can break.</p>
        <ul className={styles.cards}>
          {cards.map((card) => <li key={card.id}><RunbookCard card={card} /></li>)}
        </ul>
      </main>
    </Layout>
  );
}

function RunbookCard({ card }: { card: Card }): ReactNode {
  return (
    <Link className={styles.card} to={`/runbooks/${card.id}`}>
      <span className={styles.service}>{card.service}</span>
      <h2 className={styles.name}>{card.title}</h2>
      {card.description !== '' && <p className={styles.description}>{card.description}</p>}
      <p className={styles.counts}>
        {effects.filter((effect) => card.count[effect] > 0).map((effect) => (
          <span key={effect}>{card.count[effect]} <EffectChip effect={effect} /></span>
        ))}
        {card.count.manual > 0 && <span>{card.count.manual} by hand</span>}
      </p>
    </Link>
  );
}
