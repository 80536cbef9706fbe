/** What a run printed, looked at closely: its tables to be sorted, its JSON or YAML to be folded, and what changed since the run before. */
import { lazy, type ReactNode, Suspense, useMemo, useState } from 'react';
import clsx from 'clsx';
import type { Run } from '../../../common/run.ts';
import { patiently } from '../../client/patiently.ts';
import { useBefore } from '../Runs/use-before.ts';
import { usePrinted } from '../Runs/use-printed.ts';
import { documentIn } from './document.ts';
import { tablesIn } from './kubectl-table.ts';
import styles from './styles.module.css';

const Tables = lazy(patiently(() => import('./Tables')));
const Outline = lazy(patiently(() => import('./Outline')));
const Since = lazy(patiently(() => import('./Since')));

type View = 'tables' | 'outline' | 'since';

export default function OutputViews({ run }: { run: Run }): ReactNode {
  const printed = usePrinted(run);
  if (printed === null) return <p className={styles.said} role="status">Reading what it printed…</p>;
  if ('problem' in printed) return <p className={styles.said} role="alert">{printed.problem}</p>;
  return <Views run={run} text={printed.text} />;
}

function Views({ run, text }: { run: Run; text: string }): ReactNode {
  const tables = useMemo(() => tablesIn(text), [text]);
  const found = useMemo(() => documentIn(text), [text]);
  const before = useBefore(run);
  const views: [view: View, name: string][] = [
    ...(tables.length === 0 ? [] : [['tables', tables.length === 1 ? 'Table' : 'Tables'] satisfies [View, string]]),
    ...(found === null ? [] : [['outline', found.kind] satisfies [View, string]]),
    ...(before === null ? [] : [['since', 'Changes since the run before'] satisfies [View, string]]),
  ];
  const [own, choose] = useState<View | null>(null);
  const chosen = own ?? views[0]?.[0] ?? null;
  return (
    <div className={styles.views} role="group" aria-label={`What “${run.title || run.step}” printed, closely`}>
      <div className={styles.choice}>
        {views.map(([view, name]) => (
          <button key={view} type="button" aria-pressed={view === chosen} className={clsx(styles.view, view === chosen && styles.chosen)} onClick={() => { choose(view); }}>{name}</button>
        ))}
      </div>
      <Suspense fallback={<p className={styles.said} role="status">…</p>}>
        {chosen === null && <p className={styles.said}>There is no table, JSON or YAML in it, and no run before it to compare it with.</p>}
        {chosen === 'tables' && <Tables tables={tables} />}
        {chosen === 'outline' && found !== null && <Outline text={found.text} />}
        {chosen === 'since' && <Since run={run} text={text} />}
      </Suspense>
    </div>
  );
}
