/** Runbook text → MDX syntax tree, with the same syntax as the site: front matter, tables and MDX. */
import type { Root } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkMdx from 'remark-mdx';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import type { Complain } from '../problem.ts';

const processor = unified().use(remarkParse).use(remarkFrontmatter).use(remarkGfm).use(remarkMdx).freeze();

/** Takes a runbook's text; gives its tree, or null when it does not parse. */
export function parseMdx(source: string, complain: Complain): Root | null {
  try {
    return processor.parse(source);
  } catch (error) {
    const { line, column, reason } = placeOf(error);
    complain('mdx-syntax', line, column, `This is not valid MDX: ${reason}. ${adviceFor(source.split('\n')[line - 1] ?? '')}`);
    return null;
  }
}

function adviceFor(line: string): string {
  const id = /^#{1,6}.*\{#([^}]*)\}/.exec(line)?.[1];
  if (id !== undefined) return `A heading's id is written \`{/* #${id} */}\`.`;
  return 'In prose, write `\\{` and `\\<` for “{” and “<”, or put them into code.';
}

function placeOf(error: unknown): { line: number; column: number; reason: string } {
  const number = (value: unknown) => (typeof value === 'number' ? value : 1);
  if (typeof error !== 'object' || error === null) return { line: 1, column: 1, reason: String(error) };
  const { line, column, reason } = error as { line?: unknown; column?: unknown; reason?: unknown };
  // Of a tag that is never closed only the sentence says where it stands.
  const opened = typeof line === 'number' ? null : /\((\d+):(\d+)-/.exec(String(reason));
  if (opened) return { line: Number(opened[1]), column: Number(opened[2]), reason: String(reason).replace(/\.$/, '') };
  return { line: number(line), column: number(column), reason: String(reason ?? error).replace(/\.$/, '') };
}
