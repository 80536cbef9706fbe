/** Links between pages that are imported together. What leads to a page that was not given says so where it stands. */
import { posix } from 'node:path';
import Slugger from 'github-slugger';
import type { Definition, Heading, Node, PhrasingContent, Root, RootContent } from 'mdast';
import { textOf } from '../../common/catalog/mdx/headings.ts';
import { childrenOf, lineIn, notWritten, raw, text } from './markup.ts';
import { type Page, type Tell, teller } from './page.ts';
import { reference } from './rst/inline.ts';

type Link = Node & { url: string; children: PhrasingContent[] };

interface Place { page: Page; heading: number | null }

export class Links {
  readonly #pages: readonly Page[];
  readonly #labels = new Map<string, Place>();
  /** labels that pages give, in all of them */
  readonly #given = new Set<string>();
  readonly #headings = new Map<Page, Heading[]>();
  /** ids that links ask for, by heading */
  readonly #ids = new Map<Heading, string>();
  readonly #sluggers = new Map<Page, Slugger>();

  /** Takes all pages; tells of labels that stand twice. */
  constructor(pages: readonly Page[]) {
    this.#pages = pages;
    for (const page of pages) {
      this.#headings.set(page, headingsOf(page.tree));
      for (const { name, heading, given } of page.labels) this.#addLabel(page, name, heading, given);
    }
  }

  /** A label that a page gives goes before the name of a heading. */
  #addLabel(page: Page, name: string, heading: number | null, given: boolean): void {
    const key = normal(name);
    const own = `${page.id}#${key}`;
    if (given || !this.#labels.has(own)) this.#labels.set(own, { page, heading });
    const known = this.#labels.get(key);
    if (known === undefined || given && !this.#given.has(key)) this.#labels.set(key, { page, heading });
    else if (given && known.page !== page) teller(page.file, page.notes)(1, 'review', `the label “${name}” stands in ${known.page.file}, too; links from other pages lead there`);
    if (given) this.#given.add(key);
  }

  /** Takes a page; resolves its links in place, and says behind a block which of them lead nowhere. */
  resolve(page: Page): void {
    inlineDefinitions(page.tree);
    const tell = teller(page.file, page.notes);
    const flow = (node: Node): void => {
      if (!('children' in node) || !Array.isArray(node.children)) return;
      if (!['root', 'blockquote', 'listItem', 'list'].includes(node.type)) return;
      node.children = childrenOf(node).flatMap((child) => {
        if (['list', 'listItem', 'blockquote'].includes(child.type)) {
          flow(child);
          return [child as RootContent];
        }
        const lost: string[] = [];
        this.#phrases(child, page, tell, lineIn(child), lost);
        return [child as RootContent, ...[...new Set(lost)].map((name) => gap(name, lineIn(child)))];
      });
    };
    flow(page.tree);
  }

  /** Writes the ids that links ask for behind their headings. Called when the links of all pages are resolved. */
  writeIds(): void {
    for (const [heading, id] of this.#ids) heading.children.push(raw(` {/* #${id} */}`));
  }

  #phrases(node: Node, page: Page, tell: Tell, line: number, lost: string[]): void {
    if (!('children' in node) || !Array.isArray(node.children)) return;
    node.children = childrenOf(node).flatMap((child): Node[] => {
      this.#phrases(child, page, tell, line, lost);
      if (child.type === 'link' && 'url' in child) return this.#link(child as Link, page, tell, line, lost);
      return child.type === 'image' && 'url' in child ? image(child as Node & { url: string; alt?: string | null }, tell, line) : [child];
    }) as never[];
  }

  #link(node: Link, page: Page, tell: Tell, line: number, lost: string[]): Node[] {
    const url = node.url.trim();
    const found = this.#find(url, page);
    if (found) return this.#linked(node, found, page);
    const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]?.toLowerCase() ?? '';
    if (['http', 'https', 'mailto'].includes(scheme)) return [node];
    if (url.startsWith('//')) return [Object.assign(node, { url: `https:${url}` })];
    if (url === '') return node.children;
    const name = url.replace(/^rst-\w+:/, '');
    const leads = url.startsWith(reference.label) || url.startsWith(reference.page) || isPage(url, scheme);
    tell(line, 'left', `the link to \`${name}\`, which ${leads ? 'is not among the pages given' : 'does not lead to a page of the site'}`, name);
    if (leads) lost.push(node.children.length === 0 ? name : `${textOf(node)} (${name})`);
    return leads ? [{ type: 'emphasis', children: node.children.length === 0 ? [text(name)] : node.children } as Node] : nameless(node.children, name);
  }

  #linked(node: Link, found: Place, page: Page): Node[] {
    const heading = found.heading === null ? undefined : this.#headings.get(found.page)?.[found.heading];
    node.url = this.#address(found, page);
    if (node.children.length === 0) node.children = [text((heading ? textOf(heading) : '') || this.#titleOf(found.page))];
    return node.url === '' ? node.children : [node];
  }

  #find(url: string, page: Page): Place | null {
    if (url.startsWith(reference.label)) return this.#byLabel(url.slice(reference.label.length), page);
    if (url.startsWith(reference.page)) return this.#byPath(url.slice(reference.page.length), page);
    if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(url)) return null;
    const [path = '', anchor = ''] = url.split('#');
    const target = path === '' ? { page, heading: null } : this.#byPath(decode(path), page);
    if (target === null || anchor === '') return target;
    return this.#labels.get(`${target.page.id}#${normal(decode(anchor))}`) ?? (path === '' ? null : target);
  }

  #byLabel(name: string, page: Page): Place | null {
    return this.#labels.get(`${page.id}#${normal(name)}`) ?? this.#labels.get(normal(name)) ?? this.#labels.get(normal(name.split(':').at(-1) ?? '')) ?? null;
  }

  #byPath(path: string, page: Page): Place | null {
    const bare = (file: string) => file.replace(/\.(?:md|mdx|markdown|rst|html?)$/i, '').replace(/^\.?\//, '').replace(/\/+$/, '').toLowerCase();
    const wanted = bare(path.startsWith('/') ? path : posix.join(posix.dirname(page.file.replaceAll('\\', '/')), path));
    const same = this.#pages.find((each) => bare(posix.normalize(each.file.replaceAll('\\', '/'))) === wanted);
    const last = bare(path).split('/').at(-1) ?? '';
    const squeezed = (name: string) => name.replace(/[\s_-]+/g, '-');
    const near = this.#pages.filter((each) => squeezed(bare(each.file).split('/').at(-1) ?? '') === squeezed(last));
    const target = same ?? (near.length === 1 ? near[0] : undefined);
    return target ? { page: target, heading: null } : null;
  }

  #address({ page, heading }: Place, from: Page): string {
    const file = page === from ? '' : `./${page.id}.mdx`;
    const node = heading === null ? undefined : this.#headings.get(page)?.[heading];
    if (node === undefined || isTitle(node, page)) return file === '' ? '' : file;
    return `${file}#${this.#idOf(node, page)}`;
  }

  #idOf(heading: Heading, page: Page): string {
    const known = this.#ids.get(heading);
    if (known !== undefined) return known;
    const slugger = this.#sluggers.get(page) ?? new Slugger();
    this.#sluggers.set(page, slugger);
    const id = slugger.slug(textOf(heading)).replace(/[^\p{L}\p{N}_-]/gu, '') || slugger.slug('section');
    this.#ids.set(heading, id);
    return id;
  }

  #titleOf(page: Page): string {
    return textOf(this.#headings.get(page)?.[0] ?? text(page.id)) || page.id;
  }
}

/** Takes a heading and its page; tells whether it is the page's title, which goes to the front matter. */
export function isTitle(heading: Heading, page: Page): boolean {
  return heading.depth === 1 && headingsOf(page.tree)[0] === heading;
}

/** Takes a tree; gives its headings in order. */
export function headingsOf(tree: Root): Heading[] {
  const found: Heading[] = [];
  const visit = (node: Node): void => {
    if (node.type === 'heading') found.push(node as Heading);
    else childrenOf(node).forEach(visit);
  };
  visit(tree);
  return found;
}

/** `[text][name]` becomes `[text](address)`; definitions that nothing uses stay as they are. */
function inlineDefinitions(tree: Root): void {
  const definitions = new Map<string, Definition>();
  const used = new Set<string>();
  const collect = (node: Node): void => {
    if (node.type === 'definition') definitions.set((node as Definition).identifier, node as Definition);
    childrenOf(node).forEach(collect);
  };
  const replace = (node: Node): void => {
    for (const child of childrenOf(node)) {
      replace(child);
      const definition = (child.type === 'linkReference' || child.type === 'imageReference') && 'identifier' in child ? definitions.get(String(child.identifier)) : undefined;
      if (definition === undefined) continue;
      used.add(definition.identifier);
      Object.assign(child, { type: child.type === 'linkReference' ? 'link' : 'image', url: definition.url, title: definition.title ?? null });
    }
  };
  const remove = (node: Node): void => {
    if (!('children' in node) || !Array.isArray(node.children)) return;
    node.children = childrenOf(node).filter((child) => child.type !== 'definition' || !used.has((child as Definition).identifier));
    childrenOf(node).forEach(remove);
  };
  collect(tree);
  replace(tree);
  remove(tree);
}

function image(node: Node & { url: string; alt?: string | null }, tell: Tell, line: number): Node[] {
  if (/^https?:\/\//i.test(node.url)) return [node];
  const shown = node.url.startsWith('data:') ? 'a picture inside the page' : node.url;
  tell(line, 'left', `the picture \`${shown.slice(0, 200)}\`; copy it to static/img and link it`, shown.slice(0, 200));
  return [{ type: 'emphasis', children: [text(`Picture: ${node.alt ?? ''}`.trim())] } as Node, text(' ('), { type: 'inlineCode', value: shown.slice(0, 200) } as Node, text(')')];
}

/** What a link says, with where it led behind it as code. */
function nameless(children: readonly PhrasingContent[], name: string): Node[] {
  const address = { type: 'inlineCode', value: name } as Node;
  return children.length === 0 ? [address] : [...children, text(' ('), address, text(')')];
}

function gap(name: string, line: number): RootContent {
  return notWritten('', [text(`“${name}” is not among the pages that were imported.`)], line);
}

function isPage(url: string, scheme: string): boolean {
  if (scheme !== '') return false;
  const [path = ''] = url.split('#');
  return /\.(?:md|mdx|markdown|rst|html?)$/i.test(path) || path !== '' && !/\.\w{1,5}$/.test(path);
}

function normal(name: string): string {
  return name.trim().toLowerCase().replace(/\s+/g, ' ');
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
