/** Which links a catalog has, and which of those that were ever given away lead nowhere any more. Pure. */
import type { Catalog } from '../../common/catalog/runbook.ts';
import { placePath, resolveLink } from './resolve.ts';
import { readLink } from '../../common/link.ts';

/** The list of them, in the folder of runbooks. */
export const keptName = 'links.txt';

/** Takes a catalog; gives the path of every runbook, heading and step in it, in order. */
export function linksOf({ runbooks }: Catalog): string[] {
  return [...new Set(runbooks.flatMap((runbook) => [
    placePath(runbook, ''), ...(runbook.names?.headings ?? []).map(({ id }) => placePath(runbook, id)), ...runbook.steps.map(({ id }) => placePath(runbook, id)),
  ]))].sort();
}

/** Takes the text of a list of links, one a line; gives them. Empty lines and those that begin with `#` are passed over. */
export function readKept(text: string): string[] {
  return text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

/** Takes links and a catalog; gives those that lead nowhere without anybody having said where their work went, each with why. */
export function lostLinks(kept: readonly string[], catalog: Catalog): { link: string; why: string }[] {
  return kept.flatMap((path) => {
    const link = readLink(path, '');
    if (link === null) return [{ link: path, why: 'It is no link.' }];
    const target = resolveLink(link, catalog);
    return target.kind !== 'gone' || target.isTold ? [] : [{ link: path, why: target.why }];
  });
}
