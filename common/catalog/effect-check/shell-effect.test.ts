import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readShell } from '../shell.ts';
import { sureEffects, wantsTerminal } from './shell-effect.ts';

const judged: [source: string, effects: string][] = [
  ['kubectl get pods -n x', 'read'],
  ['kubectl -n x --context=y delete pod z', 'destroy'],
  ['kubectl delete pod x', 'destroy'],
  ['kubectl apply -f job.yaml', 'change'],
  ['kubectl replace --force -f job.yaml', 'destroy'],
  ['kubectl rollout status sts x', 'read'],
  ['kubectl rollout restart sts x', 'change'],
  ['kubectl config use-context x', 'read'],
  ['kubectl "$VERB" pods', 'destroy'],
  ['/usr/local/bin/kubectl drain node', 'destroy'],
  ['kubectl get pods -o name | xargs -n 1 kubectl delete', 'read destroy'],
  ['sudo -u root kubectl delete pod x', 'destroy'],
  ['env A=b timeout -k 5 60 kubectl scale --replicas 0 x', 'change'],
  ['for p in $(kubectl get pods -o name); do kubectl delete "$p"; done', 'read destroy'],
  ["bash -c 'kubectl delete pod x'", 'destroy'],
  ['kubectl exec r-0 -- redis-cli XINFO GROUPS k', 'read'],
  ['kubectl exec r-0 -n x -- redis-cli -n 2 DEL k', 'destroy'],
  ['kubectl exec -it r-0 -- redis-cli', ''],
  ['kubectl exec r-0 -- ls', ''],
  ["kubectl exec r-0 -- sh -c 'redis-cli FLUSHALL'", 'destroy'],
  ['redis-cli "$COMMAND"', 'destroy'],
  ['redis-cli XGROUP CREATE k g $', 'change'],
  ['redis-cli xgroup destroy k g', 'destroy'],
  ['helm upgrade x y', 'change'],
  ['argocd app sync x', 'change'],
  ['argocd app sync x --prune', 'destroy'],
  ['vault kv get x', 'read'],
  ['vault kv delete x', 'destroy'],
  ['git push --force', 'destroy'],
  ['git status', ''],
  ['grep kubectl delete file', ''],
  ['echo "kubectl delete pod x"', ''],
];

test('what commands surely do is known by tool and verb', () => {
  for (const [source, expected] of judged) {
    assert.equal(sureEffects(readShell(source).commands).map(({ effect }) => effect).join(' '), expected, source);
  }
});

test('a command that opens a terminal is known', () => {
  const table: [string, boolean][] = [
    ['kubectl exec -it p -- sh', true], ['kubectl exec p -i -t -- sh', true], ['kubectl -n x exec --stdin --tty p -- sh', true],
    ['kubectl exec -i p -- sh', false], ['kubectl exec p -- tar -it', false], ['kubectl get -it', false],
  ];
  for (const [source, wants] of table) assert.equal(readShell(source).commands.some(wantsTerminal), wants, source);
});
