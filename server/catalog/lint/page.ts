/** One runbook as the rules see it: what compiling read of it, its lines, and its shell texts. */
import type { Root } from 'mdast';
import { fenceKeys, type FenceKey } from '../../../common/catalog/fence.ts';
import { readRunbook, type Reading, type RunbookFile } from '../../../common/catalog/compile.ts';
import { proceduresOf, type Procedure } from '../../../common/catalog/mdx/headings.ts';
import type { StepDraft } from '../../../common/catalog/mdx/steps.ts';
import type { RunnableStep } from '../../../common/catalog/step.ts';
import type { Fix, Spot } from './finding.ts';
import { shellTextsOf, type ShellText } from './shell-text.ts';

export interface Page extends Reading {
  text: string;
  tree: Root;
  lines: readonly string[];
  headings: readonly Procedure[];
  shell: readonly ShellText[];
}

/** Takes a runbook's file; gives what compiling says, and the page unless the file is no MDX. */
export function readPage(file: RunbookFile): { reading: Reading; page: Page | null } {
  const reading = readRunbook(file);
  const { text, tree } = reading;
  if (text === null || tree === null) return { reading, page: null };
  return { reading, page: { ...reading, text, tree, lines: text.split('\n'), headings: proceduresOf(tree), shell: shellTextsOf(reading.drafts) } };
}

/** Takes a page; gives its runnable steps, each with its draft. */
export function runnableOf(page: Page): { draft: StepDraft; step: RunnableStep }[] {
  return page.drafts.flatMap((draft) => (draft.step.kind === 'runnable' ? [{ draft, step: draft.step }] : []));
}

/** Takes a draft; gives where its fence or element says what it is. */
export function placeOfStep(draft: StepDraft): Spot {
  return [draft.step.line, draft.column];
}

/** Takes a draft and a key; gives the key as its fence has it. */
export function keyOf(draft: StepDraft, key: string): FenceKey | undefined {
  return draft.block ? fenceKeys(draft.block.metastring).get(key) : undefined;
}

/** Takes a draft and words of metadata; gives the fix that adds them at the end of its fence's line. */
export function addToFence(draft: StepDraft, words: string): Fix | undefined {
  const { block } = draft;
  if (!block) return undefined;
  const end: Spot = [block.line, block.column + block.metastring.length];
  return { title: `add \`${words}\``, edits: [{ from: end, to: end, text: ` ${words}` }] };
}

/** Takes a draft and a place in its own text, both from 1; gives the place in the file. */
export function inStep(draft: StepDraft, [line, column]: Spot): Spot {
  const { block } = draft;
  return block ? [block.line + line, block.indent + column - 1] : placeOfStep(draft);
}
