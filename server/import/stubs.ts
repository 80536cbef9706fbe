/** What a page leaves unsaid, made visible: headings without text, and sentences that were never ended. */
import type { Heading, Paragraph, PhrasingContent, Root, RootContent } from 'mdast';
import { textOf } from '../../common/catalog/mdx/headings.ts';
import { lineIn, notWritten, text } from './markup.ts';
import type { Tell } from './page.ts';

const unended = /(?:\.\.\.|…)\s*$/;
const promised = /^\W*(?:TODO|TBD|TBA|FIXME|WIP|XXX|to be (?:written|done|added|determined|completed|defined)|coming soon|work in progress|placeholder|fill (?:this|me) in|under construction)\b/i;

/** The mark itself, without what it says is missing. */
const mark = /^\W*(?:TODO|TBD|TBA|FIXME|WIP|XXX|to be (?:written|done|added|determined|completed|defined)|coming soon|work in progress|placeholder|under construction)\b[\s.:,;!–—-]*/i;

/** Takes a tree, its owner and where to tell; puts gaps where the page has none of its own. */
export function markStubs(tree: Root, owner: string, tell: Tell): void {
  const out: RootContent[] = [];
  for (const [index, node] of tree.children.entries()) {
    if (node.type === 'paragraph' && isStub(node, tree.children, index)) {
      out.push(notWritten(owner, gapOf(node, tree.children.slice(0, index)), lineIn(node)));
      tell(lineIn(node), 'review', `“${textOf(node).slice(0, 200)}” says that nothing is written yet; it became a gap`);
      continue;
    }
    out.push(node);
    if (node.type === 'heading' && isEmpty(node, tree.children, index)) {
      const title = withoutId(node);
      out.push(notWritten(owner, [text(`${title}: the source says nothing here.`)], lineIn(node)));
      tell(lineIn(node), 'review', `the section “${title}” is empty; it became a gap`);
    }
  }
  tree.children = out;
}

/** A gap says what is missing: the words behind the writer's mark, or the section's name where there are none. */
function gapOf(node: Paragraph, before: readonly RootContent[]): PhrasingContent[] {
  const [first, ...rest] = node.children;
  if (!promised.test(textOf(node).trim())) return node.children;
  const said = first?.type === 'text' ? first.value.replace(mark, '') : '';
  if (/\p{L}/u.test(said + rest.map(textOf).join(''))) return first?.type === 'text' ? [text(said), ...rest] : node.children;
  const heading = before.findLast((each) => each.type === 'heading');
  return [text(heading === undefined ? 'The source promises this, and has not written it.' : `${withoutId(heading)}: the source has not written this yet.`)];
}

function withoutId(heading: Heading): string {
  return heading.children.filter((child) => child.type !== 'html').map(textOf).join('').trim();
}

function isEmpty(heading: Heading, nodes: readonly RootContent[], index: number): boolean {
  const next = nodes.slice(index + 1).find((node) => node.type !== 'html' || !node.value.startsWith('{/*'));
  return next === undefined || next.type === 'heading' && next.depth <= heading.depth;
}

function isStub(node: RootContent, nodes: readonly RootContent[], index: number): boolean {
  const said = textOf(node).trim();
  if (promised.test(said) && said.length < 200) return true;
  if (unended.test(said) && said.split(/\s+/).length <= 12 && !/[:`]/.test(said)) return true;
  return isKeyword(node) && isLonely(nodes, index);
}

/** “Grafana or other links”: words for what should stand there, no sentence. */
function isKeyword(node: RootContent): boolean {
  if (node.type !== 'paragraph' || node.children.some(({ type }) => type !== 'text')) return false;
  const said = textOf(node).trim();
  return said !== '' && !/[.!?:;`/\d]/.test(said) && said.split(/\s+/).length <= 14 && !/\b(?:is|are|was|has|have|can|must|should|will|see|use|run|no|not|none|n\/a|do|does|contact|ask)\b/i.test(said);
}

function isLonely(nodes: readonly RootContent[], index: number): boolean {
  const before = nodes.slice(0, index).findLastIndex(({ type }) => type === 'heading');
  const behind = nodes.findIndex(({ type }, at) => at > index && type === 'heading');
  if (before === -1) return false;
  return nodes.slice(before + 1, behind === -1 ? nodes.length : behind).every((node) => isKeyword(node) || node.type === 'html');
}
