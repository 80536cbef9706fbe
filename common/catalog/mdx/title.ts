/** The title of a runbook whose front matter cannot be read: the best guess, for a page that has to be called something. */
import { visibleLine } from '../visible.ts';

/** Characters of the text that are looked at, and of the title that is given. */
const looked = 16 * 1024;
const longest = 200;

/** Takes a runbook's text and its id; gives what follows the first `title:`, else the first heading, else the id. */
export function guessTitle(source: string, id: string): string {
  const lines = source.slice(0, looked).split('\n');
  const declared = lines.find((line) => line.startsWith('title:'))?.slice('title:'.length) ?? '';
  const heading = lines.find((line) => line.startsWith('# '))?.slice(2) ?? '';
  const [title] = [declared, heading, id].map(bare).filter((text) => text !== '');
  return visibleLine(title ?? id, longest);
}

/** Without the quotes that YAML would take off. */
function bare(text: string): string {
  const trimmed = text.trim();
  const quote = trimmed[0];
  return (quote === '"' || quote === '\'') && trimmed.length > 1 && trimmed.endsWith(quote) ? trimmed.slice(1, -1).trim() : trimmed;
}
