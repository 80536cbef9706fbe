/**
 * How far this person has come: in the procedure they are at, beside where its steps run, and for every step in the table of
 * contents. Fetched once somebody is logged in.
 */
import { type ReactNode, useEffect, useMemo } from 'react';
import { useDoc } from '@docusaurus/plugin-content-docs/client';
import { usePage } from '../../client/page.ts';
import { session } from '../../client/session.ts';
import { type Mark, markWords } from '../../client/step-mark.ts';
import { useStore } from '../../client/store.ts';
import { tocMarks } from '../../client/toc-marks.ts';
import { type Procedure, proceduresOf, tallyOf, tallySaid } from './procedures.ts';
import { showInContents, useCurrent } from './use-current.ts';
import { useMarks } from './use-marks.ts';
import styles from './styles.module.css';

export default function Progress(): ReactNode {
  const { toc } = useDoc();
  const page = usePage();
  const person = useStore(session, (value) => (value.state === 'in' ? value.person.id : ''));
  const procedures = useMemo(() => proceduresOf(toc), [toc]);
  const steps = useMemo(() => procedures.flatMap((one) => one.steps), [procedures]);
  const marks = useMarks(page, person, steps);
  const current = useCurrent(useMemo(() => procedures.map(({ id }) => id).filter((id) => id !== ''), [procedures]));
  useEffect(() => { tocMarks.set(htmlOf(procedures, marks)); }, [procedures, marks]);
  useEffect(() => () => { tocMarks.set({}); }, []);
  useEffect(() => { showInContents(current); }, [current]);
  const here = procedures.find(({ id }) => id === current);
  const isWhole = here === undefined || here.steps.length === 0;
  const tally = tallyOf(isWhole ? steps : here.steps, marks);
  if (tally.all === 0) return null;
  return (
    <span className={styles.progress} data-progress="" title={isWhole ? 'Of this runbook, here and within eight hours' : 'Of this procedure, here and within eight hours'}>
      <span className={styles.bar} aria-hidden="true"><span style={{ width: `${100 * tally.done / tally.all}%` }} /></span>
      <span className={styles.said} data-said="">{isWhole ? 'In all' : 'Here'}: {tallySaid(tally)}</span>
      <span className={styles.short} aria-hidden="true">{tally.done}/{tally.all}</span>
    </span>
  );
}

/** Beside a step its mark, beside the heading of several how many of them are done. */
function htmlOf(procedures: readonly Procedure[], marks: Readonly<Record<string, Mark>>): Record<string, string> {
  const entries = procedures.flatMap(({ id, steps }) => {
    const tally = tallyOf(steps, marks);
    const own = steps.map((step): [string, string] => [`step-${step}`, markHtml(marks[step] ?? 'none')]);
    const isBegun = steps.some((step) => (marks[step] ?? 'none') !== 'none');
    return isBegun && id !== '' ? [...own, [id, ` <span data-tally="${tally.done === tally.all ? 'all' : 'some'}" title="${tallySaid(tally)}">${tally.done}/${tally.all}</span>`] as [string, string]] : own;
  });
  return Object.fromEntries(entries);
}

function markHtml(mark: Mark): string {
  return `<span data-mark="${mark}">, ${markWords[mark]}</span>`;
}
