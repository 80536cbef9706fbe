import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRunbook } from '../catalog/compile.ts';
import { fit } from './touch.ts';
import { touchesOf } from './touches.ts';

const front = `---
title: Trial
service: Trial
targets:
  dev: {title: Development, context: trial-dev}
  prod: {title: Production, context: trial}
redis: {pod: trial-redis-0, namespace: trial-redis}
parameters:
  INSTRUMENT: {type: choice, choices: [latiss, lsstcam], default: latiss}
  FILE: {type: name, default: job.yaml}
  POD: {type: name}
---

`;

const fences: Readonly<Record<string, string>> = { bash: 'bash run=it effect=destroy', redis: 'redis run=it effect=destroy', console: 'console run=it effect=destroy', sql: 'sql run=it effect=destroy' };

function touched(language: string, source: string, more = ''): string {
  const text = `${front}## Do it\n\n\`\`\`${fences[language] ?? language}${more}\n${source}\n\`\`\`\n`;
  const { runbook, problems } = compileRunbook({ id: 'trial', file: 'trial.mdx', bytes: new TextEncoder().encode(text) });
  assert.ok(runbook, JSON.stringify(problems));
  const [step] = runbook.steps;
  assert.ok(step);
  return touchesOf(step, runbook).filter(({ kind }) => kind !== 'context').map(({ kind, name }) => `${kind}:${name}`).join(' ');
}

const rows: readonly [language: string, source: string, touches: string][] = [
  ['bash', 'kubectl get pods -n a', 'namespace:a resource:pods'],
  ['bash', 'kubectl --namespace=a get deploy/x sts/y', 'namespace:a resource:deployment/x resource:statefulset/y'],
  ['bash', 'kubectl delete pod "$POD" -na', 'namespace:a resource:pods'],
  ['bash', 'kubectl get pods -n "$TARGET-$INSTRUMENT"', 'namespace:dev-latiss namespace:dev-lsstcam namespace:prod-latiss namespace:prod-lsstcam resource:pods'],
  ['bash', 'kubectl logs -f web-0 -n a --tail=5', 'namespace:a resource:pod/web-0'],
  ['bash', 'kubectl patch cronjob tick -n a -p \'{"spec":{}}\'', 'namespace:a resource:cronjob/tick'],
  ['bash', 'kubectl wait kafkatopic/visits -n k --for=condition=Ready', 'namespace:k resource:kafkatopic/visits topic:visits'],
  ['bash', 'cd /workspace/here && kubectl apply -f ../there/a.yaml -n a', 'namespace:a file:there/a.yaml'],
  ['bash', 'ns=mine; for x in one two; do kubectl -n "$ns" rollout restart deployment "$x"; done', 'namespace:mine resource:deployment/one resource:deployment/two'],
  ['bash', 'sudo -u me watch -n 2 kubectl get svc web -n a', 'namespace:a resource:service/web'],
  ['bash', 'echo "$(kubectl get cm conf -n a)" >/dev/null', 'namespace:a resource:configmap/conf'],
  ['bash', 'bash -c "kubectl get jobs -n a"', 'namespace:a resource:jobs'],
  ['bash', '# kubectl get pods -n nowhere\necho "kubectl -n nowhere"', ''],
  ['bash', 'kubectl exec p-0 -n a -- redis-cli -n 2 XPENDING "instrument:$INSTRUMENT" "${INSTRUMENT}_group"', 'namespace:a resource:pod/p-0 stream:instrument:latiss stream:instrument:lsstcam group:latiss_group group:lsstcam_group'],
  ['bash', 'kubectl -n "$(cat /dev/null)" get pods', 'resource:pods'],
  ['bash', 'make -C deploy apply file="$FILE"', 'file:deploy/job.yaml make:apply'],
  ['bash', 'grep -e DATE -A 1 a.yaml | sed -i s/a.b/c.d/ b.yaml > /workspace/out/c.txt', 'file:out/c.txt file:b.yaml file:a.yaml'],
  ['bash', 'argocd app sync shop', 'app:shop'],
  ['bash', 'kafka-topics.sh --describe --topic visits; s3cmd ls s3://images/raw', 'topic:visits bucket:images'],
  ['redis', 'XGROUP CREATE instrument:${INSTRUMENT} readers $ MKSTREAM\nDEL a b\nPING', 'namespace:trial-redis resource:pod/trial-redis-0 stream:instrument:latiss stream:instrument:lsstcam stream:a stream:b group:readers'],
  ['redis', 'XREADGROUP GROUP readers me COUNT 1 STREAMS one two > >\nSCAN 0 MATCH instrument:*', 'namespace:trial-redis resource:pod/trial-redis-0 stream:one stream:two stream:instrument:* group:readers'],
  ['console', '127.0.0.1:6379> XINFO GROUPS visits\nanything', 'namespace:trial-redis resource:pod/trial-redis-0 stream:visits'],
  ['console', '$ kubectl get pods -n a\nNAME …', 'namespace:a resource:pods'],
  ['sql', 'UPDATE tasks."${INSTRUMENT}" SET a = 1; -- from nowhere\nDELETE FROM old WHERE b = \'from here\';', 'table:tasks.latiss table:tasks.lsstcam table:old'],
  ['yaml file=job.yaml', 'a: 1', 'file:job.yaml'],
];

for (const [language, source, touches] of rows) {
  test(`${language}: ${source.split('\n')[0] ?? ''}`, () => {
    const sorted = (text: string): string[] => text.split(' ').sort();
    assert.deepEqual(sorted(touched(language, source)), sorted(touches));
  });
}

test('a step for one target is in that one only', () => {
  assert.equal(touched('bash', 'kubectl get pods -n "$TARGET-x"', ' only=prod'), 'namespace:prod-x resource:pods');
});

test('how a name fits what is asked', () => {
  const fits: readonly [string, string, number][] = [['a', 'A', 3], ['x/job.yaml', 'job.yaml', 2], ['pod/web-0', 'pod', 2], ['instrument:*', 'instrument:hsc', 2], ['a*c*', 'abcd', 2], ['a*c', 'abcd', 0], ['prompt-redis', 'redis', 1], ['a', 'b', 0]];
  for (const [name, wanted, how] of fits) assert.equal(fit(name, wanted), how, `${name} for ${wanted}`);
});
