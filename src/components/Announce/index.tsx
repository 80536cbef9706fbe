/** A step done by hand that tells others something: its text is sent from here, or copied. What sends it comes when somebody wants to. */
import { lazy, type ReactNode, Suspense, useState } from 'react';
import { patiently } from '../../client/patiently.ts';
import Manual from '../Manual';
import styles from './open.module.css';

const Compose = lazy(patiently(() => import('./Compose')));

interface Props {
  id: string;
  /** what the build put there: digest, text and channels, as JSON */
  data?: string;
  children: ReactNode;
}

export default function Announce({ id, data, children }: Props): ReactNode {
  const [isOpen, setOpen] = useState(false);
  return (
    <Manual id={id} tools={(tick) => data !== undefined && (isOpen
      ? <Suspense><Compose step={id} data={data} tick={tick} /></Suspense>
      : <button type="button" className={styles.open} onClick={() => { setOpen(true); }}>Announce it…</button>)}>{children}</Manual>
  );
}
