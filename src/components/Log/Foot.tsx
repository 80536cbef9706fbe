/** The foot of a log: what is seen of how much, a line to go to, wrapping, and the whole of it to keep. */
import { type FormEvent, memo, type ReactNode, useId, useState } from 'react';
import type { RunId } from '../../../common/ids.ts';
import { sizeOf } from './size.ts';
import type { Extent } from './rows.ts';
import styles from './styles.module.css';

interface Props {
  run: RunId;
  extent: Extent;
  /** the lines at the upper and lower edge; null while they are not known */
  seen: { from: number; to: number } | null;
  wraps: boolean;
  onWrap(wraps: boolean): void;
  onLine(line: number): void;
}

export default memo(function Foot({ run, extent, seen, wraps, onWrap, onLine }: Props): ReactNode {
  return (
    <div className={styles.foot}>
      <span className={styles.where}>{whereOf(extent, seen)}</span>
      <GoTo lines={extent.lines} onLine={onLine} />
      <label className={styles.check}><input type="checkbox" checked={wraps} onChange={(event) => { onWrap(event.target.checked); }} />Wrap lines</label>
      <a className={styles.keep} href={`/api/runs/${run}/output`} download>Download whole</a>
    </div>
  );
});

function whereOf({ lines, counted, end }: Extent, seen: Props['seen']): string {
  const size = sizeOf(end);
  if (lines === null) return `${size} · counting lines, ${Math.floor(counted / Math.max(1, end) * 100)} %`;
  const all = `${lines.toLocaleString('en')} ${lines === 1 ? 'line' : 'lines'}`;
  return `${seen === null ? all : `Lines ${seen.from.toLocaleString('en')}–${seen.to.toLocaleString('en')} of ${lines.toLocaleString('en')}`} · ${size}`;
}

function GoTo({ lines, onLine }: { lines: number | null; onLine(line: number): void }): ReactNode {
  const [typed, setTyped] = useState('');
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const line = Number.parseInt(typed.replaceAll(/[\s,.]/g, ''), 10);
    if (line >= 1) onLine(line);
  };
  return (
    <form className={styles.goTo} onSubmit={submit}>
      <label htmlFor={id}>Go to line</label>
      <input id={id} className={styles.field} inputMode="numeric" autoComplete="off" size={8} value={typed} disabled={lines === null}
        onChange={(event) => { setTyped(event.target.value); }} />
    </form>
  );
}
