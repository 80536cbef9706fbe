import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importPages } from '../import-pages.ts';

const sources = (text: string) => (importPages([{ file: 'page.md', text: `# A page\n\n${text}\n` }]).imported[0]?.runbook?.steps ?? []).map((step) => (step.kind === 'runnable' ? step.source : step.kind));

test('commands in plain paragraphs', () => {
  const table: [text: string, found: string[]][] = [
    ['Node health: kubectl get nodes', ['kubectl get nodes']], ['Endpoints: kubectl get endpoints web -n prod', ['kubectl get endpoints web -n prod']], ['Control plane: Console → EKS → Networking', []], ['Note: make sure that it runs.', []],
    ['Then run the following command\n\n`pitr restore -d now` with the time.', ['pitr restore -d now']], ['Then stop it:\n\n`# systemctl stop web`', ['systemctl stop web']], ['It looks in `~/.web` first.', []],
    ['Run `kubectl get pods -n web` (e.g. `kubectl get pods -n prod`).', ['kubectl get pods -n web']],
  ];
  for (const [text, found] of table) assert.deepEqual(sources(text), found, text);
});
