import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importInThread } from './import-in-thread.ts';

const pages = [{ file: 'a.md', text: '# A\n\n```bash\ndf -h\n```\n' }, { file: 'b.md', text: '# B\n\n[a](a.md)\n' }];
const program = (body: string) => new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort, workerData } from 'node:worker_threads';\n${body}`)}`);

test('pages are imported as they are without a thread', async () => {
  const { imported, refused } = await importInThread(pages);
  assert.deepEqual(refused, []);
  assert.deepEqual(imported.map(({ id, runbook }) => [id, runbook?.steps.length]), [['a', 1], ['b', 0]]);
  assert.match(imported[1]?.mdx ?? '', /\.\/a\.mdx/);
});

test('a page that is never read is refused, and the others are imported', async () => {
  const stuck = program("for (const { file } of workerData) { parentPort.postMessage({ reading: file }); if (file === 'a.md') for (;;); }\nparentPort.postMessage({ imported: workerData, refused: [] });");
  const { imported, refused } = await importInThread(pages, { seconds: 1, program: stuck });
  assert.deepEqual(imported.map(({ file }) => file), ['b.md']);
  assert.deepEqual(refused, [{ file: 'a.md', why: 'Reading the page took more than 1 seconds. Divide it, or simplify what is nested in it.' }]);
});

test('a page that takes too much memory is refused', async () => {
  const hungry = program("for (const { file } of workerData) { parentPort.postMessage({ reading: file }); if (file === 'b.md') { const all = []; for (;;) all.push(new Array(100000).fill({ file })); } }\nparentPort.postMessage({ imported: workerData, refused: [] });");
  const { imported, refused } = await importInThread(pages, { seconds: 20, program: hungry, megabytes: 64 });
  assert.deepEqual(imported.map(({ file }) => file), ['a.md']);
  assert.match(refused[0]?.why ?? '', /more memory/);
});

test('what is our own fault is thrown', async () => {
  await assert.rejects(importInThread(pages, { seconds: 5, program: program("throw new Error('ours');") }), /ours/);
});
