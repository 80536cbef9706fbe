/** Where a link of a runbook leads: to an anchor, another runbook, a page of the handbook, a picture. */
import type { Definition, Image, Link, Node, Root } from 'mdast';
import { attributeOf, isElement } from '../../../common/catalog/mdx/markup.ts';
import { walk } from '../../../common/catalog/mdx/walk.ts';
import type { Spot } from './finding.ts';
import type { Page } from './page.ts';
import type { Site } from './site.ts';

export interface FoundLink {
  url: string;
  picture: boolean;
  at: Spot;
}

/** Takes a runbook's tree; gives its links and pictures in order. */
export function linksIn(tree: Root): FoundLink[] {
  const found: FoundLink[] = [];
  walk(tree, (node: Node) => {
    const start = node.position?.start;
    const at: Spot = [start?.line ?? 1, start?.column ?? 1];
    if (node.type === 'link' || node.type === 'image' || node.type === 'definition') {
      found.push({ url: (node as Link | Image | Definition).url, picture: node.type === 'image', at });
    } else if (isElement(node)) {
      const url = attributeOf(node, 'href') ?? attributeOf(node, 'src');
      if (url !== undefined) found.push({ url, picture: node.name === 'img', at });
    }
  });
  return found;
}

/** Takes a page, a link in it and the site; gives null when it leads somewhere or outside, else what is wrong with it. */
export function brokenBecause(page: Page, { url, picture }: FoundLink, site: Site): string | null {
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(url)) return null;
  const [address = '', anchor = ''] = url.split('#', 2);
  const path = decoded((address.split('?')[0] ?? '').trim());
  const wanted = decoded(anchor);
  if (url.trim() === '') return 'The link leads nowhere: its address is empty.';
  if (path === '') return wanted === '' || anchorsOf(page).has(wanted) ? null : noAnchor(wanted, 'this runbook', anchorsOf(page));
  return path.startsWith('/') ? absolute(path, wanted, picture, site) : relative(page, path, wanted, picture, site);
}

const anchors = new WeakMap<Page, ReadonlySet<string>>();

/** Takes a page; gives everything in it that a link may lead to: headings, steps, and elements with an id. */
export function anchorsOf(page: Page): ReadonlySet<string> {
  const known = anchors.get(page) ?? readAnchors(page);
  anchors.set(page, known);
  return known;
}

function readAnchors({ headings, drafts, tree }: Page): Set<string> {
  const found = new Set([...headings.map(({ slug }) => slug), ...drafts.map(({ step }) => `step-${step.id}`)]);
  walk(tree, (node: Node) => {
    const id = isElement(node) ? attributeOf(node, 'id') : undefined;
    if (id !== undefined) found.add(id);
  });
  return found;
}

function absolute(path: string, anchor: string, picture: boolean, site: Site): string | null {
  const { targets } = site;
  const route = path.replace(/\/$/, '') || '/';
  const runbook = site.byRoute.get(route);
  if (runbook) return anchor === '' || anchorsOf(runbook).has(anchor) ? null : noAnchor(anchor, runbook.file, anchorsOf(runbook));
  if (targets.isFile(`static${path}`)) return null;
  if (picture) return `There is no picture \`static${path}\`.`;
  const doc = targets.docs?.get(route);
  if (doc !== undefined) return anchor === '' || targets.anchorsOf(doc).has(anchor) ? null : noAnchor(anchor, doc, targets.anchorsOf(doc));
  if (route.startsWith(`/${targets.folder}/`)) return `There is no runbook \`${route.slice(targets.folder.length + 2)}\`. There are: ${near(route.split('/').at(-1) ?? '', site.pages.map(({ id }) => id))}.`;
  return targets.routes === null || targets.routes.has(route) ? null : `There is no page \`${path}\` on this site.`;
}

function relative(page: Page, path: string, anchor: string, picture: boolean, site: Site): string | null {
  const { targets } = site;
  const file = joined(targets.folder, path);
  if (!/\.mdx?$/.test(path)) {
    if (targets.isFile(file)) return null;
    return picture ? `There is no picture \`${file}\`.` : absolute(`/${file}`, anchor, picture, site);
  }
  const runbook = file.startsWith(`${targets.folder}/`) ? site.byName.get(file.slice(targets.folder.length + 1)) : undefined;
  if (runbook) return anchor === '' || anchorsOf(runbook).has(anchor) ? null : noAnchor(anchor, runbook.file, anchorsOf(runbook));
  if (!targets.isFile(file)) return `There is no file \`${file}\`, as seen from ${page.file}. There are: ${near(path, site.pages.map(({ id }) => `${id}.mdx`))}.`;
  return anchor === '' || file.startsWith(`${targets.folder}/`) || targets.anchorsOf(file).has(anchor) ? null : noAnchor(anchor, file, targets.anchorsOf(file));
}

function joined(folder: string, path: string): string {
  const parts: string[] = folder.split('/');
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function noAnchor(anchor: string, where: string, known: ReadonlySet<string>): string {
  return `${where[0]?.toUpperCase() ?? ''}${where.slice(1)} has no heading or step \`#${anchor}\`. It has: ${near(anchor, [...known])}. A heading keeps its link with an id: \`{/* #${anchor} */}\`.`;
}

/** The names that share most with the one that was meant, five at most. */
function near(name: string, known: readonly string[]): string {
  const words = new Set(name.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2));
  const score = (other: string): number => other.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => words.has(word)).length;
  const best = [...known].map((other) => [score(other), other] as const).sort((left, right) => right[0] - left[0]).slice(0, 5).map(([, other]) => `\`${other}\``);
  return best.length > 0 ? best.join(', ') : 'none';
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
