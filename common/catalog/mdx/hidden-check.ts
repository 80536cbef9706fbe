/** Hidden characters of a runbook: those that stand in its text, and those that an entity or an escape makes. */
import type { Node, Root } from 'mdast';
import { parse } from 'yaml';
import { hiddenIn } from '../hidden.ts';
import type { Complain } from '../problem.ts';
import { isElement } from './markup.ts';
import { walk } from './walk.ts';

/** More would tell no more. */
const most = 20;
const advice = 'so what is read would differ from what is there';

/** Takes a runbook's text; complains once for each line that holds a character that nobody can see. */
export function checkHiddenText(text: string, complain: Complain): void {
  const found = text.split('\n').flatMap((line, at) => hiddenIn(line).slice(0, 1).map((first) => ({ ...first, line: at + 1 })));
  for (const { line, offset, name } of found.slice(0, most)) {
    complain('hidden-character', line, offset + 1, `Here stands a character that nobody can see (${name}), ${advice}. Type this line anew.`);
  }
}

/** Takes a runbook's tree and text; complains of hidden characters that are written as an entity, `&#8203;`, or in YAML as `\u200b`. */
export function checkHiddenTree(tree: Root, text: string, complain: Complain): void {
  if (!/[&\\]/.test(text)) return;
  walk(tree, (node: Node) => {
    const made = hiddenIn(valuesOf(node).join('\n'));
    if (made.length === 0) return;
    const start = node.position?.start;
    const written = new Set(hiddenIn(text.slice(start?.offset ?? 0, node.position?.end.offset ?? 0)).map(({ name }) => name));
    const found = made.find(({ name }) => !written.has(name));
    if (found) complain('hidden-character', start?.line ?? 1, start?.column ?? 1, `Here an entity or escape makes a character that nobody can see (${found.name}), ${advice}. Remove it.`);
  });
}

function valuesOf(node: Node): string[] {
  if (node.type === 'yaml' && 'value' in node) return stringsOf(node.value);
  const own = ['value', 'url', 'title', 'alt', 'label'].map((key): unknown => (node as unknown as Record<string, unknown>)[key]);
  const attributes: unknown[] = isElement(node) ? node.attributes.map(({ value }) => value) : [];
  return [...own, ...attributes].filter((value) => typeof value === 'string');
}

function stringsOf(yaml: unknown): string[] {
  try {
    return [(JSON.stringify(parse(String(yaml), { maxAliasCount: 0 })) ?? '').replace(/\\u([0-9a-f]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))];
  } catch {
    return []; // not YAML: told elsewhere
  }
}
