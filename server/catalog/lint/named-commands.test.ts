import assert from 'node:assert/strict';
import { test } from 'node:test';
import { head, lintText } from './text-fixture.ts';

const fence = '```';
const steps = `${fence}bash run=a effect=destroy confirm="x" title="A" expect="x"
kubectl rollout restart statefulset cache -n cache
kubectl get pods -n "$POD" | grep x
kubectl exec cache-0 -n cache -- redis-cli XINFO GROUPS "images:$POD"
sudo make apply file="$REASON.yaml"
curl -sS -w '%{http_code}' "https://x$([ "$DAY" = a ] && echo -b).org/$POD@$REASON"
${fence}

${fence}redis run=b effect=read title="B" expect="x"
XLEN images:\${POD}
${fence}

${fence}console run=c effect=read title="C"
127.0.0.1:6379> XPENDING images group
(nil)
${fence}
`;
const unknown = (code: string): number => lintText(`${head}Run \`${code}\` now.\n\n${steps}`).filter(({ rule }) => rule === 'unknown-command').length;

test('commands of steps may be named, whole or short, with their parameters filled in or open', () => {
  for (const code of ['kubectl rollout restart', 'kubectl rollout restart statefulset cache', 'kubectl get pods -n latiss', 'kubectl get pods -n <namespace>', 'kubectl get pods -n $POD', 'kubectl get pods … -n x', 'redis-cli XINFO GROUPS images:hsc',
    'XINFO GROUPS images:hsc', 'XINFO GROUPS <key>', 'xinfo', 'XLEN images:hsc', 'XPENDING images', 'make apply file=job.yaml', 'make apply', '/usr/bin/make apply', 'kubectl', 'redis-cli', 'kubectl get pods -n x | grep y', 'TODAY x', 'GET /api', 'curl https://x-b.org/profile@path/to/file', 'cache-0']) {
    assert.equal(unknown(code), 0, code);
  }
});

test('commands that no step runs are told', () => {
  for (const code of ['kubectl rollout undo', 'kubectl get jobs', 'kubectl rollout restart deployment cache', 'XLEN pictures', 'DEL images:hsc', 'make destroy', 'vault login', 'XINFO STREAM images:hsc']) assert.equal(unknown(code), 1, code);
});

test('an instruction for a person is not asked', () => {
  assert.equal(lintText(`${head}<Manual id="x">Type \`kubectl get jobs\`.</Manual>\n`).filter(({ rule }) => rule === 'unknown-command').length, 0);
});
