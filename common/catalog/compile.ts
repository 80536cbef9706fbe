/**
 * Runbook text → its entry in the catalog. The site's build and the catalog's use this same function, so that what a page
 * shows and what the server runs have the same digests. All problems are collected; a runbook with one is not given.
 */
import type { Root } from 'mdast';
import { digestOf } from './digest.ts';
import { decodeText } from './encoding.ts';
import { checkAddress } from './mdx/address.ts';
import { checkAnnouncement } from './mdx/announce.ts';
import { checkDensity } from './mdx/density.ts';
import { checkDepth } from './mdx/depth.ts';
import { checkMarkup } from './mdx/markup.ts';
import { parseMdx } from './mdx/parse.ts';
import { readDeclarations } from './mdx/declarations.ts';
import { readFrontMatter } from './mdx/front-matter.ts';
import { readGaps } from './mdx/gaps.ts';
import { readNames } from './mdx/names.ts';
import { readPanels } from './mdx/panels.ts';
import { namedTwice } from './names.ts';
import { checkHiddenText, checkHiddenTree } from './mdx/hidden-check.ts';
import { checkReferences, parametersUsed } from './mdx/references.ts';
import { finish, readSteps, type StepDraft } from './mdx/steps.ts';
import { inOrder, type Complain, type Problem } from './problem.ts';
import type { Catalog, FrontMatter, Gap, Runbook } from './runbook.ts';
import type { Parameter } from './parameter.ts';
import type { Step } from './step.ts';

/** Bytes of one file: some ten times the longest runbook that anybody would read. */
export const largestFile = 1024 * 1024;
const runbookId = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

export interface RunbookFile {
  /** the file's name without `.mdx` */
  id: string;
  /** the path told in problems */
  file: string;
  bytes: Uint8Array;
}

/** Takes all runbooks' files; gives the catalog of those without problems, and every problem, in order. */
export function compileCatalog(files: readonly RunbookFile[]): { catalog: Catalog; problems: Problem[] } {
  const compiled = files.map(compileRunbook);
  const runbooks = compiled.flatMap(({ runbook }) => runbook ?? []).sort((left, right) => (left.id < right.id ? -1 : 1));
  const problems = [...compiled.flatMap((one) => one.problems), ...namedTwice(runbooks, files)];
  return { catalog: { digest: digestOf(runbooks), runbooks }, problems: inOrder(problems) };
}

/** Takes one runbook's file; gives its entry, or null, and every problem of it, in order. */
export function compileRunbook(file: RunbookFile): { runbook: Runbook | null; problems: Problem[] } {
  const { runbook, problems } = readRunbook(file);
  return { runbook, problems };
}

/** A runbook as far as it can be read: what lint looks at. */
export interface Reading {
  id: string;
  file: string;
  /** with `\n` for line ends; null when it is no text or too long */
  text: string | null;
  /** null when it is not MDX, or nested too deeply to be looked at */
  tree: Root | null;
  /** null when it has problems */
  front: FrontMatter | null;
  declared: readonly Parameter[];
  drafts: readonly StepDraft[];
  /** null when there is any problem */
  runbook: Runbook | null;
  problems: Problem[];
}

/** Takes one runbook's file; gives all that can be read of it, and every problem of it, in order. */
export function readRunbook({ id, file, bytes }: RunbookFile): Reading {
  const problems: Problem[] = [];
  const complain: Complain = (rule, line, column, message, instead) => problems.push({ rule, file, line, column, message, ...(instead === undefined ? {} : { instead }) });
  if (!runbookId.test(id)) complain('file-name', 1, 1, `\`${id}\` cannot be a runbook’s name: it is in links. Name the file with lower-case letters, digits and “-”.`);
  const text = decode(bytes, complain);
  if (text !== null) checkHiddenText(text, complain);
  const parsed = text !== null && checkDensity(text, complain) ? parseMdx(text, complain) : null;
  const tree = parsed && checkDepth(parsed, complain) ? parsed : null;
  const reading = { id, file, text, tree, front: null, declared: [], drafts: [], runbook: null };
  if (text === null || tree === null) return { ...reading, problems: inOrder(problems) };
  const read = readTree(id, text, tree, complain);
  return { ...reading, ...read, runbook: problems.length === 0 ? read.runbook : null, problems: inOrder(problems) };
}

function readTree(id: string, text: string, tree: Root, complain: Complain): Pick<Reading, 'front' | 'declared' | 'drafts' | 'runbook'> {
  checkMarkup(tree, complain);
  checkHiddenTree(tree, text, complain);
  const front = readFrontMatter(tree, complain);
  const drafts = readSteps(tree, text, front, complain);
  if (front === null) return { front, declared: [], drafts, runbook: null };
  checkAddress(id, front.slug, text, complain);
  const declared = readDeclarations(front, text, complain);
  checkReferences(drafts, front, complain);
  for (const { step, column } of drafts) if (step.kind === 'manual' && step.announce) checkAnnouncement(step.announce, declared, step.line, column, complain);
  const sets = new Set(drafts.flatMap(({ reading }) => reading?.sets ?? []));
  const steps = drafts.map((draft) => finish(draft.step, parametersUsed(draft, declared, sets, complain), front));
  const panels = readPanels(tree, front, declared, complain);
  return { front, declared, drafts, runbook: { ...entry(id, front, declared, steps, readGaps(tree, complain)), ...(panels.length > 0 ? { panels } : {}), names: readNames(front, tree, steps, text, complain) } };
}

function decode(bytes: Uint8Array, complain: Complain): string | null {
  if (bytes.length > largestFile) {
    complain('file-size', 1, 1, `The file has ${Math.ceil(bytes.length / 1024)} KiB; a runbook may have ${largestFile / 1024}. Divide it.`);
    return null;
  }
  const read = decodeText(bytes);
  if ('text' in read) return read.text;
  complain('encoding', read.line, read.column, read.message);
  return null;
}

function entry(id: string, front: FrontMatter, declared: readonly Parameter[], steps: readonly Step[], gaps: readonly Gap[]): Runbook {
  const makes = new Set(steps.flatMap((step) => step.kind === 'runnable' ? step.parameters.filter(({ reachesMake }) => reachesMake).map(({ name }) => name) : []));
  return {
    id,
    title: front.title,
    service: front.service,
    description: front.description ?? '',
    audience: front.audience ?? '',
    owners: front.owners,
    slack: front.slack,
    reviewed: front.reviewed ?? null,
    reviewEvery: front.reviewEvery,
    gaps,
    environments: front.environments,
    targets: Object.fromEntries(Object.entries(front.targets).map(([name, { title, context, production, window }]) => [name, { title: title ?? name, context: context ?? null, production, window: window ?? null }])),
    redis: front.redis ?? null,
    parameters: declared.map((parameter) => ({ ...parameter, reachesMake: makes.has(parameter.name) })),
    steps,
  };
}
