import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lintStep } from '../text-fixture.ts';

const endless: [source: string, place: string, what: RegExp][] = [
  ['kubectl logs -f cache-0', '1:1', /kubectl logs -f/], ['kubectl -n x logs cache-0 --follow', '1:1', /logs/], ['kubectl get pods -w', '1:1', /get -w/],
  ['kubectl get pods --watch-only', '1:1', /get -w/], ['echo a\n  kubectl port-forward svc/a 80', '2:3', /port-forward/], ['kubectl proxy', '1:1', /proxy/],
  ['tail -f x.log', '1:1', /tail/], ['tail -n5 -F x.log', '1:1', /tail/], ['sudo tail -f x.log', '1:1', /tail/], ['watch -n 2 date', '1:1', /watch/],
  ['top', '1:1', /top/], ['ping host', '1:1', /ping/], ['redis-cli monitor', '1:1', /monitor/], ['redis-cli -h x SUBSCRIBE y', '1:1', /monitor/],
  ['kubectl exec cache-0 -- redis-cli MONITOR', '1:1', /redis-cli/], ["bash -c 'tail -f x'", '1:1', /tail/], ['kubectl exec cache-0 -- sh -c "tail -f x"', '1:1', /tail/],
  ['sleep infinity', '1:1', /sleep/], ['while true; do date; sleep 1; done', '1:1', /while true/], ['until false; do date; done', '1:1', /until false/],
  ['journalctl -fu cache', '1:1', /journalctl/], ['kubectl logs -f cache-0 | grep x', '1:1', /logs/], ['argocd app logs cache -f', '1:1', /argocd/],
];
const ends = ['kubectl logs cache-0', 'kubectl logs --tail=5 cache-0', 'kubectl get pods', 'kubectl rollout status sts/a', 'tail -n 5 x.log', 'tail x', 'timeout 10 tail -f x.log',
  'kubectl logs -f cache-0 | head -1', 'kubectl port-forward svc/a 80 &\nkill %1', 'ping -c 3 host', 'ping -w 5 host', 'top -bn1', 'kubectl top pods', 'sleep 5', 'redis-cli ping',
  'while true; do date && break; done', 'while read -r x; do echo "$x"; done < y', 'kubectl exec a -- grep -f x y', 'echo tail -f', 'grep -w watch x', 'kubectl wait pod/a --for=delete'];

test('what never ends is told where it stands', () => {
  for (const [source, place, what] of endless) {
    const [found = '', ...more] = lintStep('endless', source);
    assert.ok(found.startsWith(`${place} error`), `${source}: ${found}`);
    assert.match(found, what, source);
    assert.deepEqual(more, []);
  }
});

test('what ends is not', () => {
  for (const source of ends) assert.deepEqual(lintStep('endless', source), [], source);
});

test('it may run beside others, be stopped by its reader, or by a time of its own', () => {
  for (const meta of ['background', 'interactive', 'timeout=2m']) assert.deepEqual(lintStep('endless', 'tail -f x', `effect=read ${meta}`), []);
});

test('Redis’s own are known too', () => {
  assert.equal(lintStep('endless', 'PING\nMONITOR', 'effect=read', 'redis').length, 1);
  assert.deepEqual(lintStep('endless', 'XLEN a', 'effect=read', 'redis'), []);
});
