/**
 * Docusaurus remark plugin: lists the steps of a runbook under their headings in the page's table of contents, as items of
 * level 4. Headings below level 3 are left out of it, as before. Use it in `remarkPlugins`: after Docusaurus has made the
 * table, and after `runnable-steps` has marked the blocks.
 */
import type { ArrayExpression, Expression, ObjectExpression, Program, Property, SpreadElement } from 'estree';
import type { Code, Nodes, Root } from 'mdast';
import { textOf } from '../../../common/catalog/mdx/headings.ts';
import { attributeOf, isElement } from '../../../common/catalog/mdx/markup.ts';
import { escapeHtml } from '../../../common/escape-html.ts';
import { anchorOf, nameOf } from './item.ts';

type Item = ArrayExpression['elements'][number];

/** The level that steps have in the table: below every heading that is in it. */
const stepLevel = 4;

/** Gives the transformer. */
export function tocSteps(): (tree: Root) => void {
  return (tree) => {
    const toc = tocOf(tree);
    if (toc === null) return;
    const steps = stepsByHeading(tree);
    if ([...steps.values()].every((found) => found.length === 0)) return;
    toc.elements = [...steps.get('') ?? [], ...toc.elements.flatMap((item) => [
      ...(numberOf(item, 'level') < stepLevel ? [item] : []), ...steps.get(textAt(item, 'id')) ?? [],
    ])];
  };
}

/** The array of `export const toc = […]`, as Docusaurus's own plugin leaves it; null where there is none. */
function tocOf(tree: Root): ArrayExpression | null {
  for (const node of tree.children) {
    if (node.type !== 'mdxjsEsm') continue;
    const program = (node.data as { estree?: Program } | undefined)?.estree;
    for (const statement of program?.body ?? []) {
      if (statement.type !== 'ExportNamedDeclaration' || statement.declaration?.type !== 'VariableDeclaration') continue;
      const [declared] = statement.declaration.declarations;
      if (declared?.id.type === 'Identifier' && declared.id.name === 'toc' && declared.init?.type === 'ArrayExpression') return declared.init;
    }
  }
  return null;
}

/** Items of the steps in the order of the page, by the id of the heading each stands under, empty before the first. */
function stepsByHeading(tree: Root): Map<string, Item[]> {
  const found = new Map<string, Item[]>();
  let heading = '';
  const look = (node: Nodes) => {
    if (node.type === 'heading') heading = (node.data as { id?: string } | undefined)?.id ?? heading;
    const step = stepAt(node);
    if (step !== null) found.set(heading, [...found.get(heading) ?? [], itemOf(step)]);
    else if ('children' in node) node.children.forEach(look);
  };
  look(tree);
  return found;
}

function stepAt(node: Nodes): { id: string; name: string } | null {
  if (node.type === 'code') return markedStep(node);
  if (!isElement(node) || (node.name !== 'Manual' && node.name !== 'Announce')) return null;
  const id = attributeOf(node, 'id') ?? '';
  // What is announced begins with what it is about.
  const [first = node] = node.name === 'Announce' ? node.children : [];
  return { id, name: nameOf({ id, title: node.name === 'Announce' ? `Announce: ${textOf(first)}` : textOf(node) }) };
}

function markedStep(node: Code): { id: string; name: string } | null {
  const data = (node.data as { hProperties?: Record<string, unknown> } | undefined)?.hProperties?.['data-step'];
  if (typeof data !== 'string') return null;
  const step = JSON.parse(data) as { id: string; title?: string; path?: string };
  return { id: step.id, name: nameOf(step) };
}

function itemOf({ id, name }: { id: string; name: string }): ObjectExpression {
  return { type: 'ObjectExpression', properties: [property('value', escapeHtml(name)), property('id', anchorOf(id)), property('level', stepLevel)] };
}

function property(name: string, value: string | number): Property {
  return { type: 'Property', kind: 'init', method: false, shorthand: false, computed: false, key: { type: 'Identifier', name }, value: { type: 'Literal', value } };
}

function valueOf(item: Item, name: string): Expression | null {
  if (item?.type !== 'ObjectExpression') return null;
  const own = (item.properties as readonly (Property | SpreadElement)[]).find((one): one is Property => one.type === 'Property'
    && (one.key.type === 'Identifier' ? one.key.name : one.key.type === 'Literal' ? one.key.value : null) === name);
  return (own?.value as Expression | undefined) ?? null;
}

function textAt(item: Item, name: string): string {
  const value = valueOf(item, name);
  return value?.type === 'Literal' && typeof value.value === 'string' ? value.value : '\n';
}

function numberOf(item: Item, name: string): number {
  const value = valueOf(item, name);
  return value?.type === 'Literal' && typeof value.value === 'number' ? value.value : 0;
}
