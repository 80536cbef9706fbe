/** What a selection in a log is as text: a line for each line, its pieces joined again, without numbers. */

/** Takes a selection and the element that holds the rows; gives the text, or null when nothing of it is selected. */
export function selectedText(selection: Selection | null, rows: HTMLElement): string | null {
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  let text: string | null = null;
  for (const row of rows.querySelectorAll<HTMLElement>('[data-row]')) {
    if (!range.intersectsNode(row)) continue;
    const part = textWithin(range, row);
    text = text === null ? part : text + (row.dataset.continues === undefined ? '\n' : '') + part;
  }
  return text;
}

function textWithin(range: Range, row: HTMLElement): string {
  const whole = document.createRange();
  whole.selectNodeContents(row);
  if (range.compareBoundaryPoints(Range.START_TO_START, whole) > 0) whole.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, whole) < 0) whole.setEnd(range.endContainer, range.endOffset);
  return whole.toString();
}

/** Takes a selection and the element that holds the rows; gives the first and the last row it goes over, or null when none. */
export function selectedRows(selection: Selection | null, rows: HTMLElement): { first: number; last: number } | null {
  if (selection === null || selection.isCollapsed) return null;
  const ends = [selection.anchorNode, selection.focusNode].map((node) => {
    if (node === null || !rows.contains(node)) return Number.NaN;
    const row = (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>('[data-row]');
    return Number(row?.dataset.row ?? Number.NaN);
  });
  const known = ends.filter((row) => !Number.isNaN(row));
  return known.length === 0 ? null : { first: Math.min(...known), last: Math.max(...known) };
}
