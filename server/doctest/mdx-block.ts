/** Puts another text into one code block of an MDX file, and leaves every other byte as it is. Pure. */

/**
 * Takes the file's text, the line of the block's opening fence (from 1), what the block holds and what it is to hold; gives the
 * file's new text, or null where the block does not stand there as it should.
 */
export function replaceBlock(text: string, line: number, source: string, wanted: string): string | null {
  const lines = text.split('\n');
  const fence = lines[line - 1] ?? '';
  const opening = /^(?<before>.*?)(?<marks>`{3,}|~{3,})[^\r]*(?<end>\r?)$/.exec(fence)?.groups;
  if (opening === undefined) return null;
  const { before = '', marks = '', end = '' } = opening;
  const old = source.split('\n');
  const stands = old.map((each, at) => lines[line + at] === undefined ? null : inner(lines[line + at] ?? '', before.length) === each);
  if (stands.some((is) => is !== true)) return null;
  const closing = inner(lines[line + old.length] ?? '', before.length).trim();
  if (!closing.startsWith(marks) || closing.replaceAll(marks[0] ?? '`', '') !== '') return null;
  if (wanted.split('\n').some((each) => each.trimStart().startsWith(marks))) return null;
  const indent = ' '.repeat(before.length);
  const written = wanted.split('\n').map((each) => `${each === '' ? '' : indent}${each}${end}`);
  return [...lines.slice(0, line), ...written, ...lines.slice(line + old.length)].join('\n');
}

/** A line of a block without the indentation that it shares with its fence. */
function inner(line: string, indent: number): string {
  const plain = line.endsWith('\r') ? line.slice(0, -1) : line;
  const blank = /^ */.exec(plain)?.[0].length ?? 0;
  return plain.slice(Math.min(indent, blank));
}
