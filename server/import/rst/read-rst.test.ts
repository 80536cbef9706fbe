import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importPages } from '../import-pages.ts';

const sourcesOf = (text: string) => (importPages([{ file: 'page.rst', text: `T\n=\n\n${text}\n` }]).imported[0]?.runbook?.steps ?? []).flatMap((step) => (step.kind === 'runnable' ? [step.source] : []));

test('where reStructuredText keeps its commands', () => {
  const table: [text: string, found: string[]][] = [
    ['.. code-block:: bash\n\n   kubectl get pods', ['kubectl get pods']], ['.. code:: console\n\n   $ zpool status', ['zpool status']], ['Look::\n\n   $ zpool list', ['zpool list']],
    ['.. highlight:: shell-example\n\nLook::\n\n   $ zpool list', ['zpool list']], ['Run :command:`zpool status tank` now.', ['zpool status tank']], ['Run :samp:`kubectl logs {pod}` now.', ['kubectl logs "$POD"']],
    ['#. One:\n\n   .. code-block:: sh\n\n      df -h', ['df -h']], ['.. prompt:: bash $\n\n   df -h', ['df -h']], ['.. code: console\n\n   $ df -h', []], ['Run ``zpool list\n-v tank``.', ['zpool list -v tank']],
    ['.. code-block:: yaml\n\n   run: df -h', []],
  ];
  for (const [text, found] of table) assert.deepEqual(sourcesOf(text), found, text);
});
