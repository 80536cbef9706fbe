import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importPages } from '../import-pages.ts';

const sources = (text: string) => (importPages([{ file: 'page.rst', text: `Page\n====\n\n${text}\n` }]).imported[0]?.runbook?.steps ?? []).map((step) => (step.kind === 'runnable' ? step.source : step.kind));

test('each line of a prompt is typed, whether its prompt is given or not', () => {
  const table: [text: string, found: string[]][] = [
    ['.. prompt:: bash\n\n   webctl secrets sync prod', ['webctl secrets sync prod']], ['.. prompt:: bash $\n\n   webctl list\n   webctl sync', ['webctl list', 'webctl sync']],
    ['.. prompt:: bash #\n\n   for each in a b; do\n     webctl sync $each\n   done', ['for each in a b; do\n  webctl sync $each\ndone']], ['.. prompt:: bash $ auto\n\n   $ webctl list\n   a\n   b', ['$ webctl list\na\nb']],
    ['Repeat::\n\n.. prompt:: bash $\n\n   webctl sync', ['webctl sync']], ['#. Repeat::\n\n   .. prompt:: bash $\n\n      webctl sync', ['webctl sync']], ['.. highlight:: console\n\nRun::\n\n   # ceph health detail', ['ceph health detail']], ['.. prompt:: python >>>\n\n   print(1)', []],
  ];
  for (const [text, found] of table) assert.deepEqual(sources(text), found, text);
});
