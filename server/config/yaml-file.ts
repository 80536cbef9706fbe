/**
 * Reads a file of settings in YAML: data only. No tags, no anchors, no unknown keys, no duplicate ones, and a limit on its
 * size. Every mistake is listed at once, each with its line and column.
 */
import { readFileSync } from 'node:fs';
import { isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import { isTooDeep } from '../../common/catalog/yaml-data.ts';
import { HandrailError } from '../../common/errors.ts';

/** Far more than a person writes; a bound on what a parser is made to do. */
const largestFile = 256 * 1024;

/** Takes a path and what to say when the file cannot be read; gives its text. Throws `bad-config`. */
export function readSettingsFile(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new HandrailError('bad-config', { why: `${path} cannot be read (${(cause as NodeJS.ErrnoException).code ?? cause}). ${otherwise}` });
  }
}

/** Takes the file's text, its name for messages and what it must be; gives what it says. Throws `bad-config` with every problem, one a line. */
export function parseSettingsFile<Shape extends z.ZodType>(text: string, path: string, shape: Shape): z.output<Shape> {
  try {
    return read(text, path, shape);
  } catch (error) {
    if (!isTooDeep(error)) throw error;
    throw bad([`${path}: what stands here is nested too deeply. Write it flatter.`]);
  }
}

function read<Shape extends z.ZodType>(text: string, path: string, shape: Shape): z.output<Shape> {
  if (text.length > largestFile) throw bad([`${path}: is larger than ${largestFile} bytes. Remove what does not belong there.`]);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, strict: true, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  const problems = [...document.errors, ...document.warnings].map((problem) => `${at(problem.pos[0])}: ${problem.message}`);
  visit(document, {
    Alias: (_, node) => { problems.push(`${at(node.range?.[0] ?? 0)}: an alias is not allowed here. Write the value out.`); },
    Pair: (_, pair) => {
      // JavaScript would drop this key in silence.
      if (isScalar(pair.key) && pair.key.value === '__proto__') problems.push(`${at(pair.key.range?.[0] ?? 0)}: __proto__ is not a name. Choose another.`);
    },
    Node: (_, node) => {
      if (node.tag?.startsWith('!')) problems.push(`${at(node.range?.[0] ?? 0)}: the tag ${node.tag} is not allowed here. Remove it.`);
    },
  });
  if (problems.length > 0) throw bad(problems);
  const checked = shape.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (!checked.success) throw bad(checked.error.issues.map((issue) => `${at(offsetOf(document, issue.path))}: ${describe(issue)}`));
  return checked.data;
}

function bad(problems: readonly string[]): HandrailError {
  return new HandrailError('bad-config', { why: problems.join('\n') });
}

function describe(issue: z.core.$ZodIssue): string {
  const place = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') return `${place || 'the file'}: there is no key ${issue.keys.join(', ')} here. Remove it, or mend its spelling.`;
  const message = issue.code === 'invalid_key' ? issue.issues.map((inner) => inner.message).join(', ') : issue.message;
  return `${place || 'the file'}: ${message}`;
}

/** Where the value at a path begins; that of its nearest ancestor when the value is missing. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
  for (let depth = path.length; depth > 0; depth -= 1) {
    const node: unknown = document.getIn(path.slice(0, depth), true);
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)) return Number(node.range[0]);
  }
  return 0;
}
