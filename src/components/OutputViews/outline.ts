/**
 * Text that is folded by its indentation, as JSON and YAML are written. The lines stay as they were printed; what stands deeper
 * under a line folds away with it. Pure.
 */
export interface OutlineLine {
  text: string;
  /** lines under it that fold away with it */
  under: readonly OutlineLine[];
}

/** More lines than these are shown by the terminal alone. */
export const mostLines = 20_000;

/** Takes text; gives its lines, each with those that stand deeper under it. Brackets and dashes that close or continue stay where they are. */
export function outlineOf(text: string): OutlineLine[] {
  const root: OutlineLine[] = [];
  const open: { indent: number; under: OutlineLine[] }[] = [{ indent: -1, under: root }];
  for (const line of text.replace(/\n$/, '').split('\n').slice(0, mostLines)) {
    // Items of a list may stand right under what they belong to: https://yaml.org/spec/1.2.2/#821-block-sequences
    const indent = line.trim() === '' ? Infinity : line.search(/\S/) + (/^\s*-(?: |$)/.test(line) ? 1 : 0);
    // An empty line belongs to what stands around it.
    if (indent !== Infinity) while (open.length > 1 && (open.at(-1)?.indent ?? -1) >= indent) open.pop();
    const entry = { text: line, under: [] as OutlineLine[] };
    open.at(-1)?.under.push(entry);
    if (indent !== Infinity) open.push({ indent, under: entry.under });
  }
  return root;
}

/** Takes an outline; gives how many lines there are in it. */
export function countOf(lines: readonly OutlineLine[]): number {
  let count = 0;
  const waiting = [...lines];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    count += 1;
    for (const under of next.under) waiting.push(under);
  }
  return count;
}

export type TokenKind = 'key' | 'string' | 'value' | 'comment' | '';

const pieces = /(?<key>"(?:[^"\\]|\\.)*"(?=\s*:)|^\s*(?:- )*[\w./$-]+(?=:(?:\s|$)))|(?<string>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')|(?<comment>(?:^|\s)#.*$)|(?<value>(?<=[\s[,:])(?:-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?=[\s,\]}]|$))/g;
/** A line longer than this is shown without colours. */
const longestColoured = 2_000;

/** Takes a line of JSON or YAML; gives its pieces with what each is. */
export function tokensOf(line: string): { text: string; kind: TokenKind }[] {
  const found: { text: string; kind: TokenKind }[] = [];
  let from = 0;
  const plain = (to: number) => { if (to > from) found.push({ text: line.slice(from, to), kind: '' }); };
  for (const match of line.length > longestColoured ? [] : line.matchAll(pieces)) {
    plain(match.index);
    const kind = (Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined)?.[0] ?? '') as TokenKind;
    found.push({ text: match[0], kind });
    from = match.index + match[0].length;
  }
  plain(line.length);
  return found;
}
