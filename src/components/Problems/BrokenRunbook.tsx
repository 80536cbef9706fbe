/** What a reader finds in place of a runbook that has problems: what is wrong with it, and its text, to read and to copy from. */
import { type ReactNode, useMemo } from 'react';
import CodeBlock from '@theme/CodeBlock';
import type { BrokenPage } from '../../remark/broken-runbooks/page.ts';
import ProblemList from './ProblemList';
import styles from './styles.module.css';

export default function BrokenRunbook({ data }: { data: string }): ReactNode {
  const { problems, more, source, cut } = useMemo(() => JSON.parse(data) as BrokenPage, [data]);
  const count = problems.length + more;
  return (
    <>
      <section className={styles.problems} aria-label="Problems of this runbook">
        <p><strong>This runbook has {count === 1 ? 'a problem' : `${count} problems`}, so its steps cannot be run from here.</strong> {source === '' ? '' : 'Its text is below: commands can be read and copied.'}</p>
        <ProblemList problems={problems} />
        {more > 0 && <p>And {more} more.</p>}
      </section>
      {source !== '' && <CodeBlock language="text" showLineNumbers>{source}</CodeBlock>}
      {cut && <p>The text goes on; only its beginning is shown.</p>}
    </>
  );
}
