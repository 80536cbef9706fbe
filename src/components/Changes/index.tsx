/** What is different between two texts: added and removed lines by sign, word and colour, with nothing hidden in them. */
import { type ReactNode, useMemo } from 'react';
import clsx from 'clsx';
import { changesOf, type Fold, type Line, shownParts } from './line-changes.ts';
import styles from './styles.module.css';

interface Props {
  before: string;
  after: string;
  /** what is said when no line differs */
  same: string;
  /** what is said of all lines besides; empty for nothing */
  note?: string;
}

const signs = { same: '\u00a0', added: '+', removed: '−' } as const;

export default function Changes({ before, after, same, note = '' }: Props): ReactNode {
  const { rows, added, removed, hidden } = useMemo(() => changesOf(before, after), [before, after]);
  return (
    <>
      <p className={styles.quiet}>
        {added === 0 && removed === 0 ? same : `${countOf(added)} added, ${countOf(removed)} removed.`}{note !== '' && ` ${note}`}
      </p>
      <div className={styles.changes} role="group" aria-label="Changes" tabIndex={0}>
        {rows.map((row, at) => (row.kind === 'fold' ? <Folded key={at} {...row} /> : <Row key={at} line={row} />))}
      </div>
      {hidden > 0 && <p className={styles.quiet}>{countOf(hidden)} more changed; too many to show.</p>}
    </>
  );
}

function Folded({ count }: Fold): ReactNode {
  return <div className={styles.fold}>{countOf(count)} the same</div>;
}

function Row({ line }: { line: Line }): ReactNode {
  const { kind, before, after, text, unended } = line;
  return (
    <div className={clsx(styles.change, styles[kind])}>
      <span className={styles.at} aria-hidden="true">{before ?? ''}</span>
      <span className={styles.at} aria-hidden="true">{after ?? ''}</span>
      <span className={styles.sign} aria-hidden="true">{signs[kind]}</span>
      {kind !== 'same' && <span className={styles.unseen}>{kind}: </span>}
      <span className={styles.text}>
        {shownParts(text).map((part, at) => (part.faint && kind === 'same' ? <span key={at}>{part.text.replaceAll('·', ' ').replaceAll('→', '')}</span>
          : <span key={at} className={clsx(part.faint && styles.faint)}>{part.text}</span>))}
        {unended && <span className={styles.faint}> (no line end)</span>}
      </span>
    </div>
  );
}

function countOf(lines: number): string {
  return lines === 1 ? '1 line' : `${lines} lines`;
}
