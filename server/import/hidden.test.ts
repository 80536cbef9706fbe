import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importPages } from './import-pages.ts';

const read = (text: string, file = 'page.md') => importPages([{ file, text }]).imported[0];

test('characters of no width are taken out and told; what turns the direction of writing is not', () => {
  const page = read('# Cache\n\nA\u200bll of it is\u00ad kept.\n\n```sh\nkubectl get\u200b pods\n```\n');
  assert.deepEqual(page?.problems, []);
  assert.deepEqual(page.runbook?.steps.map((step) => (step.kind === 'runnable' ? step.source : '')), ['kubectl get pods']);
  assert.deepEqual(page.notes.filter(({ message }) => message.includes('nobody sees')).map(({ line, message }) => `${line} ${message}`), ['3 a character that nobody sees (U+200B, U+00AD)', '6 a character that nobody sees (U+200B)']);
  assert.match(read('Cache\n=====\n\nThe ``cache`` is\u200b kept.\n', 'page.rst')?.mdx ?? '', /The `cache` is kept\./);
  assert.notDeepEqual(read('# Cache\n\nA \u202eback\u202c word.\n')?.problems, []);
});
