/** The size a run's terminal begins with, measured before xterm.js is there, so that Run need not wait for it. */
import type { TerminalSize } from '../../../common/run.ts';

/** Rows of a run's terminal. */
export const usualRows = 24;
/** A batch run's lines may be wider than a narrow page: its box scrolls sideways, as tables are unreadable when broken. */
const leastBatchCols = 100;
const mostCols = 400;
/** Padding of the box and the scroll bar's place, in pixels. */
const around = 40;

/** Takes the step's element and whether it is interactive; gives the size that fits there. */
export function sizeFor(element: HTMLElement, interactive: boolean): TerminalSize {
  const probe = document.createElement('span');
  probe.textContent = 'W'.repeat(50);
  probe.style.cssText = 'position:absolute;visibility:hidden;white-space:pre;font:13px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace';
  element.append(probe);
  const letter = probe.getBoundingClientRect().width / 50 || 8;
  probe.remove();
  const fitting = Math.floor((element.clientWidth - around) / letter);
  return { cols: Math.min(mostCols, Math.max(interactive ? 20 : leastBatchCols, fitting)), rows: usualRows };
}
