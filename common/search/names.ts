/** What the places of runbooks are called: enough to list those that were visited or pinned, without what search needs. */
import { isStep, type SearchContent } from './content.ts';

/** By a runbook's address, its title and what its anchors are called. */
export type Names = Readonly<Record<string, { readonly title: string; readonly places: Readonly<Record<string, string>> }>>;

/** A place as it is listed. */
export interface Named {
  href: string;
  title: string;
  /** the runbook's title; empty when it is the runbook itself */
  within: string;
}

/** Takes what search is made from; gives the names in it. */
export function namesOf({ runbooks }: SearchContent): Names {
  return Object.fromEntries(runbooks.map(({ path, title, sections }) => {
    const places = sections.flatMap((section) => [
      ...(section.anchor === '' ? [] : [[section.anchor, section.title]]),
      ...section.parts.flatMap((part) => (isStep(part) ? [[`step-${part.id}`, part.title]] : [])),
    ] as [string, string][]);
    return [path, { title, places: Object.fromEntries(places) }];
  }));
}

/** Takes names and an address; gives what stands there, or null when nothing does any more. */
export function named(names: Names, href: string): Named | null {
  const [path = '', anchor = ''] = href.split('#');
  const runbook = Object.hasOwn(names, path) ? names[path] : undefined;
  if (runbook === undefined) return null;
  if (anchor === '') return { href, title: runbook.title, within: '' };
  const title = Object.hasOwn(runbook.places, anchor) ? runbook.places[anchor] : undefined;
  return title === undefined ? null : { href, title, within: runbook.title };
}
