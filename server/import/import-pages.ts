/** Pages in reStructuredText or Markdown → runbooks. All pages are read first, so that links between them are found. */
import type { Problem } from '../../common/catalog/problem.ts';
import type { Runbook } from '../../common/catalog/runbook.ts';
import { audit, literalLines, type SourceLine } from './audit.ts';
import { frontOf, frontText, humanName, type RedisOf } from './front-matter.ts';
import { withoutHidden } from './hidden.ts';
import { Links } from './links.ts';
import { readMarkdownPage } from './markdown/read-markdown.ts';
import { comment } from './markup.ts';
import { type Note, type Page, teller } from './page.ts';
import { redisIn } from './redis-target.ts';
import { readRstPage } from './rst/read-rst.ts';
import { settle } from './settle.ts';
import { idOf } from './steps/naming.ts';
import { makeSteps } from './steps/make-steps.ts';
import { promptLeft, StepMaker } from './steps/step-maker.ts';
import { markStubs } from './stubs.ts';
import { Unreadable } from './unreadable.ts';
import { writeMdx } from './write.ts';

export interface SourcePage { file: string; text: string }

export interface Imported {
  file: string;
  /** name of the runbook, without `.mdx` */
  id: string;
  mdx: string;
  /** null when the runbook has problems, which only a person can mend */
  runbook: Runbook | null;
  problems: readonly Problem[];
  notes: readonly Note[];
}

export interface Refused { file: string; why: string }

/** Takes pages, and whom to tell which one is worked on; gives a runbook for each, and those that cannot be read. */
export function importPages(sources: readonly SourcePage[], begin: (file: string) => void = () => undefined): { imported: Imported[]; refused: Refused[] } {
  const refused: Refused[] = [];
  const taken = new Set<string>();
  const pages = sources.flatMap(({ file, text }) => {
    try {
      begin(file);
      const page = readPage(file, nameFor(file, taken), text);
      withoutHidden(page, teller(file, page.notes));
      return [page];
    } catch (error) {
      refused.push({ file, why: whyOf(error) });
      return [];
    }
  });
  const literals = pages.map(({ tree }) => literalLines(tree));
  const links = new Links(pages);
  for (const page of pages) links.resolve(page);
  links.writeIds();
  const anyRedis = pages.map(({ text }) => redisIn(text)).find((each) => each !== null) ?? null;
  const imported = pages.flatMap((page, index) => {
    try {
      begin(page.file);
      return [finish(page, literals[index] ?? [], anyRedis)];
    } catch (error) {
      refused.push({ file: page.file, why: whyOf(error) });
      return [];
    }
  });
  return { imported, refused };
}

function whyOf(error: unknown): string {
  if (error instanceof Unreadable) return error.message;
  if (error instanceof RangeError && /call stack/i.test(error.message)) return 'The page is nested too deeply. Simplify it.';
  throw error;
}

function readPage(file: string, id: string, text: string): Page {
  if (/\.(?:rst|rest)$/i.test(file)) return readRstPage(file, id, text);
  if (/\.(?:md|mdx|markdown|txt)$/i.test(file)) return readMarkdownPage(file, id, text);
  throw new Unreadable('Only reStructuredText (.rst) and Markdown (.md) can be imported. Export the page as one of them.');
}

/** Two pages of the same name take their folder's before it. */
function nameFor(file: string, taken: Set<string>): string {
  const base = humanName(file).toLowerCase().normalize('NFKD').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'runbook';
  const folder = idOf(file.split('/').at(-2) ?? '');
  const wanted = [base, ...(folder === '' ? [] : [`${folder}-${base}`])];
  let id = wanted.find((each) => !taken.has(each)) ?? base;
  for (let count = 2; taken.has(id); count += 1) id = `${base}-${count}`;
  taken.add(id);
  return id;
}

function finish(page: Page, literals: readonly SourceLine[], anyRedis: RedisOf | null): Imported {
  const tell = teller(page.file, page.notes);
  const redis = redisIn(page.text) ?? anyRedis;
  const maker = new StepMaker(tell, redis === null ? [] : 'pod' in redis ? [redis.pod, redis.namespace] : redis.endpoint.split(':'));
  makeSteps(page.tree, maker, tell);
  const spoken = maker.speaksRedis ? redis ?? { endpoint: 'localhost:6379' } : null;
  if (spoken !== null && redis === null) tell(1, 'review', 'the page does not say which Redis it speaks to; `redis: {endpoint: localhost:6379}` is a guess');
  const front = frontOf(page, spoken, maker.parameters.all, tell);
  markStubs(page.tree, front.owners?.[0] ?? '', tell);
  const begin = frontText(front);
  const body = () => `${begin}\n${writeMdx(page.tree)}`;
  const { mdx, runbook, problems } = settle(page.id, page.tree, body, tell);
  for (const { line, text } of audit(page.text, page.format, withoutPrompts(literals, page.notes), `${mdx}\n${leftText(page.notes)}`, maker.parameters.all)) {
    tell(line, 'left', 'words that are not in the runbook', text);
  }
  page.notes.sort((left, right) => left.line - right.line);
  return { file: page.file, id: page.id, mdx: withReport(mdx, page), runbook, problems, notes: page.notes };
}

/** A prompt that is told already is not told again with what was typed behind it. */
function withoutPrompts(literals: readonly SourceLine[], notes: readonly Note[]): SourceLine[] {
  const prompts = new Map(notes.filter(({ message }) => message === promptLeft).map(({ line, text }) => [line, text]));
  return literals.map(({ line, text }) => {
    const prompt = prompts.get(line) ?? '';
    return { line, text: prompt !== '' && text.trimStart().startsWith(prompt) ? text.trimStart().slice(prompt.length) : text };
  });
}

function leftText(notes: readonly Note[]): string {
  return notes.map(({ message, text }) => `${message} ${text}`).join('\n');
}

/** What was left stands at the end of the runbook, where only its authors see it. */
function withReport(mdx: string, page: Page): string {
  const lines = page.notes.map(({ file, line, kind, message, text }) => `${file}:${line} ${kind === 'left' ? 'not carried over' : 'look it over'}: ${message}${text === '' ? '' : `: “${text.replace(/\s+/g, ' ')}”`}`);
  const told = lines.length === 0 ? 'Nothing was left out.' : lines.join('\n');
  return `${mdx.trimEnd()}\n\n${comment(`Imported from ${page.file}.\n${told}\n`).value}\n`;
}

