/** A block of a runbook that can be run. Reads as code without a server and without JavaScript; runs when pressed. */
import { lazy, type ReactNode, Suspense, useMemo, useRef, useState } from 'react';
import clsx from 'clsx';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import { isOver } from '../../../common/run-state.ts';
import { anchorOf } from '../../client/deep-link.ts';
import { usePage } from '../../client/page.ts';
import { patiently } from '../../client/patiently.ts';
import { OfStep } from '../Freshness';
import InWalk from '../Walkthrough/InWalk';
import Bar from './Bar';
import Code from './Code';
import Header from './Header';
import { effectOf, readStep } from './step-data.ts';
import { useActions } from './use-actions.ts';
import { useStep } from './use-step.ts';
import styles from './styles.module.css';

// xterm.js and the socket come with the first run that is watched, not with the page.
const Output = lazy(patiently(() => import('./Output')));
const Ask = lazy(patiently(() => import('./Ask')));
const Approval = lazy(patiently(() => import('./Approval')));

interface Props {
  /** the step and how its code is coloured, as the build attached them */
  data: string;
  tokens: string;
  /** the block's text */
  source: string;
}

export default function RunnableStep({ data, tokens, source }: Props): ReactNode {
  const { runbook } = usePage();
  const step = useMemo(() => readStep(data, source, runbook), [data, source, runbook]);
  const box = useRef<HTMLElement>(null);
  const id = anchorOf(step.id);
  useBrokenLinks().collectAnchor(id);
  const now = useStep(step);
  const actions = useActions(step, now, id, box);
  const { latest, here, asking } = now.known;
  const [opened, setOpened] = useState('');
  // Output of a run that goes on, or was started here, is shown; that of one that was over before, when asked for.
  if (latest !== null && opened !== latest.id && !isOver(latest.state)) setOpened(latest.id);
  const isShown = latest !== null && (here || opened === latest.id);
  return (
    <section ref={box} id={id} className={clsx(styles.step, styles[`is-${effectOf(step)}`])} aria-labelledby={`${id}-title`}
      data-effect={effectOf(step)} data-environment={now.state.environment}>
      <Header step={step} now={now} id={id} />
      <OfStep step={step.id} digest={step.digest} />
      <InWalk step={step.id} />
      <Code step={step} tokens={tokens} now={now} id={id} strict={actions.strict} />
      <Bar step={step} now={now} actions={actions} onShow={latest !== null && !isShown ? () => { setOpened(latest.id); } : null} />
      {now.foreseen?.decision === 'needs-approval' && <Suspense><Approval step={step} now={now} /></Suspense>}
      {actions.question !== null && (
        <Suspense fallback={<div className={styles.placeholder} />}>
          <Ask question={actions.question} page={now.page} onAnswer={actions.answer} onCancel={actions.cancel} />
        </Suspense>
      )}
      {(isShown || asking) && <Suspense fallback={<div className={styles.placeholder} />}><Output step={`${runbook}/${step.id}`} run={isShown ? latest : null} here={here} asking={asking} /></Suspense>}
    </section>
  );
}
