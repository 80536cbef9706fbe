/** A runbook's front matter: YAML, checked against its schema, every problem at its own line. */
import { LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { Root } from 'mdast';
import type { Complain } from '../problem.ts';
import { frontMatter, type FrontMatter } from '../runbook.ts';
import { offsetOf } from '../yaml-place.ts';
import { isTooDeep } from '../yaml-data.ts';

const howToWrite = 'Keys of one level begin in the same column, each with a colon and a space behind it; text that holds a “: ” or a “#” stands in quotes.';

type Issue = { code?: string; path: PropertyKey[]; message: string; keys?: string[]; issues?: { message: string }[] };

/** Takes a runbook's tree; gives its front matter, or null when there is none or it has problems. */
export function readFrontMatter(tree: Root, complain: Complain): FrontMatter | null {
  const node = tree.children[0];
  if (node?.type !== 'yaml') {
    complain('front-matter', 1, 1, 'The runbook has no front matter. Begin the file with `---`, a `title:` and a `service:`, and `---`.');
    return null;
  }
  const lines = new LineCounter();
  const first = node.position?.start.line ?? 1;
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return [line + first, col] as const;
  };
  const document = parsed(node.value, lines);
  if (document === null) {
    complain('front-matter', 1, 1, 'What stands in the front matter is nested too deeply. Write it flatter.');
    return null;
  }
  const more = beyondData(document);
  for (const { offset, message } of more) complain('front-matter', ...place(offset), message);
  for (const error of document.errors) complain('front-matter', ...place(error.pos[0]), `The front matter is not valid YAML: ${error.message}. ${howToWrite}`);
  if (document.errors.length > 0 || more.length > 0) return null;
  const checked = frontMatter.safeParse(document.toJS({ maxAliasCount: 0 }) ?? {});
  if (checked.success) return checked.data;
  for (const issue of checked.error.issues as Issue[]) complain('front-matter', ...place(offsetOf(document, pathOf(issue))), explain(issue));
  return null;
}

/** Null where it is nested too deeply for the parser. */
function parsed(text: string, lineCounter: LineCounter): Document | null {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true });
  } catch (error) {
    if (isTooDeep(error)) return null;
    throw error;
  }
}

/** What is more than data, and where: aliases, of which a few lines can mean a billion values; and tags, which name types of a program. */
function beyondData(document: Document): { offset: number; message: string }[] {
  const found: { offset: number; message: string }[] = [];
  visit(document, {
    Alias: (_, { range }) => { found.push({ offset: range?.[0] ?? 0, message: 'An alias is not allowed in the front matter. Write the value out.' }); },
    Node: (_, { tag, range }) => {
      if (tag !== undefined) found.push({ offset: range?.[0] ?? 0, message: `A tag (\`${tag.slice(0, 60)}\`) is not allowed in the front matter. Remove it.` });
    },
  });
  return found;
}

/** The path an issue is about: an unknown key's own, not that of what it stands in. */
function pathOf(issue: Issue): readonly PropertyKey[] {
  return issue.code === 'unrecognized_keys' && issue.keys?.[0] ? [...issue.path, issue.keys[0]] : issue.path;
}

function explain(issue: Issue): string {
  const where = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const place = where === '' ? 'Front matter' : `\`${where}\``;
    const known = where === '' ? ` It takes: ${Object.keys(frontMatter.shape).join(', ')}.` : ' Look the keys up in the authoring guide.';
    return `${place} has no key ${(issue.keys ?? []).map((key) => `\`${key}\``).join(', ')}.${known}`;
  }
  if (issue.message.endsWith('received undefined')) return `The front matter has no \`${where}\`. Add it.`;
  return `\`${where}\` in the front matter: ${issue.issues?.[0]?.message ?? issue.message}.`;
}
