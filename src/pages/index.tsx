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
import { isAnythingKept } from '../client/search-kept.ts';
import type { Card } from '../plugin/card.ts';
import styles from './index.module.css';

const Kept = lazy(patiently(() => import('@site/src/components/Search/Kept')));
const Welcome = lazy(patiently(() => import('@site/src/components/Account/Welcome')));

export default function Home(): ReactNode {
  const isBrowser = useIsBrowser();
  const welcome = isBrowser && isWelcome();
  const written = cards.filter((card) => !isUnwritten(card));
  const unwritten = cards.filter(isUnwritten);
  return (
    <Layout title="Runbooks" description="Runbooks you can run: read a step, press Run, watch it happen.">
      <main className={styles.main}>
        {welcome && <Suspense><Welcome /></Suspense>}
        <h1 className={styles.title}>Runbooks</h1>
        <p className={styles.lead}>Read a step, press Run, watch it happen. Everything begins in <Link to="/practice">practice</Link>, where nothing can break.</p>
        {isBrowser && isAnythingKept() && <Suspense><Kept /></Suspense>}
        <ul className={styles.cards}>
          {written.map((card) => <li key={card.id}><RunbookCard card={card} /></li>)}
        </ul>
        {unwritten.length > 0 && (
          <section className={styles.unwritten} aria-labelledby="unwritten">
            <h2 id="unwritten">Still to be written</h2>
            <ul>{unwritten.map((card) => <li key={card.id}><Link to={`/runbooks/${card.id}`}>{card.title}</Link> <span className={styles.service}>{card.service}</span></li>)}</ul>
          </section>
        )}
      </main>
    </Layout>
  );
}

/** Nothing in it can be done yet. */
function isUnwritten({ count }: Card): boolean {
  return Object.values(count).every((number) => number === 0);
}

function RunbookCard({ card }: { card: Card }): ReactNode {
  return (
    <Link className={styles.card} to={`/runbooks/${card.id}`}>
      {card.service !== card.title && <span className={styles.service}>{card.service}</span>}
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
