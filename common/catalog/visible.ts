/** Text from a runbook, made fit to be shown: what nobody would see is spelled out. */
import { hiddenIn } from './hidden.ts';

/** Takes a text of several lines; gives it with each hidden character written as `⟦U+202E⟧`. Tabs and line ends stay. */
export function visible(text: string): string {
  let shown = '';
  let from = 0;
  for (const { offset, name } of hiddenIn(text)) {
    shown += `${text.slice(from, offset)}⟦${name}⟧`;
    from = offset + String.fromCodePoint(text.codePointAt(offset) ?? 0).length;
  }
  return shown + text.slice(from);
}

/** Takes a text and a number of characters; gives it as one line that is no longer, with nothing hidden in it. */
export function visibleLine(text: string, longest: number): string {
  const line = visible(text.replace(/\s+/g, ' ').trim());
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
