/**
 * Where a short link leads: in the catalog as it is deployed, by today's names and by those of before. Pure. What is gone is told
 * plainly, with the nearest page there is.
 */
import { linkPath, type Link, readLink, valuesOf } from '../../common/link.ts';
import type { RunId } from '../../common/ids.ts';
import type { Heading } from '../../common/catalog/names.ts';
import type { Catalog, Runbook } from '../../common/catalog/runbook.ts';
import type { Step } from '../../common/catalog/step.ts';
import { saidName } from '../../common/said-name.ts';

export type LinkTarget =
  | { kind: 'runbook'; page: string; runbook: Runbook; values: Values }
  | { kind: 'procedure'; page: string; runbook: Runbook; procedure: Heading; steps: readonly Step[]; values: Values }
  | { kind: 'step'; page: string; runbook: Runbook; step: Step; values: Values }
  | { kind: 'run'; page: string; run: RunId; line: number | null }
  | { kind: 'walkthrough'; page: string; walkthrough: string }
  /** `why` is a sentence, `page` the nearest there is; `isTold` when the runbook says what is instead */
  | { kind: 'gone'; page: string; why: string; isTold: boolean };

type Values = Readonly<Record<string, string>>;

const stepAnchor = 'step-';

/** Takes a link and the catalog; gives where it leads. */
export function resolveLink(link: Link, catalog: Catalog): LinkTarget {
  if (link.kind === 'run') return { kind: 'run', run: link.run, line: link.line, page: `/runs?run=${link.run}${link.line === null ? '' : `#L${link.line}`}` };
  if (link.kind === 'walkthrough') return { kind: 'walkthrough', walkthrough: link.walkthrough, page: `/walkthroughs?id=${link.walkthrough}` };
  const { runbooks } = catalog;
  const runbook = runbooks.find(({ id }) => id === link.runbook) ?? runbooks.find(({ names }) => names?.formerly.includes(link.runbook) === true);
  if (runbook === undefined) return { kind: 'gone', page: '/', why: missingRunbook(link.runbook, catalog), isTold: false };
  if (link.place === '') return { kind: 'runbook', runbook, values: link.values, page: pageOf(runbook, link.values, '') };
  const name = currentName(runbook, link.place);
  return placeIn(runbook, name, link.values) ?? missingPlace(runbook, name, pageOf(runbook, link.values, ''));
}

/** Takes an address of this site, short or in full, and the catalog; gives where it leads, or null when it is about nothing of ours. */
export function resolveAddress({ pathname, search, hash }: URL, catalog: Catalog): LinkTarget | null {
  const short = readLink(pathname, search);
  if (short !== null) return resolveLink(short, catalog);
  const query = new URLSearchParams(search);
  const again = (path: string): LinkTarget | null => {
    const link = readLink(path.split('?')[0] ?? '', path.split('?')[1] ?? '');
    return link === null || link.kind === 'place' ? null : resolveLink(link, catalog);
  };
  if (pathname === '/runs') return again(`/go/run/${query.get('run') ?? ''}?line=${/^#L(\d+)$/.exec(hash)?.[1] ?? ''}`);
  if (pathname === '/walkthroughs') return again(`/go/w/${query.get('id') ?? ''}`);
  const runbook = /^\/runbooks\/([^/]+)\/?$/.exec(pathname)?.[1];
  if (runbook === undefined) return null;
  return resolveLink({ kind: 'place', runbook, place: anchorOf(hash), values: valuesOf(query) }, catalog);
}

/** Takes a step or heading of a runbook; gives its short link's path. A step that is called like a heading goes by its anchor. */
export function placePath(runbook: Runbook, place: string, values: Values = {}): string {
  const isStep = runbook.steps.some(({ id }) => id === place);
  const isBoth = isStep && runbook.names?.headings.some(({ id }) => id === place) === true;
  return linkPath({ kind: 'place', runbook: runbook.id, place: isBoth ? stepAnchor + place : place, values });
}

function anchorOf(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return '';
  }
}

/** Headings come first: a procedure is what people mean by a name, and its first step stands right under it. */
function placeIn(runbook: Runbook, name: string, values: Values): LinkTarget | null {
  const procedure = headingsOf(runbook).find(({ id }) => id === name);
  if (procedure !== undefined) {
    const steps = runbook.steps.filter((step) => step.procedure === name);
    return { kind: 'procedure', runbook, procedure, steps, values, page: pageOf(runbook, values, name) };
  }
  const step = runbook.steps.find(({ id }) => id === name || stepAnchor + id === name);
  return step === undefined ? null : { kind: 'step', runbook, step, values, page: pageOf(runbook, values, stepAnchor + step.id) };
}

/** A catalog from before headings were listed has the procedures of its steps. */
function headingsOf({ names, steps }: Runbook): readonly Heading[] {
  return names?.headings ?? steps.map(({ procedure, procedureTitle }) => ({ id: procedure, title: procedureTitle }));
}

function currentName({ names }: Runbook, name: string): string {
  const aliases = names?.aliases ?? {};
  if (Object.hasOwn(aliases, name)) return aliases[name] ?? name;
  const bare = name.startsWith(stepAnchor) ? name.slice(stepAnchor.length) : name;
  return Object.hasOwn(aliases, bare) ? aliases[bare] ?? name : name;
}

function pageOf({ id }: Runbook, values: Values, anchor: string): string {
  const query = new URLSearchParams(values).toString();
  return `/runbooks/${id}${query === '' ? '' : `?${query}`}${anchor === '' ? '' : `#${encodeURIComponent(anchor)}`}`;
}

function missingRunbook(name: string, { broken = [] }: Catalog): string {
  if (broken.some(({ id }) => id === name)) return `The runbook “${name}” has problems just now: its page tells them, and its steps cannot be run.`;
  return `There is no runbook “${saidName(name)}”. It may have been removed, or the link was cut short.`;
}

function missingPlace({ title, names }: Runbook, name: string, page: string): LinkTarget {
  const bare = name.startsWith(stepAnchor) ? name.slice(stepAnchor.length) : name;
  const gone = names?.gone ?? {};
  const instead = [name, bare].find((one) => Object.hasOwn(gone, one));
  if (instead !== undefined) return { kind: 'gone', page, isTold: true, why: `“${bare}” of the runbook “${title}” is no more. ${gone[instead] ?? ''}` };
  return { kind: 'gone', page, isTold: false, why: `The runbook “${title}” has no procedure or step “${saidName(bare)}”. It may have been removed, or the link was cut short.` };
}
