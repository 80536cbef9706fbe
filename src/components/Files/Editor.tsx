/** One file: its text to edit, or why it cannot be edited here, and its download. */
import { type ReactNode, useEffect, useState } from 'react';
import { pathOfId, shownName } from '../../../common/workspace-path.ts';
import { downloadAddress, readFile } from '../../client/files.ts';
import Sentence from '../Sentence';
import type { DraftOf } from './draft.ts';
import { type Found, foundIn } from './found.ts';
import TextEditor from './TextEditor';
import styles from './styles.module.css';

export default function Editor({ of }: { of: DraftOf }): ReactNode {
  const [found, setFound] = useState<Found | null>(null);
  const { environment, at } = of;
  useEffect(() => {
    let left = false;
    void readFile({ environment, at }).then((answer) => { if (!left) setFound(foundIn(answer)); });
    return () => { left = true; };
  }, [environment, at]);
  const name = shownName(pathOfId(at) ?? '');
  if (found === null) return <p className={styles.quiet}>Looking…</p>;
  if (found.kind === 'text') return <TextEditor of={of} name={name} file={found.file} digest={found.digest} />;
  return (
    <div role="status">
      <p className={styles.notice}><Sentence text={found.kind === 'other' ? found.why : found.problem.message} /></p>
      {found.kind === 'other' && <p><a className={styles.plain} href={downloadAddress({ environment, at })} download>Download {name}</a></p>}
    </div>
  );
}
