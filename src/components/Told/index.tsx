/** What ended while one waited for it, in a corner of whatever page is open, until it is closed. Fetched where somebody waits. */
import { type MouseEvent, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { outcomeMarks, outcomeWords, pathTo, type Subscription } from '../../../common/subscription.ts';
import { useStore } from '../../client/store.ts';
import { ask as askAgain, attend, heard, listen as hear, subscriptions, takeBack } from '../../client/told.ts';
import styles from './styles.module.css';

let isThere = false;

/** Begins to tell, once a page; follows again where that had ended. */
export function begin(): void {
  draw();
  attend();
}

/** The socket is open for something else: what is asked for in another browser is told over it, too. */
export function listen(): void {
  draw();
  hear();
}

/** The page is looked at again: something may have been asked for in another browser. */
export async function ask(): Promise<void> {
  draw();
  await askAgain();
}

function draw(): void {
  if (!isThere) createRoot(document.body.appendChild(document.createElement('div'))).render(<Told />);
  isThere = true;
}

function Told(): ReactNode {
  const told = useStore(subscriptions, (all) => all).filter(({ end }) => end !== null);
  const said = useStore(heard, (value) => value);
  return (
    <>
      <div className={styles.heard} role="status">{said}</div>
      {told.length > 0 && (
        <aside className={styles.notices} aria-label="What has ended">
          <ul className={styles.list}>
            {told.length > 1 && <li className={styles.all}><button type="button" className={styles.closeAll} onClick={() => void closeAll(told)}>Close all</button></li>}
            {told.map((one) => <Notice key={`${one.of} ${one.id}`} told={one} />)}
          </ul>
        </aside>
      )}
    </>
  );
}

async function closeAll(told: readonly Subscription[]): Promise<void> {
  for (const one of told) await takeBack(one);
}

function Notice({ told }: { told: Subscription }): ReactNode {
  const { title, environment, end } = told;
  if (end === null) return null;
  const isGood = end.outcome === 'as-expected' || end.outcome === 'finished';
  // The next page would show it once more, were it not seen before.
  const go = (event: MouseEvent<HTMLAnchorElement>) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const { href } = event.currentTarget;
    void takeBack(told).finally(() => { location.assign(href); });
  };
  return (
    <li className={styles.notice} data-outcome={end.outcome}>
      <span className={isGood ? styles.good : styles.bad} aria-hidden="true">{outcomeMarks[end.outcome]}</span>
      <p className={styles.text}><a className={styles.title} href={pathTo(told)} onClick={go}>{title}</a> {outcomeWords[end.outcome]}, in {environment}.</p>
      <button type="button" className={styles.close} aria-label={`Close: ${title}`} onClick={() => void takeBack(told)}>×</button>
    </li>
  );
}
