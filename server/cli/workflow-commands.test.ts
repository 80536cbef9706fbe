import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutCommands } from './workflow-commands.ts';

test('elsewhere a text stays as it is', () => {
  assert.equal(withoutCommands('  ::add-mask::x', {}), '  ::add-mask::x');
});

test('in GitHub Actions nothing in a text is a command, and commands go on behind it', () => {
  const lines = withoutCommands('  ::add-mask::x\n##[add-mask]x', { GITHUB_ACTIONS: 'true' }).split('\n');
  const word = /^::stop-commands::(\S{36})$/.exec(lines[0] ?? '')?.[1];
  assert.ok(word);
  assert.deepEqual(lines.slice(1), ['  ::add-mask::x', '##[add-mask]x', `::${word}::`, '']);
  assert.notEqual(withoutCommands('x', { GITHUB_ACTIONS: 'true' }).split('\n')[0], lines[0]);
});
