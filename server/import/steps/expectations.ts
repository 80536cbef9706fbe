/** “Should show: `active`” right below a command: what its step expects, where it is short and always the same. */
import type { Code, Node, Paragraph, Root, RootContent } from 'mdast';
import { textOf } from '../../../common/catalog/mdx/headings.ts';
import { isExample } from '../commands/transcript.ts';
import { childrenOf } from '../markup.ts';

declare module 'mdast' {
  interface CodeData {
    /** what a step's output has to hold */
    expect?: string;
  }
}

const announces = /^(?:(?:this|it|the (?:command|output|result|response|answer)|you)\s+)?(?:should\s+(?:now\s+)?(?:show|print|return|say|see|output|display|contain|include|be|read|report|respond with|answer)|expected?(?:\s+(?:output|result|response|answer|value))?(?:\s+is)?|must (?:show|print|return|say|be)|(?:output|result|response|answer)(?: is| should be)?)\s*:?\s*$/i;
const literal = /^(?:should\s+(?:show|print|return|say|output|be)|expected?(?:\s+(?:output|result))?|output)\s*:\s*["“'‘`]?([^\s"”'’`]{1,40})["”'’`]?\.?$/i;
const longest = 60;

/** Takes a tree whose commands are steps; gives those steps what the page says right below them that they show. */
export function findExpectations(tree: Root): void {
  const visit = (node: Node): void => {
    const children = childrenOf(node) as RootContent[];
    for (const [index, child] of children.entries()) {
      if (child.type === 'code' && child.data?.step === true) expectIn(child, children[index + 1], children[index + 2]);
      visit(child);
    }
  };
  visit(tree);
}

function expectIn(step: Code, next: RootContent | undefined, after: RootContent | undefined): void {
  if (next?.type !== 'paragraph') return;
  const text = named(next) ?? literal.exec(textOf(next).trim())?.[1] ?? shown(next, after);
  if (text !== null && text.trim() !== '' && text.length <= longest && !text.includes('\n') && !isExample(text) && !/…|[<>{}]/.test(text)) step.data = { ...step.data, expect: text.trim() };
}

/** The only piece of code of a paragraph that says nothing else. */
function named({ children }: Paragraph): string | null {
  const [before, code, after, ...rest] = children;
  if (before?.type !== 'text' || code?.type !== 'inlineCode' || rest.length > 0) return null;
  return announces.test(before.value.trim()) && (after === undefined || after.type === 'text' && /^\s*\.?\s*$/.test(after.value)) ? code.value : null;
}

function shown(intro: Paragraph, after: RootContent | undefined): string | null {
  if (after?.type !== 'code' || after.data?.step === true || !/^(?:text|txt|console|output|)$/.test(after.lang ?? '')) return null;
  return announces.test(textOf(intro).trim()) && /:\s*$/.test(textOf(intro)) ? after.value.trim() : null;
}
