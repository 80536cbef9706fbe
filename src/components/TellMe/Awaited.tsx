/** All that one waits to be told of, on one's own page, to take back. */
import type { ReactNode } from 'react';
import { howTold, pathTo, type SubscriptionList } from '../../../common/subscription.ts';
import { useKept } from '../../client/account.ts';
import { post } from '../../client/http.ts';
import account from '../Account/styles.module.css';
import styles from './styles.module.css';

export default function Awaited(): ReactNode {
  const { value, busy, act } = useKept<SubscriptionList>('/api/subscriptions');
  const waiting = value?.subscriptions.filter(({ end }) => end === null) ?? [];
  if (waiting.length === 0) return null;
  return (
    <section>
      <h2 id="awaited">What you are told of when it ends</h2>
      <ul className={account.list}>
        {waiting.map((one) => (
          <li key={`${one.of} ${one.id}`} className={account.item}>
            <div>
              <a href={pathTo(one)}><strong>{one.title}</strong></a>
              <p className={account.hint}>A {one.of}, in {one.environment}. {howTold(one)}</p>
            </div>
            <button type="button" className={styles.plain} aria-label={`Do not tell me: ${one.title}`} disabled={busy} onClick={() => void act(() => post('/api/subscriptions/take-back', { of: one.of, id: one.id }))}>Do not tell me</button>
          </li>
        ))}
      </ul>
    </section>
  );
}
