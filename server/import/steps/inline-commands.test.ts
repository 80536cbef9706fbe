import assert from 'node:assert/strict';
import { test } from 'node:test';
import { languageOf } from './inline-commands.ts';

/** A sentence, whose command stands between backticks: is it meant to be run? */
const isOrder = (sentence: string) => {
  const [before = '', code = '', after = ''] = sentence.split('`');
  return languageOf(code, before, after) !== null;
};

test('commands that a sentence tells its reader to run', () => {
  for (const sentence of [
    'Run `systemctl status web` on the node.', '`ceph status` will indicate that it has ended.', '`sacct -j 12` shows how a job ended.', 'Check it with `kubectl get pods -n web`.', 'Do not forget to run `systemctl daemon-reload`.',
    'Never stop it without running `nodetool drain` first.', 'Force it (`kubectl delete pod <name>`).', 'by running `crunch-cluster list` on a node', 'Execute `terraform plan`',
  ]) assert.equal(isOrder(sentence), true, sentence);
});

test('commands that a sentence only speaks of', () => {
  for (const sentence of [
    'Do not detach it by using the `openstack server remove volume x y` command.', 'Never run `rm -rf /srv`.', 'Edit it with `kubectl edit -n web`.', 'Switch with `kubectl config use-context`.', 'as shown via `helm list -A`.', 'We change it safely (`terraform plan` first).',
    'an option of `gnt-cluster init`', 'new ones are made when upgrading with `gnt-cluster upgrade`.', '`kubectl get secrets -A` shows errors', 'from the original `vault operator init`', 'The `kubectl apply -k .` command hangs.', 'the annotation `config.example.net/state : Working` is set',
  ]) assert.equal(isOrder(sentence), false, sentence);
});
