/** A block of a runbook that only shows text: coloured at build time like a step, so that the page needs no highlighter for it. */
import type { ReactNode } from 'react';
import clsx from 'clsx';
import CopyButton from '../CopyButton';
import { linesOf } from '../RunnableStep/code-lines.ts';
import styles from './styles.module.css';

interface Props {
  source: string;
  /** how it is coloured, as the build attached it */
  tokens: string;
  title?: ReactNode;
}

export default function PlainCode({ source, tokens, title }: Props): ReactNode {
  return (
    <div className={clsx('theme-code-block', styles.block)}>
      {title !== undefined && <div className={styles.title}>{title}</div>}
      <pre tabIndex={0} className={clsx('thin-scrollbar', styles.text)}>
        <code>
          {linesOf(tokens, source).map((line, at) => (
            <span key={at}>
              {at > 0 && '\n'}
              {line.map(([text, kind], place) => (kind === '' ? text : <span key={place} className={kind}>{text}</span>))}
            </span>
          ))}
        </code>
      </pre>
      <span className={styles.copy}><CopyButton text={() => source} label="Copy the text" /></span>
    </div>
  );
}
