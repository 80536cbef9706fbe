/** A runbook's front matter: YAML, checked against its schema, every problem at its own line. */
import { isCollection, isNode, isPair, isScalar, LineCounter, parseDocument, type Document } from 'yaml';
import type { Root } from 'mdast';
import type { Complain } from '../problem.ts';
import { frontMatter, type FrontMatter } from '../runbook.ts';

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
  const document = parseDocument(node.value, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  for (const error of document.errors) complain('front-matter', ...place(error.pos[0]), `The front matter is not valid YAML: ${error.message}.`);
  if (document.errors.length > 0) return null;
  const checked = frontMatter.safeParse(document.toJS({ maxAliasCount: 0 }) ?? {});
  if (checked.success) return checked.data;
  for (const issue of checked.error.issues as Issue[]) complain('front-matter', ...place(offsetOf(document, issue)), explain(issue));
  return null;
}

/** The place of what the issue is about; of the nearest thing around it when that is missing. */
function offsetOf(document: Document, issue: Issue): number {
  const path = issue.code === 'unrecognized_keys' && issue.keys?.[0] ? [...issue.path, issue.keys[0]] : issue.path;
  for (let length = path.length; length > 0; length -= 1) {
    const key = keyOffset(document, path.slice(0, length));
    if (key !== null) return key;
  }
  return 0;
}

function keyOffset(document: Document, path: readonly PropertyKey[]): number | null {
  const parent: unknown = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const last = path.at(-1);
  if (!isCollection(parent)) return null;
  for (const [at, item] of parent.items.entries()) {
    const key: unknown = isPair(item) ? item.key : item;
    const named = isScalar(key) && String(key.value) === String(last);
    if (isNode(key) && (named || at === last)) return key.range?.[0] ?? null;
  }
  return null;
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
