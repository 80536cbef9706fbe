/** The steps of a runbook, read from its tree in order. */
import type { Code, Node, Root } from 'mdast';
import { digestOf } from '../digest.ts';
import { parseFence, type FileMeta } from '../fence.ts';
import type { Parameter } from '../parameter.ts';
import type { Complain } from '../problem.ts';
import type { FrontMatter } from '../runbook.ts';
import { stepId, type FileStep, type Language, type ManualStep, type RunnableStep, type Step, type StepMeta } from '../step.ts';
import { readAnnouncement } from './announce.ts';
import { blocksOf, type Block } from './blocks.ts';
import { proceduresOf, textOf, type Procedure } from './headings.ts';
import { attributeOf, type Element, isElement } from './markup.ts';
import { inside } from './place.ts';
import { readSource, type SourceReading } from './source-check.ts';
import { walk } from './walk.ts';

/** Text of one step, in UTF-16 units: what a person can still read. */
const longestSource = 64 * 1024;

export interface StepDraft {
  step: Step;
  /** where to complain about the step: its fence or element */
  column: number;
  /** what the text of a runnable step holds; null for others */
  reading: SourceReading | null;
  block: Block | null;
}

/** Takes a tree, the text its positions are in and the front matter (null when it has problems); gives its steps, parameters and digests still empty. */
export function readSteps(tree: Root, text: string, front: FrontMatter | null, complain: Complain): StepDraft[] {
  const procedures = proceduresOf(tree);
  const blocks = new Map<Code, Block>(blocksOf(tree, text).map((block) => [block.node, block]));
  const drafts: StepDraft[] = [];
  walk(tree, (node: Node) => {
    const block = node.type === 'code' ? blocks.get(node as Code) : undefined;
    const draft = block ? readBlock(block, procedures, complain) : readManual(node, procedures, front, complain);
    if (draft) drafts.push(draft);
  });
  return drafts;
}

/** Takes a step without digest, the parameters it uses and the runbook's settings; gives it finished. */
export function finish(step: Step, parameters: readonly Parameter[], front: FrontMatter): Step {
  // Where values can be looked up changes nothing of what runs: no page is stale for it.
  const declared = parameters.map((parameter) => ({ ...parameter, source: undefined }));
  if (step.kind === 'manual') {
    const { kind, id, title, announce } = step;
    return { ...step, digest: digestOf(announce === undefined ? { kind, id, title } : { kind, id, title, announce }) };
  }
  if (step.kind === 'file') {
    const { kind, id, title, path, source } = step;
    return { ...step, parameters, digest: digestOf({ kind, id, title, path, source, parameters: declared }) };
  }
  const contexts = Object.entries(front.targets).map(([name, target]) => [name, target.context ?? null]);
  const redis = step.language === 'bash' || step.language === 'sql' ? null : front.redis ?? null;
  const elsewhere = { procedure: undefined, procedureTitle: undefined, line: undefined, digest: undefined };
  return { ...step, parameters, digest: digestOf({ ...step, parameters: declared, contexts, redis, ...elsewhere }) };
}

function readBlock(block: Block, procedures: readonly Procedure[], complain: Complain): StepDraft | null {
  const fence = parseFence(block.language, block.metastring);
  if (fence.kind === 'ordinary') return null;
  if (fence.kind === 'broken') {
    for (const { column, message } of fence.problems) complain('step-keys', block.line, block.column + column, message);
    return null;
  }
  const source = block.node.value;
  const say = inside(block, complain);
  if (source.length > longestSource) complain('file-size', block.line, 1, `The block is longer than ${longestSource / 1024} KiB. Divide it into several steps, or put it into the repository it works on.`);
  const place = placeOf(block.line, procedures);
  if (fence.kind === 'file') return { step: fileStep(fence.meta, block.language, source, place), column: block.column, reading: null, block };
  const reading = readSource(fence.language, source, fence.meta, say);
  return { step: runnableStep(fence.language, fence.meta, source, place), column: block.column, reading, block };
}

type Place = Pick<Step, 'procedure' | 'procedureTitle' | 'line'>;

function runnableStep(language: Language, meta: StepMeta, source: string, place: Place): RunnableStep {
  return { kind: 'runnable', language, ...meta, source, parameters: [], ...place, digest: '' };
}

function fileStep(meta: FileMeta, language: string, source: string, place: Place): FileStep {
  return { kind: 'file', ...meta, language, source, parameters: [], ...place, digest: '' };
}

/** What an announcement is about stands in its first line. */
function saidOf(node: Element, title: string, front: FrontMatter | null, complain: Complain): Pick<ManualStep, 'title' | 'announce'> {
  if (node.name !== 'Announce') return { title };
  const announce = readAnnouncement(node, front, complain);
  return { title: `Announce: ${announce.text.split('\n')[0] ?? ''}`, announce };
}

function readManual(node: Node, procedures: readonly Procedure[], front: FrontMatter | null, complain: Complain): StepDraft | null {
  if (!isElement(node) || (node.name !== 'Manual' && node.name !== 'Announce')) return null;
  const line = node.position?.start.line ?? 1;
  const column = node.position?.start.column ?? 1;
  const id = attributeOf(node, 'id') ?? '';
  const title = textOf(node).replace(/\s+/g, ' ').trim();
  if (!stepId.test(id)) complain('step-id', line, column, `\`<${node.name}>\` needs an id of lower-case words with “-” between, such as \`<${node.name} id="announce">\`.`);
  if (title === '') complain('empty-element', line, column, `\`<${node.name}>\` is empty. Write between its tags what is to be ${node.name === 'Manual' ? 'done' : 'posted'}.`);
  const step: ManualStep = { kind: 'manual', id, ...saidOf(node, title, front, complain), ...placeOf(line, procedures), digest: '' };
  return { step, column, reading: null, block: null };
}

function placeOf(line: number, procedures: readonly Procedure[]): Place {
  const above = procedures.findLast((procedure) => procedure.line <= line);
  return { procedure: above?.slug ?? '', procedureTitle: above?.title ?? '', line };
}
