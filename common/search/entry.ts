/** What can be a result: a runbook, a heading of it, a step, and the same of the handbook. */
import type { Effect } from '../catalog/effect.ts';
import type { SearchContent, SearchPage, SearchRunbook, SearchSection, SearchStep } from './content.ts';
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
  return [...runbooks.flatMap((runbook) => ofRunbook(runbook, all)), ...pages.flatMap(ofPage)];
}

const plain = { runbook: '', within: [], effect: null, environments: [], prose: [], source: '', expect: '', parameters: [], touches: [], trouble: false };

function ofRunbook(runbook: SearchRunbook, touches: readonly Touch[]): Entry[] {
  const { id, path, title, environments, parameters } = runbook;
  const common = { ...plain, runbook: id, environments };
  const head: Entry = { ...common, kind: 'runbook', href: path, title, name: id, within: [runbook.service].filter((service) => service !== title), prose: leading(runbook), parameters };
  return [head, ...runbook.sections.flatMap((section) => {
    const within = [title, ...(section.title === '' ? [] : [section.title])];
    const own: Entry = { ...common, kind: 'procedure', href: `${path}#${section.anchor}`, title: section.title, name: section.anchor, within: [title], prose: wordsIn(section), trouble: section.trouble };
    return [...(section.anchor === '' ? [] : [own]), ...stepsIn(section).map(([step, lead]): Entry => ({
      ...common, kind: 'step', href: `${path}#step-${step.id}`, title: step.title, name: step.id, within, prose: lead, trouble: section.trouble,
      effect: step.effect, source: step.source, expect: step.expect, parameters: step.parameters, touches: step.touches.flatMap((at) => touches[at] ?? []),
    }))];
  })];
}

function ofPage(page: SearchPage): Entry[] {
  const head: Entry = { ...plain, kind: 'page', href: page.path, title: page.title, name: '', within: ['Handbook'], prose: leading(page) };
  return [head, ...page.sections.filter(({ anchor }) => anchor !== '').map((section): Entry => ({
    ...plain, kind: 'section', href: `${page.path}#${section.anchor}`, title: section.title, name: section.anchor, within: ['Handbook', page.title], prose: wordsIn(section), trouble: section.trouble,
  }))];
}

/** Its description, and what stands before its first heading. */
function leading({ description, sections }: SearchPage): string[] {
  return [description, ...sections.filter(({ anchor }) => anchor === '').flatMap(wordsIn)].filter((text) => text !== '');
}

function wordsIn({ parts }: SearchSection): string[] {
  return parts.filter((part) => typeof part === 'string');
}

/** Each step with what stands between it and the step or heading before it. */
function stepsIn({ parts }: SearchSection): [SearchStep, string[]][] {
  const found: [SearchStep, string[]][] = [];
  let lead: string[] = [];
  for (const part of parts) {
    if (typeof part === 'string') {
      lead.push(part);
    } else {
      found.push([part, lead]);
      lead = [];
    }
  }
  return found;
}
