/** What `handrail dev` tells the page about the runbooks as they stand: every finding, by runbook. */
export interface DevFinding {
  /** as the author knows it */
  file: string;
  line: number;
  column: number;
  message: string;
  rule: string;
  /** `problem` keeps the runbook out of the catalog; the rest is lint's */
  severity: 'problem' | 'error' | 'warning' | 'note' | 'gap';
}

export interface DevReport {
  /** grows with every report */
  number: number;
  /** runbooks that were looked at */
  runbooks: number;
  /** by the runbook's id, in the order of the text; those without any are left out */
  findings: Readonly<Record<string, readonly DevFinding[]>>;
  /** the folder of runbooks, absolute, where places open in an editor; else null */
  editor: { scheme: string; folder: string } | null;
}

/** Where the page of a site under development asks for reports, as server-sent events. */
export const reportsPath = '/__dev/reports';

/** Takes a finding's file, its place and what opens it; gives the address that opens the place in an editor. */
export function editorAddress({ scheme, folder }: { scheme: string; folder: string }, { file, line, column }: Pick<DevFinding, 'file' | 'line' | 'column'>): string {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return `${scheme}://file${`${folder}/${name}`.split('/').map(encodeURIComponent).join('/')}:${line}:${column}`;
}
