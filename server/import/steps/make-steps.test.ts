import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importPages } from '../import-pages.ts';

const stepsOf = (text: string) => (importPages([{ file: 'page.md', text: `# T\n\n${text}\n` }]).imported[0]?.runbook?.steps ?? []).flatMap((step) => (step.kind === 'runnable' ? [step] : []));
const fenced = (source: string) => `\`\`\`bash\n${source}\n\`\`\``;

test('what stands right below a command says what it expects, where it is short and literal', () => {
  const table: [below: string, expect: string | null][] = [
    ['Should show: `active`', 'active'], ['Expected output: PONG', 'PONG'], ['This should print `true`.', 'true'], ['Expected output:\n\n```\nPONG\n```', 'PONG'],
    ['Expected output:\n\n```\nweb-0 Running 3h\n```', null], ['Should show: `<pod-name>`', null], ['Expected: all of them are there', null], ['Use `active` there.', null],
  ];
  for (const [below, expect] of table) assert.equal(stepsOf(`${fenced('systemctl is-active web')}\n\n${below}`)[0]?.expect, expect, below);
});

test('a title comes from the remark above, else from the sentence before', () => {
  const table: [text: string, title: string][] = [
    [fenced('# Look at it\nkubectl get pods'), 'Look at it'], [`Look here. Check the pods:\n\n${fenced('kubectl get pods')}`, 'Check the pods'], [`Delete the old pod.\n\n${fenced('kubectl delete pod web-0')}`, 'Delete the old pod'],
    [`The pods are many, and so on.\n\n${fenced('kubectl get pods')}`, 'kubectl get pods'],
  ];
  for (const [text, title] of table) assert.equal(stepsOf(text)[0]?.title, title);
});

test('lines that lost their marks', () => {
  assert.deepEqual(stepsOf('Look at it\nsystemctl status web\n\n- redis-cli config get maxmemory\n- kubectl and helm are needed\n\nSELECT a\nFROM b;').map(({ source }) => source), ['systemctl status web', 'redis-cli config get maxmemory', 'SELECT a\nFROM b;']);
  assert.deepEqual(stepsOf('1. One\n\n  - Two:\n\n        ```\n        kubectl get pods\n        ```').map(({ source }) => source), ['kubectl get pods']);
});

test('what is typed into an opened shell makes its step as harsh as it is', () => {
  const [step, ...others] = stepsOf(fenced('ssh db-1\nsudo rm -r /srv/old'));
  assert.deepEqual(others, []);
  assert.equal(step?.effect, 'destroy');
  assert.equal(step.interactive, true);
});
