/** All runbooks that are linted together, and what their links may lead to. */
import type { Page } from './page.ts';

export interface Site {
  pages: readonly Page[];
  /** YYYY-MM-DD */
  today: string;
  targets: LinkTargets;
  /** links that were ever given away */
  kept: readonly KeptLink[];
  /** by the file's name: `prompt-redis.mdx` */
  byName: ReadonlyMap<string, Page>;
  /** by route: `/runbooks/prompt-redis` */
  byRoute: ReadonlyMap<string, Page>;
  /** by title, without what hardly tells titles apart */
  byTitle: ReadonlyMap<string, readonly Page[]>;
}

/** A link, and the line of the list it stands in. */
export interface KeptLink {
  readonly link: string;
  readonly line: number;
}

/** What stands beside the runbooks in their site. Paths are relative to its root, with `/`. */
export interface LinkTargets {
  /** where the runbooks are: `runbooks` */
  folder: string;
  /** Takes a path; tells whether a file is there. */
  isFile(path: string): boolean;
  /** The handbook's pages by route: `/docs/authoring` → `docs/authoring.md`; null when the site has none. */
  docs: ReadonlyMap<string, string> | null;
  /** Routes of pages that are neither; null when they are not known, and then a link to one is not judged. */
  routes: ReadonlySet<string> | null;
  /** Takes the path of a page of the handbook; gives its anchors. */
  anchorsOf(path: string): ReadonlySet<string>;
}

/** Takes what the runbooks of a site are; gives it with its indexes. */
export function siteOf({ pages, today, targets, kept = [] }: Pick<Site, 'pages' | 'today' | 'targets'> & Partial<Pick<Site, 'kept'>>): Site {
  return {
    pages, today, targets, kept,
    byName: new Map(pages.map((page) => [`${page.id}.mdx`, page])),
    byRoute: new Map(pages.map((page) => [routeOf(page, targets.folder), page])),
    byTitle: Map.groupBy(pages.filter(({ front }) => front !== null), ({ front }) => plainTitle(front?.title ?? '')),
  };
}

/** Takes a title; gives what is left of it in lower case without signs. */
export function plainTitle(title: string): string {
  return title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
}

function routeOf({ id, front }: Page, folder: string): string {
  const slug = front?.slug;
  if (slug === undefined) return `/${folder}/${id}`;
  return `/${folder}${slug.startsWith('/') ? slug : `/${slug}`}`.replace(/\/$/, '');
}
