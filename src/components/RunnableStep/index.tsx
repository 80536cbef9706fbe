/** A block of a runbook that can be run. Reads as code without a server and without JavaScript; runs when pressed. */
import { lazy, type ReactNode, Suspense, useMemo, useRef, useState } from 'react';
import clsx from 'clsx';
import useBrokenLinks from '@docusaurus/useBrokenLinks';
import { isOver } from '../../../common/run-state.ts';
import type { Run } from '../../../common/run.ts';
import { anchorOf } from '../../client/deep-link.ts';
import { targetName, usePage } from '../../client/page.ts';
import { patiently } from '../../client/patiently.ts';
import { OfStep } from '../Freshness';
import Bar from './Bar';
import Code from './Code';
import Fields from './Fields';
import Header from './Header';
import { effectOf, readStep } from './step-data.ts';
import { useActions } from './use-actions.ts';
import { useStep } from './use-step.ts';
import styles from './styles.module.css';

// xterm.js and the socket come with the first run that is watched, not with the page.
const Terminal = lazy(patiently(() => import('../Terminal')));
const RunTools = lazy(patiently(() => import('../RunTools')));
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
  return (
    <section ref={box} id={id} className={clsx(styles.step, styles[`is-${effectOf(step)}`])} aria-labelledby={`${id}-title`}>
      <Header step={step} now={now} id={id} />
      <OfStep step={step.id} digest={step.digest} />
      <Code step={step} tokens={tokens} values={now.values} wrong={now.wrong?.parameter.name ?? null} />
      <Fields id={id} now={now} parameters={step.parameters.filter(({ name }) => name !== targetName)} strict={actions.strict} />
      <Bar step={step} now={now} actions={actions} />
      {now.foreseen?.decision === 'needs-approval' && <Suspense><Approval step={step} now={now} /></Suspense>}
      {actions.question !== null && (
        <Suspense fallback={<div className={styles.placeholder} />}>
          <Ask question={actions.question} page={now.page} onAnswer={actions.answer} onCancel={actions.cancel} />
        </Suspense>
      )}
      {now.known.latest !== null && <Output key={now.known.latest.id} run={now.known.latest} here={now.known.here} />}
    </section>
  );
}

/** Output of a run that goes on, or was started here, is shown; that of one that was over before, when asked for. */
function Output({ run, here }: { run: Run; here: boolean }): ReactNode {
  const [shown, setShown] = useState(!isOver(run.state));
  if (!shown && !here) {
    return <button type="button" className={styles.show} onClick={() => { setShown(true); }}>Show the output</button>;
  }
  return <Suspense fallback={<div className={styles.placeholder} />}><Terminal run={run} here={here} /><RunTools run={run} /></Suspense>;
}
