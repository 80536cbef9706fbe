/** Above every page of a site under development: what is wrong with the runbook that is open, and which others have problems. */
import { type ReactNode, useEffect, useState } from 'react';
import Link from '@docusaurus/Link';
import { useLocation } from '@docusaurus/router';
import { type DevFinding, type DevReport, editorAddress, reportsPath } from '../../../common/dev-report.ts';
import ProblemList from '../../components/Problems/ProblemList';
import styles from '../../components/Problems/styles.module.css';

export default function Root({ children }: { children: ReactNode }): ReactNode {
  const report = useReports();
  const { pathname } = useLocation();
  const open = /^\/runbooks\/([^/]+)/.exec(pathname)?.[1] ?? '';
  return (
    <>
      {report !== null && <Panel report={report} open={open} />}
      {children}
    </>
  );
}

function useReports(): DevReport | null {
  const [report, setReport] = useState<DevReport | null>(null);
  useEffect(() => {
    const source = new EventSource(reportsPath);
    source.onmessage = ({ data }: MessageEvent<string>) => { setReport(JSON.parse(data) as DevReport); };
    return () => { source.close(); };
  }, []);
  return report;
}

const isTold = ({ severity }: DevFinding): boolean => severity !== 'gap';

function Panel({ report, open }: { report: DevReport; open: string }): ReactNode {
  const { editor } = report;
  const own = (report.findings[open] ?? []).filter(isTold);
  const others = Object.entries(report.findings).filter(([id, its]) => id !== open && its.some(({ severity }) => severity === 'problem' || severity === 'error')).map(([id]) => id);
  if (own.length === 0 && others.length === 0) return null;
  const file = own[0]?.file ?? '';
  return (
    <aside className={styles.problems} aria-label="Problems" role="status">
      {own.length > 0 && (
        <>
          <p><strong>{own.some(({ severity }) => severity === 'problem') ? 'This runbook has problems, so its steps cannot be run.' : 'Lint says of this runbook:'}</strong></p>
          <ProblemList problems={own} editor={editor === null ? undefined : ({ line, column }) => editorAddress(editor, { file, line, column })} />
        </>
      )}
      {others.length > 0 && <p>Also with problems: {others.map((id, at) => <span key={id}>{at > 0 && ', '}<Link to={`/runbooks/${id}`}>{id}</Link></span>)}.</p>}
    </aside>
  );
}
