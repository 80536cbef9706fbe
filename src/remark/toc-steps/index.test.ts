import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ArrayExpression, Program } from 'estree';
import type { Code, Heading, Root, RootContent } from 'mdast';
import { parseMdx } from '../../../common/catalog/mdx/parse.ts';
import { tocSteps } from './index.ts';
import { nameOf } from './item.ts';

const source = `<Manual id="first">Say so in the channel.</Manual>

## One

- nested:

  \`\`\`bash run=a title="A <b> & c"
  true
  \`\`\`

### Two

\`\`\`bash run=bare
true
\`\`\`

\`\`\`yaml file=job.yaml
a: 1
\`\`\`

#### Deep

<Manual id="last">Go on.</Manual>
`;

interface Item { value: string; id: string; level: number }

/** The tree as Docusaurus’s and our own plugins leave it: headings with ids, blocks with their steps, the table at the end. */
function prepared(items: readonly Item[], marks: Readonly<Record<string, object>>): Root {
  const tree = parseMdx(source, (line, column, message) => assert.fail(`${line}:${column} ${message}`));
  assert.ok(tree);
  const look = (node: Root | RootContent): void => {
    if (node.type === 'heading') (node as Heading).data = { id: (node.children[0] as { value: string }).value.toLowerCase() } as Heading['data'];
    const mark = node.type === 'code' ? Object.entries(marks).find(([word]) => node.meta?.includes(word)) : undefined;
    if (mark !== undefined) (node as Code).data = { hProperties: { 'data-step': JSON.stringify(mark[1]) } } as Code['data'];
    if ('children' in node) node.children.forEach((child) => { look(child as RootContent); });
  };
  look(tree);
  const literal = (value: string | number) => ({ type: 'Literal' as const, value });
  const elements = items.map((item) => ({
    type: 'ObjectExpression' as const,
    properties: Object.entries(item).map(([name, value]) => ({ type: 'Property' as const, kind: 'init' as const, method: false, shorthand: false, computed: false, key: { type: 'Identifier' as const, name }, value: literal(value as string | number) })),
  }));
  const estree = { type: 'Program', sourceType: 'module', body: [{
    type: 'ExportNamedDeclaration', specifiers: [], source: null, attributes: [],
    declaration: { type: 'VariableDeclaration', kind: 'const', declarations: [{ type: 'VariableDeclarator', id: { type: 'Identifier', name: 'toc' }, init: { type: 'ArrayExpression', elements } }] },
  }] } as unknown as Program;
  tree.children.push({ type: 'mdxjsEsm', value: '', data: { estree } } as unknown as RootContent);
  return tree;
}

function tocIn(tree: Root): Item[] {
  const program = (tree.children.at(-1)?.data as { estree: Program }).estree;
  const [statement] = program.body;
  assert.ok(statement?.type === 'ExportNamedDeclaration' && statement.declaration?.type === 'VariableDeclaration');
  const array = statement.declaration.declarations[0]?.init as ArrayExpression;
  return array.elements.map((element) => {
    assert.ok(element?.type === 'ObjectExpression');
    return Object.fromEntries(element.properties.map((one) => {
      assert.ok(one.type === 'Property' && one.key.type === 'Identifier' && one.value.type === 'Literal');
      return [one.key.name, one.value.value];
    })) as unknown as Item;
  });
}

const headings: readonly Item[] = [{ value: 'One', id: 'one', level: 2 }, { value: 'Two', id: 'two', level: 3 }, { value: 'Deep', id: 'deep', level: 4 }];

test('steps stand under their headings, in the order of the page, as text and never as markup', () => {
  const tree = prepared(headings, { 'run=a': { id: 'a', title: 'A <b> & c' }, 'run=bare': { id: 'bare' }, 'file=job': { id: 'job-yaml', path: 'job.yaml' } });
  tocSteps()(tree);
  assert.deepEqual(tocIn(tree).map(({ id, level, value }) => `${level} ${id} ${value}`), [
    '4 step-first Say so in the channel.', '2 one One', '4 step-a A &#60;b&#62; &#38; c', '3 two Two', '4 step-bare bare', '4 step-job-yaml Write job.yaml',
    '4 step-last Go on.',
  ]);
});

test('a page without steps keeps its table as it is', () => {
  const tree = prepared(headings, {});
  tree.children = tree.children.filter(({ type }) => type === 'heading' || type === 'mdxjsEsm');
  tocSteps()(tree);
  assert.deepEqual(tocIn(tree), headings);
});

test('a long instruction ends at a word', () => {
  assert.equal(nameOf({ id: 'x', title: 'Announce the maintenance in the channel of the service before you begin with anything' }), 'Announce the maintenance in the channel of the service…');
  assert.equal(nameOf({ id: 'x', title: 'x'.repeat(80) }), `${'x'.repeat(56)}…`);
  assert.equal(nameOf({ id: 'x' }), 'x');
});
