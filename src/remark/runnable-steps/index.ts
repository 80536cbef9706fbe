/**
 * Docusaurus remark plugin: puts what the page needs of a step, and how it is coloured, on the `code` element of each runnable
 * and file block of a runbook, as `data-step` and `data-tokens`; the text is the element's own. Blocks that only show something
 * get their colours too, and what is announced has its text and channels. Steps come from compiling the file as the catalog does, so page and server agree on every digest. A
 * runbook with problems fails the build, all of them told.
 *
 * Load it with Node's own `require` (`createRequire(__filename)` in docusaurus.config.ts): Docusaurus's loader would
 * compile every module it imports anew, and trips over some of them.
 */
import { readFile } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import type { Code, Root } from 'mdast';
import { compileRunbook } from '../../../common/catalog/compile.ts';
import { parseFence } from '../../../common/catalog/fence.ts';
import { blocksOf } from '../../../common/catalog/mdx/blocks.ts';
import { describeProblem } from '../../../common/catalog/problem.ts';
import type { Runbook } from '../../../common/catalog/runbook.ts';
import type { FileStep, RunnableStep } from '../../../common/catalog/step.ts';
import { markPanels } from '../live-panels/index.ts';
import { markAnnouncements } from './announce.ts';
import { highlight, type Token } from './highlight.ts';
import { markParameters } from './mark-parameters.ts';
import { shortStep, shortTokens } from './short-step.ts';

export interface Options {
  /** the folder of runbooks, `runbooks` when left out; files elsewhere are left alone */
  folder?: string;
}

/** What the plugin needs of a file on its way through the build. */
interface Passing {
  path?: string;
  value: unknown;
}

/** Takes the plugin's options; gives the transformer. Use it in `beforeDefaultRemarkPlugins` or `remarkPlugins`. */
export function runnableSteps({ folder = 'runbooks' }: Options = {}): (tree: Root, file: Passing) => Promise<void> {
  const runbooks = resolve(folder);
  return async (tree, file) => {
    const path = file.path;
    if (path === undefined || dirname(resolve(path)) !== runbooks || !path.endsWith('.mdx') || basename(path).startsWith('_')) return;
    const id = basename(path, '.mdx');
    const runbook = await runbookOf(id, path);
    const steps = stepsIn(runbook);
    markPanels(tree, runbook);
    markAnnouncements(tree, runbook);
    for (const block of blocksOf(tree, String(file.value))) {
      const fence = parseFence(block.language, block.metastring);
      const step = fence.kind === 'runnable' || fence.kind === 'file' ? steps.get(fence.meta.id) : undefined;
      if (step) await markStep(block.node, step);
      else if (fence.kind === 'ordinary' && block.language !== 'mermaid') await colour(block.node, block.language, titleOf(block.metastring));
    }
  };
}

async function runbookOf(id: string, path: string): Promise<Runbook> {
  const { runbook, problems } = compileRunbook({ id, file: relative(process.cwd(), path), bytes: await readFile(path) });
  if (!runbook) throw new Error(`This runbook does not compile:\n${problems.map(describeProblem).join('\n')}`);
  return runbook;
}

function stepsIn({ steps }: Runbook): Map<string, RunnableStep | FileStep> {
  return new Map(steps.flatMap((step) => (step.kind === 'manual' ? [] : [[step.id, step] as const])));
}

/** Of the settings that Docusaurus knows for a block, the title is the one that says something. */
function titleOf(metastring: string): Record<string, string> {
  const title = /(?:^|\s)title=(?:"([^"]*)"|'([^']*)')/.exec(metastring);
  return title === null ? {} : { title: title[1] ?? title[2] ?? '' };
}

async function markStep(node: Code, step: RunnableStep | FileStep): Promise<void> {
  node.value = step.source;
  const tokens = await highlight(step.source, step.language);
  const names = step.parameters.map(({ name }) => name);
  attach(node, step.kind === 'file' ? tokens : markParameters(tokens, names, step.language), { 'data-step': shortStep(step) });
}

async function colour(node: Code, language: string, properties: Record<string, string>): Promise<void> {
  attach(node, await highlight(node.value, language), properties);
}

function attach(node: Code, tokens: readonly (readonly Token[])[], properties: Record<string, string>): void {
  // Docusaurus would carry the metastring to the page beside what was read from it.
  node.meta = null;
  const data = (node.data ??= {}) as { hProperties?: Record<string, unknown> };
  data.hProperties = { ...data.hProperties, ...properties, 'data-tokens': shortTokens(tokens) };
}
