/** A runbook's front matter, as far as the page itself says it. */
import type { Heading, Node, Root, RootContent } from 'mdast';
import { stringify } from 'yaml';
import { textOf } from '../../common/catalog/mdx/headings.ts';
import type { Declaration } from './commands/parameters.ts';
import { childrenOf, lineIn } from './markup.ts';
import { headingsOf } from './links.ts';
import type { Page, Tell } from './page.ts';

export type RedisOf = { pod: string; namespace: string } | { endpoint: string };

export interface Front {
  title: string;
  service: string;
  description?: string;
  audience?: string;
  owners?: string[];
  slack?: string[];
  redis?: RedisOf;
  parameters?: Record<string, Declaration>;
  sections?: string[];
}

const anyPage = /^(?:the\s+)?(?:procedures?|run ?books?|overview|index|readme|introduction|home|documentation|operations?|guide|playbook)$/i;
const ownerLine = /^\W*(?:(?:product |service |code )?owners?|developers?|maintainers?|contacts?|responsible(?: team)?|team|escalation)\s*[:：]\s*(.+)$/i;

/** Takes a page (its title is taken out of its tree), its redis and parameters, and where to tell; gives the front matter. */
export function frontOf(page: Page, redis: RedisOf | null, parameters: ReadonlyMap<string, Declaration>, tell: Tell): Front {
  const named = humanName(page.file);
  const title = takeTitle(page, named, tell);
  const field = (key: string) => page.fields.get(key) ?? '';
  const owners = listOf(field('owners') || field('owner'), ownersIn(page.tree));
  const slack = slackIn(page.tree);
  const audience = field('audience') || audienceIn(page.tree);
  const description = field('description') || firstSentence(page.tree);
  for (const [key, value] of page.fields) {
    if (!['title', 'service', 'audience', 'owners', 'owner', 'description'].includes(key)) tell(1, 'left', `\`${key}\` of the source’s front matter`, value);
  }
  const sections = headingsOf(page.tree).filter(({ depth }) => depth === 2).map(headingText);
  return {
    title,
    service: field('service') || serviceOf(title) || serviceOf(named) || named,
    ...filled({ description, audience, owners, slack }),
    ...(redis === null ? {} : { redis }),
    ...(parameters.size === 0 ? {} : { parameters: Object.fromEntries(parameters) }),
    ...filled({ sections: [...new Set(sections)] }),
  };
}

/** Keys of which nothing is known stay out. */
function filled<T extends Record<string, string | string[]>>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value.length > 0)) as Partial<T>;
}

/** Takes front matter; gives it as the first lines of a file. */
export function frontText(front: Front): string {
  return `---\n${stringify(front, { lineWidth: 0, aliasDuplicateObjects: false })}---\n`;
}

/** Takes a path; gives the file's name as a person would say it. */
export function humanName(file: string): string {
  const base = file.split('/').at(-1)?.replace(/\.\w+$/, '') ?? '';
  const chosen = /^(?:readme|index|home)$/i.test(base) ? file.split('/').at(-2) ?? base : base;
  const words = chosen.replace(/[-_.\s]+/g, ' ').trim();
  return words === '' ? 'Runbook' : words[0]?.toUpperCase() + words.slice(1);
}

function serviceOf(title: string): string {
  const bare = title.replace(/\b(?:run ?books?|procedures?|playbooks?|operations?|guide|documentation|readme|index|sop)\b/gi, ' ').replace(/[\s:–—-]+/g, ' ').trim();
  return anyPage.test(title) ? '' : bare;
}

/** The heading that is the title leaves the text: the site draws it from the front matter. */
function takeTitle(page: Page, named: string, tell: Tell): string {
  const headings = headingsOf(page.tree);
  const [first] = headings;
  const given = page.fields.get('title') ?? '';
  const at = first && first.depth === 1 ? page.tree.children.indexOf(first) : -1;
  if (first === undefined || at === -1) {
    deepen(headings);
    return given || named;
  }
  const title = headingText(first);
  page.tree.children.splice(at, 1);
  deepen(headings.slice(1));
  if (anyPage.test(title)) {
    tell(lineIn(first), 'review', `the title “${title}” would fit any page; the file’s name became the title`, title);
    return given || named;
  }
  if (given !== '' && given !== title) tell(1, 'left', 'the title in the source’s front matter; the heading is the title', given);
  return title || given || named;
}

/** Below the title there is no second heading of the first level. */
function deepen(headings: readonly Heading[]): void {
  if (!headings.some(({ depth }) => depth === 1)) return;
  for (const heading of headings) heading.depth = Math.min(heading.depth + 1, 6) as Heading['depth'];
}

function headingText(heading: Heading): string {
  return heading.children.filter((child) => child.type !== 'html').map(textOf).join('').replace(/\s+/g, ' ').trim();
}

function* paragraphs(node: Node): Generator<Node> {
  if (node.type === 'paragraph') yield node;
  else for (const child of childrenOf(node)) yield* paragraphs(child);
}

function audienceIn(tree: Root): string {
  for (const node of paragraphs(tree)) {
    const found = /^\s*(?:intended |target )?audience\s*[:：]\s*(.+)$/is.exec(textOf(node))?.[1]?.replace(/\s+/g, ' ').trim();
    if (found && found.length < 300) return found;
  }
  return '';
}

function ownersIn(tree: Root): string[] {
  return Array.from(paragraphs(tree), (node) => ownerLine.exec(textOf(node).trim())?.[1]?.replace(/\s+/g, ' ').trim() ?? '').filter((name) => name !== '' && name.length <= 60);
}

function slackIn(tree: Root): string[] {
  const found: string[] = [];
  for (const node of paragraphs(tree)) {
    const whole = textOf(node);
    if (!/slack|channel/i.test(whole)) continue;
    found.push(...Array.from(whole.matchAll(/(?<![\w/&])#([a-z][a-z0-9_-]{2,79})(?![\w])/g), (match) => `#${match[1] ?? ''}`));
    for (const [index, child] of childrenOf(node).entries()) {
      const next = childrenOf(node)[index + 1];
      const name = textOf(child).trim();
      if (['emphasis', 'strong', 'inlineCode'].includes(child.type) && /^#?[a-z][a-z0-9_-]+$/.test(name) && next && /^\s+(?:slack\b|channel\b)/i.test(textOf(next))) found.push(`#${name.replace(/^#/, '')}`);
    }
  }
  return [...new Set(found)];
}

/** The first sentence before any heading that tells of the page: no note, no warning, no “Owner: …”. */
function firstSentence(tree: Root): string {
  const first = beforeHeadings(tree).find((node) => node.type === 'paragraph' && !isAside(textOf(node)));
  const sentence = first === undefined ? '' : textOf(first).replace(/\s+/g, ' ').trim().split(/(?<=[.!?])\s/)[0] ?? '';
  return sentence.length < 20 || sentence.length > 200 || !/[.!]$/.test(sentence) || /\.\.\.$/.test(sentence) ? '' : sentence;
}

/** What stands between `:::note` and its end is left out. */
function beforeHeadings(tree: Root): RootContent[] {
  const end = tree.children.findIndex(({ type }) => type === 'heading');
  let depth = 0;
  return tree.children.slice(0, end === -1 ? undefined : end).filter((node) => {
    const fence = node.type === 'html' ? /^:{3,}(.*)/.exec(node.value)?.[1] : undefined;
    if (fence !== undefined) depth += fence.trim() === '' ? -1 : 1;
    return fence === undefined && depth === 0;
  });
}

function isAside(said: string): boolean {
  return /^\W*(?:(?:please )?note|warning|caution|important|attention|disclaimer|tip|hint|danger|(?:intended )?audience)\b/i.test(said) || /^\W*[A-Z][\w ]{1,24}:\s/.test(said);
}

function listOf(given: string, found: readonly string[]): string[] {
  const all = given === '' ? found : given.split(/\s*,\s*/);
  return [...new Set(all.map((name) => name.trim()).filter((name) => name !== ''))];
}
