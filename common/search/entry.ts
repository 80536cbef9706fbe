/** What can be a result: a runbook, a heading of it, a step, and the same of the handbook. */
import type { Effect } from '../catalog/effect.ts';
import { isStep, type SearchContent, type SearchPage, type SearchRunbook, type SearchSection, type SearchStep } from './content.ts';
import type { Touch } from './touch.ts';

export interface Entry {
  kind: 'runbook' | 'procedure' | 'step' | 'page' | 'section';
  /** address on the site, with the anchor */
  href: string;
  title: string;
  /** id of a runbook or a step, anchor of a heading */
  name: string;
  /** id of the runbook; empty in the handbook */
  runbook: string;
  /** titles of what it stands in, from the outside */
  within: readonly string[];
  /** null where nothing runs, and of a step done by hand */
  effect: Effect | null;
  /** where its steps may run */
  environments: readonly string[];
  /** its words, a part a paragraph; of a step, what leads to it */
  prose: readonly string[];
  /** of a step, the rows about trouble that name it */
  rows: readonly string[];
  /** a step's text */
  source: string;
  expect: string;
  parameters: readonly string[];
  touches: readonly Touch[];
  trouble: boolean;
}

/** Takes what search is made from; gives all that can be a result, in the order of the pages. */
export function entriesOf({ runbooks, pages, touches }: SearchContent): Entry[] {
  const all = touches.map(([kind, name]): Touch => ({ kind, name }));
  const rows = rowsOf(runbooks);
  return [...runbooks.flatMap((runbook) => ofRunbook(runbook, all, rows)), ...pages.flatMap(ofPage)];
}

/** By the step they lead to, as `runbook#step`; a step that is not there leads nowhere. */
type Rows = ReadonlyMap<string, readonly string[]>;

function rowsOf(runbooks: readonly SearchRunbook[]): Rows {
  const parts = runbooks.flatMap(({ id, sections }) => sections.flatMap((section) => section.parts.map((part) => ({ id, part }))));
  const rows = new Map<string, string[]>(parts.flatMap(({ id, part }) => (isStep(part) ? [[`${id}#${part.id}`, []]] : [])));
  for (const { part } of parts) if (typeof part !== 'string' && 'row' in part) rows.get(part.leads)?.push(part.row);
  return rows;
}

const noRows: Rows = new Map();
const plain = { runbook: '', within: [], effect: null, environments: [], prose: [], rows: [], source: '', expect: '', parameters: [], touches: [], trouble: false };

function ofRunbook(runbook: SearchRunbook, touches: readonly Touch[], rows: Rows): Entry[] {
  const { id, path, title, environments, parameters } = runbook;
  const common = { ...plain, runbook: id, environments };
  const head: Entry = { ...common, kind: 'runbook', href: path, title, name: id, within: [runbook.service].filter((service) => service !== title), prose: leading(runbook), parameters };
  return [head, ...runbook.sections.flatMap((section) => {
    const within = [title, ...(section.title === '' ? [] : [section.title])];
    const own: Entry = { ...common, kind: 'procedure', href: `${path}#${section.anchor}`, title: section.title, name: section.anchor, within: [title], prose: wordsIn(section, rows), trouble: section.trouble };
    return [...(section.anchor === '' ? [] : [own]), ...stepsIn(section).map(([step, lead]): Entry => ({
      ...common, kind: 'step', href: `${path}#step-${step.id}`, title: step.title, name: step.id, within, prose: lead, rows: rows.get(`${id}#${step.id}`) ?? [], trouble: section.trouble,
      effect: step.effect, source: step.source, expect: step.expect, parameters: step.parameters, touches: step.touches.flatMap((at) => touches[at] ?? []),
    }))];
  })];
}

function ofPage(page: SearchPage): Entry[] {
  const head: Entry = { ...plain, kind: 'page', href: page.path, title: page.title, name: '', within: ['Handbook'], prose: leading(page) };
  return [head, ...page.sections.filter(({ anchor }) => anchor !== '').map((section): Entry => ({
    ...plain, kind: 'section', href: `${page.path}#${section.anchor}`, title: section.title, name: section.anchor, within: ['Handbook', page.title], prose: wordsIn(section, noRows), trouble: section.trouble,
  }))];
}

/** Its description, and what stands before its first heading. */
function leading({ description, sections }: SearchPage): string[] {
  return [description, ...sections.filter(({ anchor }) => anchor === '').flatMap((section) => wordsIn(section, noRows))].filter((text) => text !== '');
}

/** What leads to a step is that step's, and not said twice. */
function wordsIn({ parts }: SearchSection, rows: Rows): string[] {
  return parts.flatMap((part) => (typeof part === 'string' ? part : 'row' in part && !rows.has(part.leads) ? part.row : []));
}

/** Each step with what stands between it and the step or heading before it. */
function stepsIn({ parts }: SearchSection): [SearchStep, string[]][] {
  const found: [SearchStep, string[]][] = [];
  let lead: string[] = [];
  for (const part of parts) {
    if (isStep(part)) {
      found.push([part, lead]);
      lead = [];
    } else if (typeof part === 'string') {
      lead.push(part);
    }
  }
  return found;
}
