/** What somebody may have meant by a link that leads nowhere: names like its own, in the runbook it names, or among the runbooks. Pure. */
import MiniSearch from 'minisearch';
import type { Catalog, Runbook } from '../../common/catalog/runbook.ts';
import type { Link } from '../../common/link.ts';
import { resolveLink } from './resolve.ts';

export interface NearPlace {
  title: string;
  /** path of the page, with the values that the link has */
  page: string;
}

/** As many as one takes in at a glance. */
const shown = 4;
/** What fits less than half as well as the best is left out. */
const worthTelling = 0.5;

/** Takes a link that leads nowhere, and the catalog; gives the places that it may have meant, the likeliest first. */
export function nearPlaces(link: Link | null, catalog: Catalog | null): NearPlace[] {
  if (catalog === null || link?.kind !== 'place') return [];
  const runbook = catalog.runbooks.find(({ id, names }) => id === link.runbook || names?.formerly.includes(link.runbook) === true);
  const names = runbook === undefined ? catalog.runbooks.map(({ id, title }) => ({ id, title })) : placesOf(runbook);
  const alike = likest(runbook === undefined ? link.runbook : link.place, names);
  return alike.flatMap(({ id, title }) => {
    const target = resolveLink(runbook === undefined ? { ...link, runbook: id, place: '' } : { ...link, runbook: runbook.id, place: id }, catalog);
    return target.kind === 'gone' ? [] : [{ title, page: target.page }];
  });
}

interface Named {
  id: string;
  title: string;
}

function placesOf({ names, steps }: Runbook): Named[] {
  const places = [...(names?.headings ?? []), ...steps.map(({ id, title }) => ({ id, title: title === '' ? id : title }))];
  return [...new Map(places.map((place) => [place.id, place])).values()];
}

/** By words that are alike but for their endings and a slip of the finger: `create-streams` is near `creating-redis-streams`. */
function likest(asked: string, names: readonly Named[]): Named[] {
  const index = new MiniSearch<Named>({ fields: ['id', 'title'], searchOptions: { boost: { id: 2 }, prefix: true, fuzzy: 0.3 }, processTerm: stem });
  index.addAll(names);
  const found = index.search(asked);
  const least = (found[0]?.score ?? 0) * worthTelling;
  return found.filter(({ score }) => score >= least).slice(0, shown).flatMap(({ id }) => names.filter((name) => name.id === id));
}

function stem(term: string): string {
  return term.toLowerCase().replace(/(?:ing|ed|es|e|s)$/, '');
}
