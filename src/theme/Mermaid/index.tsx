/**
 * A diagram, with the words that say the same under it. Mermaid draws it in the browser, and is loaded only by pages that have
 * one, when the reader comes near it; without JavaScript, on a slow line and for whoever does not see the picture, there are the
 * words.
 */
import { type ComponentProps, type ReactNode, useMemo, useRef } from 'react';
import Original from '@theme-original/Mermaid';
import type MermaidType from '@theme/Mermaid';
import { describe } from './description.ts';
import { frameHeight } from './frame.ts';
import { useNear } from './use-near.ts';
import styles from './styles.module.css';

export default function Mermaid(props: ComponentProps<typeof MermaidType>): ReactNode {
  const { title, text } = describe(props.value);
  const figure = useRef<HTMLElement>(null);
  const near = useNear(figure);
  const height = useMemo(() => frameHeight(props.value), [props.value]);
  return (
    <figure ref={figure} className={styles.figure}>
      {/* The caption says it already. */}
      <div className={styles.drawing} style={{ height }} aria-hidden={text !== ''}>{near && <Original {...props} />}</div>
      {(title !== '' || text !== '') && <figcaption>{title !== '' && <strong>{title}. </strong>}{text}</figcaption>}
      {text === '' && <noscript><pre>{props.value}</pre></noscript>}
    </figure>
  );
}
