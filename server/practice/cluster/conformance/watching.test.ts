/** What goes on as it happens: watches, events, followed logs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startBench } from '../testing/kubectl.ts';
import { cells, conformance } from './table.ts';

const pause = (milliseconds: number) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

test('watches show each change once, and followers see lines as they come', { timeout: 60_000 }, async () => {
  const bench = await startBench();
  const pod = ['run', 'p', '--image=busybox', '--', 'sh', '-c', 'for i in 1 2 3; do echo line $i; sleep 0.3; done; exec sleep 100'];
  try {
    const watching = bench.kubectl('get pods -w', { killAfter: 7000 });
    const typed = bench.kubectl('get pods -w --output-watch-events --no-headers -o wide', { killAfter: 7000 });
    await pause(800);
    await bench.kubectl(pod);
    await bench.kubectl('wait --for=condition=Ready pod/p --timeout=30s');
    const [followed, named] = await Promise.all([bench.kubectl('logs -f p', { killAfter: 2000 }), bench.kubectl('get pod p -w', { killAfter: 2000 })]);
    await bench.kubectl('delete pod p --grace-period=1');
    assert.equal(followed.stdout, 'line 1\nline 2\nline 3\n');
    assert.match(named.stdout, cells(['NAME|READY|STATUS|RESTARTS|AGE', 'p|1/1|Running|0|~']));
    const lines = (await watching).stdout.split('\n').filter((line) => line !== '');
    assert.match(lines[0] ?? '', /^NAME +READY +STATUS +RESTARTS +AGE$/);
    const states = lines.slice(1).map((line) => line.split(/ +/).slice(1, 3).join(' '));
    for (const needed of ['0/1 Pending', '0/1 ContainerCreating', '1/1 Running', '1/1 Terminating']) assert.ok(states.includes(needed), `${needed} in ${states.join(', ')}`);
    const types = (await typed).stdout.split('\n').map((line) => line.split(/ +/)[0] ?? '').filter((word) => word !== '');
    assert.deepEqual([types[0], types.at(-1), [...new Set(types)]], ['ADDED', 'DELETED', ['ADDED', 'MODIFIED', 'DELETED']]);
    assert.deepEqual(bench.errors, []);
  } finally {
    await bench.close();
  }
});

const quiet = '{apiVersion: v1, kind: Pod, metadata: {name: quiet, namespace: default}, spec: {terminationGracePeriodSeconds: 1, containers: [{name: main, image: busybox}]}}';

conformance('events', { objects: quiet }, [
  [
    { run: 'wait --for=condition=Ready pod/quiet --timeout=30s', out: 'pod/quiet condition met' },
    // the scheduler tells the time to the microsecond, the kubelet in seconds: within one second their order is open
    { run: 'events', out: /^LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n(?=[\s\S]*Scheduled +Pod\/quiet +Successfully assigned default\/quiet to practice\n)[\s\S]*Pulling +Pod\/quiet +Pulling image "busybox"\n.*Pulled +Pod\/quiet +Successfully pulled image "busybox" in \d+ms \(\d+ms including waiting\)\. Image size: \d+ bytes\.\n.*Created +Pod\/quiet +Created container: main\n.*Started +Pod\/quiet +Started container main\n/ },
    { run: 'events --for pod/quiet --types=Warning', err: 'No events found in default namespace.' },
    { run: 'events -A --no-headers', out: /^default +\d+s +Normal +Scheduled +Pod\/quiet/m },
    { run: 'get events --field-selector involvedObject.name=quiet,reason=Started -o wide', cells: [
      'LAST SEEN|TYPE|REASON|OBJECT|SUBOBJECT|SOURCE|MESSAGE|FIRST SEEN|COUNT|NAME', '~|Normal|Started|pod/quiet|spec.containers{main}|kubelet, practice|Started container main|~|1|quiet.*'] },
    { run: 'get events --sort-by=.metadata.creationTimestamp -o name', out: /^event\/quiet\.[0-9a-f]+\n/ },
  ],
  { run: 'get pods -w --request-timeout=1s', out: /^NAME +READY +STATUS/ },
]);
