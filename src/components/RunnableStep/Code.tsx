/** A step's code: highlighted at build time, parameters marked, their values shown beside them. */
import { type ReactNode, useMemo } from 'react';
import clsx from 'clsx';
import Unbroken from '../Unbroken';
import { linesOf, segmentsOf } from './code-lines.ts';
import type { StepData } from './step-data.ts';
import styles from './styles.module.css';

interface Props {
  step: StepData;
  /** how the code is coloured */
  tokens: string;
  values: Readonly<Record<string, string>>;
  /** the parameter whose value does not fit */
  wrong: string | null;
}

export default function Code({ step, tokens, values, wrong }: Props): ReactNode {
  const lines = useMemo(() => {
    const names = step.parameters.map(({ name }) => name);
    const language = step.kind === 'file' ? 'file' : step.language;
    return linesOf(tokens, step.source).map((line) => segmentsOf(line, names, language));
  }, [step, tokens]);
  return (
    <pre className={styles.code} role="group" aria-label="What runs">
      <code>
        {lines.map((segments, at) => (
          <span key={at} className={styles.line}>
            {segments.map(({ text, kind, parameter }, place) => (parameter === null
              ? <span key={place} className={kind || undefined}><Unbroken text={text} /></span>
              : (
                // The value is drawn by the style sheet, so that selecting and copying gives the text that runs.
                <span key={place} className={clsx(styles.parameter, parameter === wrong && styles.wanting)}
                  data-value={values[parameter] || 'fill in'}>{text}</span>
              )))}
            {at < lines.length - 1 && '\n'}
          </span>
        ))}
      </code>
    </pre>
  );
}
