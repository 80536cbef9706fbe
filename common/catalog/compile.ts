/**
 * Runbook text → its entry in the catalog. The site's build and the catalog's use this same function, so that what a page
 * shows and what the server runs have the same digests. All problems are collected; a runbook with one is not given.
 */
import { digestOf } from './digest.ts';
import { checkMarkup } from './mdx/markup.ts';
import { parseMdx } from './mdx/parse.ts';
import { readDeclarations } from './mdx/declarations.ts';
import { readFrontMatter } from './mdx/front-matter.ts';
import { readGaps } from './mdx/gaps.ts';
import { checkReferences, parametersUsed } from './mdx/references.ts';
import { finish, readSteps } from './mdx/steps.ts';
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
  return { catalog: { digest: digestOf(runbooks), runbooks }, problems: inOrder(compiled.flatMap(({ problems }) => problems)) };
}

/** Takes one runbook's file; gives its entry, or null, and every problem of it, in order. */
export function compileRunbook({ id, file, bytes }: RunbookFile): { runbook: Runbook | null; problems: Problem[] } {
  const problems: Problem[] = [];
  const complain: Complain = (line, column, message) => problems.push({ file, line, column, message });
  const runbook = read(id, bytes, complain);
  return { runbook: problems.length === 0 ? runbook : null, problems: inOrder(problems) };
}

function read(id: string, bytes: Uint8Array, complain: Complain): Runbook | null {
  if (!runbookId.test(id)) complain(1, 1, `\`${id}\` cannot be a runbook’s name: it is in links. Name the file with lower-case letters, digits and “-”.`);
  const source = decode(bytes, complain);
  const tree = source === null ? null : parseMdx(source, complain);
  if (source === null || tree === null) return null;
  checkMarkup(tree, complain);
  const front = readFrontMatter(tree, complain);
  const drafts = readSteps(tree, source, complain);
  if (front === null) return null;
  const declared = readDeclarations(front, source, complain);
  checkReferences(drafts, front, complain);
  const sets = new Set(drafts.flatMap(({ reading }) => reading?.sets ?? []));
  const steps = drafts.map((draft) => finish(draft.step, parametersUsed(draft, declared, sets, complain), front));
  return entry(id, front, declared, steps, readGaps(tree, complain));
}

function decode(bytes: Uint8Array, complain: Complain): string | null {
  if (bytes.length > largestFile) {
    complain(1, 1, `The file has ${Math.ceil(bytes.length / 1024)} KiB; a runbook may have ${largestFile / 1024}. Divide it.`);
    return null;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replaceAll('\r\n', '\n');
  } catch {
    complain(1, 1, 'The file is not UTF-8 text. Save it as UTF-8.');
    return null;
  }
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
