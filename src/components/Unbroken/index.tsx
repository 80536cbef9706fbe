/** A command whose options stay whole where a line ends: browsers break after hyphens, and “--” alone means something else. */
import type { ReactNode } from 'react';
import { piecesOf } from './flags.ts';
import styles from './styles.module.css';

export default function Unbroken({ text }: { text: string }): ReactNode {
  if (!text.includes('-')) return text;
  return piecesOf(text).map((piece, at) => (at % 2 === 1 ? <span key={at} className={styles.option}>{piece}</span> : piece));
}
