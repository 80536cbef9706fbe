import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeholdersIn } from './placeholders.ts';

test('what a reader replaces by hand', () => {
  const table: [command: string, found: string[]][] = [
    ['kubectl logs <pod-name>', ['pod-name']], ['ssh ops@HOST', ['HOST']], ['curl http://{host}/x', ['host']], ['openstack service show TYPE|SERVICE_NAME', ['TYPE or SERVICE_NAME']],
    ['snap list --project [test|production]', ['test|production']], ['zfs list tank-[a1|b2]-data', ['a1|b2']], ["grep 'x[a|b]' y", []], ['awk \'{print $1}\' x', []], ['sort <in >out', []], ['echo "$HOME"', []], ['kubectl get pods -o jsonpath={.items}', []],
  ];
  for (const [command, found] of table) assert.deepEqual(placeholdersIn(command).map(({ inside }) => inside), found, command);
});
