/** Where styles stand, and what a page's HTML names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOf, withPages } from './page-parts.ts';

const own = 'css|/x/node_modules/css-loader/dist/cjs.js!/x/src/components/Log/styles.module.css|0|||}';
const theme = 'css|/x/node_modules/css-loader/dist/cjs.js!/x/node_modules/@docusaurus/theme-classic/lib/theme/Layout/styles.module.css|0|||}';
const terminal = 'css|/x/node_modules/@docusaurus/bundler/loader.js!/x/node_modules/@xterm/xterm/css/xterm.css|0|||}';

const rows: readonly [string, readonly (string | null)[], ReturnType<typeof placeOf>][] = [
  [own, ['main'], 'every page'], [own, ['main', null], 'every page'], [own, ['17896441', 'e9e3f828'], 'every page'],
  [own, ['17896441'], 'its part'], [own, [null], 'its part'], [own, ['17896441', null], 'several parts'], [own, [null, null], 'several parts'],
  [theme, ['17896441'], 'every page'], [theme, [null], 'every page'], [terminal, [null], 'its part'], [terminal, [null, null], 'several parts'],
];

for (const [identifier, chunks, place] of rows) {
  test(`${identifier.split('/').at(-1) ?? ''} in ${chunks.map((chunk) => chunk ?? 'a part').join(', ')}: ${place}`, () => {
    assert.equal(placeOf(identifier, chunks), place);
  });
}

test('a page’s part is found by what Docusaurus calls it, and nothing that was known is lost', () => {
  const built = {
    chunks: [
      { names: ['17896441'], origins: [{ request: '@theme/DocItem' }] }, { names: ['3e089755'], origins: [{ request: '@site/runbooks/a.mdx' }] },
      { names: [], origins: [{ request: './Terminal' }] }, { names: ['main'], origins: [{ request: './clientEntry.js' }, {}] },
    ],
    namedChunkGroups: { 17896441: { chunks: ['4014', '106'] }, '3e089755': { chunks: [7] }, main: { chunks: ['4014', '1'] } },
  };
  assert.deepEqual(withPages({ origins: { main: ['1', '2'] } }, built).origins, {
    main: ['1', '2'], '@theme/DocItem': ['4014', '106'], '@site/runbooks/a.mdx': [7], './clientEntry.js': ['4014', '1'],
  });
});

test('a bundler that says nothing of pages stops the build', () => {
  assert.throws(() => withPages({ origins: {} }, {}), /which parts pages are made of/);
});
