/** The level and what was tried. What was found is another program's text: it is shown as text. */
import type { ReactNode } from 'react';
import { levelWords, type SandboxReport, summaryOf, type Wall } from '../../../common/sandbox.ts';
import styles from './styles.module.css';

export default function Report({ report: { level, why, missing, walls } }: { report: SandboxReport }): ReactNode {
  return (
    <>
      <p className={styles.level} data-level={level}>This machine gives: <strong>{level}</strong></p>
      <p className={styles.words}>{sentence(levelWords[level])}</p>
      {missing.length > 0 && <p className={styles.notice}>Programs that are not there: {missing.join(', ')}. Nothing runs without them.</p>}
      {walls.length === 0 && why !== '' && <p className={styles.notice}>{why}</p>}
      {walls.length > 0 && (
        <>
          <h2 id="tried">What was tried</h2>
          <p className={styles.quiet}>{summaryOf(walls)}</p>
          <ul className={styles.walls}>{walls.map((wall) => <Tried key={wall.says} wall={wall} />)}</ul>
        </>
      )}
    </>
  );
}

function Tried({ wall: { says, holds, found } }: { wall: Wall }): ReactNode {
  return (
    <li className={styles.wall} data-holds={holds}>
      <span className={styles.mark}>{holds ? 'holds' : 'does not hold'}</span>
      <span>{says}{!holds && found !== '' && <span className={styles.found}>: {found}</span>}</span>
    </li>
  );
}

function sentence(words: string): string {
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;
}
