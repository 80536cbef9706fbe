/** Compiles a runbook that was made, and takes back what the catalog's own compiler does not take. */
import type { Code, Node, Root } from 'mdast';
import { compileRunbook } from '../../common/catalog/compile.ts';
import type { Problem } from '../../common/catalog/problem.ts';
import type { Runbook } from '../../common/catalog/runbook.ts';
import { childrenOf, lineIn } from './markup.ts';
import type { Tell } from './page.ts';

export interface Settled {
  mdx: string;
  runbook: Runbook | null;
  /** what no taking back mended */
  problems: readonly Problem[];
}

const most = 200;

/** Takes a runbook's id, its tree, how its text is written, and where to tell; gives text that compiles, and what is in it. */
export function settle(id: string, tree: Root, write: () => string, tell: Tell): Settled {
  for (let round = 0; ; round += 1) {
    const mdx = write();
    const { runbook, problems } = compileRunbook({ id, file: `${id}.mdx`, bytes: Buffer.from(mdx) });
    const mended = problems.length > 0 && round < most && problems.filter((problem) => mend(tree, mdx, problem, tell)).length > 0;
    if (!mended) return { mdx, runbook, problems };
  }
}

/** Gives whether anything changed. */
function mend(tree: Root, mdx: string, problem: Problem, tell: Tell): boolean {
  const id = stepAt(mdx, problem.line);
  const node = id === null ? undefined : codes(tree).find(({ meta, data }) => data?.step === true && new RegExp(`(?:^| )run=${id}(?: |$)`).test(meta ?? ''));
  if (node === undefined) return false;
  const effect = /Write `effect=(\w+)`/.exec(problem.message)?.[1];
  if (effect !== undefined) {
    node.meta = (node.meta ?? '').replace(/effect=\w+/, `effect=${effect}`);
    return true;
  }
  node.data = { ...node.data, step: false };
  node.meta = null;
  node.lang = node.lang === 'console' ? 'text' : node.lang ?? 'text';
  tell(lineIn(node), 'left', `\`${node.value.split('\n')[0]?.slice(0, 60) ?? ''}\` is no step: ${problem.message}`);
  return true;
}

/** Gives the id of the step that a line of the text belongs to; null when it belongs to none. */
function stepAt(mdx: string, line: number): string | null {
  const lines = mdx.split('\n');
  for (let at = line - 1; at >= 0; at -= 1) {
    const id = /^\s*(?:[-*+>]\s+|\d+[.)]\s+)*`{3,}\w* (?:.* )?run=([a-z0-9-]+)/.exec(lines[at] ?? '')?.[1];
    if (id !== undefined) return id;
    if (at < line - 1 && /^\s*`{3,}\s*$/.test(lines[at] ?? '')) return null;
  }
  return null;
}

function codes(node: Node): Code[] {
  return node.type === 'code' ? [node as Code] : childrenOf(node).flatMap(codes);
}
