/** Runbooks of the catalog and pages of the handbook → what search is made from. Used by the build, and by tests. */
import type { Root } from 'mdast';
import remarkFrontmatter from 'remark-frontmatter';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { checkDepth } from '../catalog/mdx/depth.ts';
import { parseMdx } from '../catalog/mdx/parse.ts';
import type { Runbook } from '../catalog/runbook.ts';
import type { Step } from '../catalog/step.ts';
import type { SearchContent, SearchPage, SearchRunbook, SearchStep } from './content.ts';
import { rowReader } from './rows.ts';
import { sectionsOf } from './sections.ts';
import type { TouchKind } from './touch.ts';
import { touchesOf } from './touches.ts';

export interface RunbookSource {
  runbook: Runbook;
  /** its address on the site */
  path: string;
  /** its file's text */
  text: string;
}

export interface PageSource {
  path: string;
  title: string;
  description: string;
  text: string;
}

/** UTF-16 units of a step's text that are looked through: what is longer is a file that nobody looks for by its end. */
const longestSource = 4_000;

const markdown = unified().use(remarkParse).use(remarkFrontmatter).use(remarkGfm).freeze();

/** Takes runbooks that compile and pages of the handbook; gives what search is made from. */
export function makeContent(runbooks: readonly RunbookSource[], pages: readonly PageSource[]): SearchContent {
  const places = new Map<string, number>();
  const touches: [TouchKind, string][] = [];
  const placeOf = (kind: TouchKind, name: string): number => {
    const key = `${kind} ${name}`;
    const known = places.get(key) ?? touches.push([kind, name]) - 1;
    places.set(key, known);
    return known;
  };
  const made = runbooks.map((source) => runbookOf(source, (step) => touchesOf(step, source.runbook).map(({ kind, name }) => placeOf(kind, name))));
  return { runbooks: made, pages: pages.map(pageOf), touches };
}

function runbookOf({ runbook, path, text }: RunbookSource, touches: (step: Step) => number[]): SearchRunbook {
  const tree = parseMdx(text.replaceAll('\r\n', '\n'), () => undefined);
  const byLine = new Map(runbook.steps.map((step) => [step.line, step]));
  const stepAt = (line: number): SearchStep | undefined => {
    const step = byLine.get(line);
    return step === undefined ? undefined : stepOf(step, touches(step));
  };
  const { id, title, description, service, environments } = runbook;
  const parameters = runbook.parameters.map(({ name, title: called, choices }) => [name, ...(called === name ? [] : [called]), ...choices].join(' '));
  return { id, path, title, description, service, environments, parameters, sections: tree === null || !isFit(tree) ? [] : sectionsOf(tree, stepAt, rowReader(id, runbook.steps)) };
}

function isFit(tree: Root): boolean {
  return checkDepth(tree, () => undefined);
}

function stepOf(step: Step, touches: number[]): SearchStep {
  if (step.kind === 'manual') return { id: step.id, title: step.title, effect: null, source: '', expect: '', parameters: [], touches };
  const parameters = step.parameters.map(({ name }) => name);
  const title = step.title === '' ? step.id : step.title;
  const source = step.source.slice(0, longestSource);
  return step.kind === 'file' ? { id: step.id, title, effect: 'change', source: `${step.path}\n${source}`, expect: '', parameters, touches }
    : { id: step.id, title, effect: step.effect, source, expect: step.expect ?? '', parameters, touches };
}

function pageOf({ path, title, description, text }: PageSource): SearchPage {
  const tree: Root = markdown.parse(text);
  const sections = !isFit(tree) ? [] : sectionsOf(tree, () => undefined, () => null);
  // The page's own title is its first heading.
  return { path, title, description, sections: sections.map((section) => (section.title === title ? { ...section, anchor: '', title: '' } : section)) };
}
