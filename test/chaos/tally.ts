/** What was done, how often, and what came of it. Bytes lost or doubled anywhere make the whole a failure. */
export interface Row {
  what: string;
  /** how often it was done */
  times: number;
  /** bytes compared with what they had to be */
  checked: number;
  lost: number;
  doubled: number;
  /** longest that a viewer was without its run, once the server was serving again, in milliseconds */
  reattachMs: number;
  /** what else is worth telling */
  note: string;
  /** whatever was not as promised, a sentence each */
  failures: string[];
}

/** Takes what is about to be done; gives its empty row. */
export function newRow(what: string): Row {
  return { what, times: 0, checked: 0, lost: 0, doubled: 0, reattachMs: 0, note: '', failures: [] };
}

/** Takes a row, what had to be, what there is and where; counts it, and what is missing or too much. */
export function compare(row: Row, expected: Uint8Array, found: Uint8Array, where: string): void {
  row.checked += found.length;
  if (Buffer.compare(expected, found) === 0) return;
  const at = firstDifference(expected, found);
  row.lost += Math.max(0, expected.length - found.length);
  row.doubled += Math.max(0, found.length - expected.length);
  row.failures.push(`${where}: ${found.length} bytes instead of ${expected.length}, other from byte ${at} on`);
}

/** Takes rows; tells whether all of it is as promised. */
export function isKept(rows: readonly Row[]): boolean {
  return rows.every(({ lost, doubled, failures }) => lost === 0 && doubled === 0 && failures.length === 0);
}

/** Takes rows; gives them as a table of Markdown, with the sums below and the failures after it. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ what, times, checked, lost, doubled, reattachMs, note }) => [
    what, times.toLocaleString('en'), `${(checked / 1e6).toFixed(1)} MB`, String(lost), String(doubled),
    reattachMs === 0 ? '' : `${(reattachMs / 1000).toFixed(2)} s`, note,
  ]);
  const sum = (pick: (row: Row) => number) => rows.reduce((total, row) => total + pick(row), 0);
  const worst = Math.max(...rows.map(({ reattachMs }) => reattachMs));
  const total = ['**together**', '', `${(sum(({ checked }) => checked) / 1e6).toFixed(1)} MB`, `**${sum(({ lost }) => lost)}**`, `**${sum(({ doubled }) => doubled)}**`, `${(worst / 1000).toFixed(2)} s`, ''];
  const head = ['what was done', 'times', 'bytes checked', 'lost', 'doubled', 'worst re-attach', ''];
  const text = [head, head.map(() => '---'), ...lines, total].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return [text, ...rows.flatMap(({ what, failures }) => failures.map((failure) => `✖ ${what}: ${failure}`))].join('\n');
}

function firstDifference(left: Uint8Array, right: Uint8Array): number {
  let at = 0;
  while (at < left.length && left[at] === right[at]) at += 1;
  return at;
}
