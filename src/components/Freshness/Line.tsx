/** One quiet line: a dot that says at a glance how it stands, and what happened. */
import { Fragment, type ReactNode, useEffect, useState } from 'react';
import type { Said } from './said.ts';
import { fetchWords } from './words.ts';
import styles from './styles.module.css';

interface Props {
  /** what it is about; no two on a page are about the same */
  of: string;
  className: string | undefined;
}

export function Line({ of, className, said: { tone, parts, to } }: Props & { said: Said }): ReactNode {
  return (
    <p className={[styles.line, styles[tone], className].join(' ')} data-freshness={tone} data-of={of}>
      {parts.map((part, at) => (
        <Fragment key={at}>
          {at > 0 && ' · '}
          <span className={at === 0 ? styles.first : undefined}>{at === 0 && to !== undefined ? <a href={to}>{part}</a> : part}</span>
        </Fragment>
      ))}
    </p>
  );
}

/** Says what the page was built with, read off the page itself; where nobody has built it, keeps the line's place until the words come. */
export function LineAsBuilt({ of, className }: Props): ReactNode {
  const [said] = useState(() => readLine(of));
  useEffect(() => { if (said === null) fetchWords(); }, [said]);
  return <Line of={of} className={className} said={said ?? { tone: 'none', parts: [''] }} />;
}

function readLine(of: string): Said | null {
  if (typeof document === 'undefined') return null;
  const line = document.querySelector<HTMLElement>(`[data-of="${CSS.escape(of)}"]`);
  if (line === null) return null;
  const to = line.querySelector('a')?.getAttribute('href') ?? undefined;
  const parts = Array.from(line.children, ({ textContent }) => textContent);
  return { tone: line.dataset['freshness'] as Said['tone'], parts, ...(to === undefined ? {} : { to }) };
}
