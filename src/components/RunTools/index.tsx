/** What can be done with a run's output: see it again as it happened, keep it, send somebody to it. */
import { lazy, type ReactNode, Suspense, useState } from 'react';
import Link from '@docusaurus/Link';
import useBaseUrl from '@docusaurus/useBaseUrl';
import type { Run } from '../../../common/run.ts';
import { patiently } from '../../client/patiently.ts';
import CopyButton from '../CopyButton';
import Share from '../Terminal/Share';
import { AllRuns, CompareBefore } from './Earlier';
import styles from './styles.module.css';

const OutputViews = lazy(patiently(() => import('../OutputViews')));
const Replay = lazy(patiently(() => import('../Replay')));

interface Props {
  run: Run;
  /** whether the page is about this run alone */
  isOwnPage?: boolean;
}

const downloads = [
  ['cast', 'recording?as=cast', 'The recording with its times, for asciinema and other players'],
  ['text', 'recording?as=text', 'What the terminal shows, as text'],
  ['HTML', 'recording?as=html', 'What the terminal shows, as a page with colours'],
  ['raw', 'output', 'Every byte as it was printed'],
] as const;

export default function RunTools({ run, isOwnPage = false }: Props): ReactNode {
  const [isReplayed, setReplayed] = useState(false);
  const [isClose, setClose] = useState(false);
  const page = `${useBaseUrl('/runs')}?run=${run.id}`;
  return (
    <>
      <div className={styles.tools} role="group" aria-label={`Recording of “${run.title || run.step}”`}>
        <button type="button" className={styles.tool} aria-expanded={isReplayed} onClick={() => { setReplayed(!isReplayed); }}>
          {isReplayed ? 'Close the replay' : 'Replay'}
        </button>
        <button type="button" className={styles.tool} aria-expanded={isClose} onClick={() => { setClose(!isClose); }}>
          {isClose ? 'Look less closely' : 'Look closely'}
        </button>
        <span className={styles.downloads}>Download
          {downloads.map(([name, path, title]) => (
            <a key={name} className={styles.tool} href={`/api/runs/${run.id}/${path}`} download title={title} aria-label={`Download as ${name}`}>{name}</a>
          ))}
        </span>
        {!isOwnPage && <Link className={styles.tool} to={page}>Open on its own page</Link>}
        <AllRuns run={run} />
        <Share run={run} />
        <CopyButton className={styles.copy} text={() => new URL(`/go/run/${run.id}`, location.href).href} label="Copy the link to this run">Copy the link</CopyButton>
        <CompareBefore run={run} />
      </div>
      {isClose && <Suspense fallback={<p className={styles.tools}>…</p>}><OutputViews key={run.id} run={run} /></Suspense>}
      {isReplayed && <Suspense fallback={<div className={styles.placeholder} />}><Replay key={run.id} run={run} /></Suspense>}
    </>
  );
}
