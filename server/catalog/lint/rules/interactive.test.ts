import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lintStep } from '../text-fixture.ts';

const typed = ['nano job.yaml', 'vim x', 'sudo vi /etc/x', 'EDITOR=nano kubectl edit sts/a', 'kubectl exec -it cache-0 -- bash', 'kubectl exec -it cache-0 -- redis-cli', 'redis-cli', 'redis-cli -h x -p 5',
  'vault login', 'vault login -method ldap -username x', 'psql -h x db', 'sqlite3 a.db', 'ssh host', 'ssh -p 22 user@host', 'git rebase -i main', 'git commit', 'git commit --amend',
  'read -rp "Sure? " answer', 'python3', 'bash', 'crontab -e', 'less x.log', 'docker login x', 'rm -i x', 'passwd'];
const untyped = ['cat x | less', 'redis-cli ping', 'redis-cli < commands', 'echo PING | redis-cli', 'redis-cli -h x PING', 'kubectl exec cache-0 -- redis-cli PING', 'vault login -method=ldap username=x password=y',
  'vault login - < token', 'vault login -method=token token=x', 'psql -c "select 1"', 'psql < x.sql', 'sqlite3 a.db "select 1"', 'ssh host uptime', 'git commit -m x', 'git commit -qam x', 'git commit --amend --no-edit',
  'python3 x.py', 'python3 -c 1', 'bash x.sh', 'sh -c "true"', 'while read -r x; do echo "$x"; done < y', 'rm -rf x', 'kubectl get x', 'git rebase main', 'node x.js'];

test('what waits for somebody to type is told, once', () => {
  for (const source of typed) assert.equal(lintStep('interactive', source).length, 1, source);
});

test('what does not is not', () => {
  for (const source of untyped) assert.deepEqual(lintStep('interactive', source), [], source);
});

test('a step that is marked may', () => {
  for (const source of typed) assert.deepEqual(lintStep('interactive', source, 'effect=destroy interactive'), [], source);
});
