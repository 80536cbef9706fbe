import assert from 'node:assert/strict';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { Catalog } from '../../common/catalog/runbook.ts';
import { createLog } from '../log.ts';
import { openCatalog } from './store.ts';

const folder = mkdtempSync(join(tmpdir(), 'catalog-'));
after(() => { rmSync(folder, { recursive: true }); });
const log = createLog('silent', 'test');
const catalog = (digest: string): Catalog => ({ digest, runbooks: [] });

function put(path: string, text: string): void {
  writeFileSync(`${path}.next`, text);
  renameSync(`${path}.next`, path);
}

test('a new catalog takes the old one’s place; a broken one leaves it there and is told', () => {
  const path = join(folder, 'catalog.json');
  put(path, JSON.stringify(catalog('one')));
  const store = openCatalog(path, log);
  assert.equal(store.require().digest, 'one');
  const spoilt = ['', '{', 'null', '[]', '{"digest":"x"}', '{"digest":"x","runbooks":[{"id":"a"}]}', '{"digest":"x","runbooks":[{"id":"a","steps":[{"kind":"runnable","language":"ruby"}]}]}'];
  for (const text of spoilt) {
    put(path, text);
    store.refresh();
    assert.equal(store.current()?.digest, 'one', text);
    assert.match(store.problems().join(), /make build/, text);
  }
  rmSync(path);
  store.refresh();
  assert.equal(store.current()?.digest, 'one');
  assert.match(store.problems().join(), /is missing/);
  put(path, JSON.stringify(catalog('two')));
  store.refresh();
  assert.equal(store.require().digest, 'two');
  assert.deepEqual(store.problems(), []);
  store.close();
});

test('where there was never a good one, running is off and says why', () => {
  const store = openCatalog(join(folder, 'none.json'), log);
  assert.equal(store.current(), null);
  assert.throws(() => store.require(), { code: 'catalog-broken', message: /is missing\. Run `make build`/ });
  store.close();
});

test('what keeps the compiler from making a new one is shown beside the last good one', () => {
  const path = join(folder, 'compiled.json');
  put(path, JSON.stringify(catalog('good')));
  const store = openCatalog(path, log);
  put(`${path}.problems`, 'runbooks/a.mdx:3:1: an unknown key\nrunbooks/a.mdx:9:1: another\n');
  store.refresh();
  assert.equal(store.require().digest, 'good');
  assert.deepEqual(store.problems(), ['runbooks/a.mdx:3:1: an unknown key', 'runbooks/a.mdx:9:1: another']);
  rmSync(`${path}.problems`);
  store.refresh();
  assert.deepEqual(store.problems(), []);
  store.close();
});

test('it looks by itself', async () => {
  const path = join(folder, 'looked.json');
  const store = openCatalog(path, log);
  put(path, JSON.stringify(catalog('later')));
  for (const late = Date.now() + 30_000; store.current()?.digest !== 'later'; await new Promise((done) => setTimeout(done, 20))) assert.ok(Date.now() < late, 'it does not look');
  store.close();
});
