/** Pods: how they begin, fail and end; their logs, and commands in them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { conformance } from './table.ts';

/** Containers of these tests are processes of this machine: what probes look for lies here. */
const folder = mkdtempSync(join(tmpdir(), 'handrail-probes-'));
after(() => { rmSync(folder, { recursive: true, force: true }); });

const pod = (name: string, script: string, container = '', spec = '') => `
{apiVersion: v1, kind: Pod, metadata: {name: ${name}, namespace: default, labels: {name: ${name}}}, spec: {terminationGracePeriodSeconds: 1, ${spec}containers: [{name: main, image: busybox, command: [sh, -c, "${script}"]${container}}]}}`;
const never = 'restartPolicy: Never, ';
const sleep = 'exec sleep 1000';

conformance('how pods fare', {}, [
  [
    { run: 'apply -f -', input: pod('done', 'echo bye', '', never), out: 'pod/done created' },
    { run: 'wait --for=jsonpath={.status.phase}=Succeeded pod/done --timeout=30s', out: 'pod/done condition met' },
    { run: 'get pod done', cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'done|0/1|Completed|0|~'] },
    { run: 'exec done -- ls', status: 1, err: /^error: cannot exec into a container in a completed pod; current phase is Succeeded/ },
    { run: 'logs done', out: 'bye' },
    { run: 'describe pod done', out: /Status: +Succeeded\n[\s\S]*State: +Terminated\n {6}Reason: +Completed\n {6}Exit Code: +0\n[\s\S]*Ready +False/ },
  ],
  [
    { run: 'apply -f -', input: pod('broken', 'exit 3', '', never), out: 'pod/broken created' },
    { run: 'get pod broken', until: true, cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'broken|0/1|Error|0|~'] },
    { run: 'get pod broken -o jsonpath={.status.phase}/{.status.containerStatuses[0].state.terminated.exitCode}', out: 'Failed/3' },
  ],
  [
    { run: 'apply -f -', input: pod('crash', 'echo again; exit 1'), out: 'pod/crash created' },
    { run: 'get pod crash', until: true, cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'crash|0/1|CrashLoopBackOff|1 (~ ago)|~'] },
    { run: 'logs crash --previous', out: 'again' },
    { run: 'describe pod crash', out: /State: +Waiting\n {6}Reason: +CrashLoopBackOff\n {4}Last State: +Terminated\n {6}Reason: +Error\n {6}Exit Code: +1\n[\s\S]*Restart Count: +1\n[\s\S]*Warning +BackOff +.* kubelet +Back-off restarting failed container main in pod crash_default\([-0-9a-f]{36}\)/ },
    { run: 'get events --field-selector involvedObject.name=crash,reason=Started -o jsonpath={.items[0].count}', out: '2' },
  ],
  [
    { run: 'run lost --image=nobody/knows:1', out: 'pod/lost created' },
    { run: 'get pod lost', until: true, cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'lost|0/1|ImagePullBackOff|0|~'] },
    { run: 'logs lost', status: 1, err: 'Error from server (BadRequest): container "lost" in pod "lost" is waiting to start: trying and failing to pull image' },
    { run: 'describe pod lost', out: /Reason: +ImagePullBackOff\n[\s\S]*Normal +Pulling +.*Pulling image "nobody\/knows:1"\n[\s\S]*Warning +Failed +.*Failed to pull image "nobody\/knows:1": [\s\S]*Warning +Failed +.*Error: ErrImagePull\n[\s\S]*Normal +BackOff +.*Back-off pulling image "nobody\/knows:1"/ },
    { run: 'set image pod/lost lost=Busybox', out: 'pod/lost image updated' },
    { run: 'get pod lost', until: true, cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'lost|0/1|InvalidImageName|0|~'] },
    { run: 'set image pod/lost lost=busybox', out: 'pod/lost image updated' },
    { run: 'wait --for=condition=Ready pod/lost --timeout=30s', out: 'pod/lost condition met' },
  ],
  [
    { run: 'apply -f -', input: pod('needy', 'echo word=$WORD; exec sleep 1000', ', env: [{name: WORD, valueFrom: {secretKeyRef: {name: needed, key: k}}}]'), out: 'pod/needy created' },
    { run: 'get pod needy', until: true, cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'needy|0/1|CreateContainerConfigError|0|~'] },
    { run: 'describe pod needy', out: /Warning +Failed +.*Error: secret "needed" not found/ },
    { run: 'apply -f -', input: '{apiVersion: v1, kind: Secret, metadata: {name: needed}, stringData: {k: open}}', out: 'secret/needed created' },
    { run: 'wait --for=condition=Ready pod/needy --timeout=30s', out: 'pod/needy condition met' },
    { run: 'logs needy', until: true, out: 'word=open' },
  ],
  [
    { run: 'apply -f -', input: pod('prepared', sleep, '', 'initContainers: [{name: first, image: busybox, command: [sh, -c, "echo one; sleep 1.5"]}, {name: second, image: busybox, command: ["true"]}], '), out: 'pod/prepared created' },
    { run: 'get pod prepared', until: true, cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'prepared|0/1|Init:0/2|0|~'] },
    { run: 'logs prepared', status: 1, err: 'Defaulted container "main" out of: main, first (init), second (init)\nError from server (BadRequest): container "main" in pod "prepared" is waiting to start: PodInitializing' },
    { run: 'wait --for=condition=Ready pod/prepared --timeout=30s', out: 'pod/prepared condition met' },
    { run: 'logs prepared -c first', out: 'one' },
    { run: 'describe pod prepared', out: /^Init Containers:\n {2}first:\n[\s\S]*Reason: +Completed\n[\s\S]*^Containers:\n {2}main:\n/m },
  ],
  [
    { run: 'apply -f -', input: pod('unprepared', sleep, '', 'initContainers: [{name: first, image: busybox, command: ["false"]}], '), out: 'pod/unprepared created' },
    { run: 'get pod unprepared', until: true, cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'unprepared|0/1|Init:CrashLoopBackOff|1 (~ ago)|~'] },
  ],
  [
    { run: 'apply -f -', input: pod('hopeless', sleep, '', `${never}initContainers: [{name: first, image: busybox, command: ["false"]}], `), out: 'pod/hopeless created' },
    { run: 'get pod hopeless', until: true, cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'hopeless|0/1|Init:Error|0|~'] },
  ],
  [
    { run: 'apply -f -', input: pod('nowhere', sleep, '', 'nodeSelector: {disk: fast}, '), out: 'pod/nowhere created' },
    { run: 'get pod nowhere -o wide', until: true, cells: ['NAME|READY|STATUS|RESTARTS|AGE|IP|NODE|NOMINATED NODE|READINESS GATES', 'nowhere|0/1|Pending|0|~|<none>|<none>|<none>|<none>'] },
    { run: 'describe pod nowhere', until: true, out: /PodScheduled +False[\s\S]*Warning +FailedScheduling +.*default-scheduler +0\/1 nodes are available: 1 node\(s\) didn't match Pod's node affinity\/selector\. preemption: 0\/1 nodes are available: 1 Preemption is not helpful for scheduling\./ },
    { run: 'logs nowhere', status: 1, err: /pod nowhere does not have a host assigned/ },
    { run: 'label node practice disk=fast', out: 'node/practice labeled' },
    { run: 'wait --for=condition=Ready pod/nowhere --timeout=30s', out: 'pod/nowhere condition met' },
  ],
]);

conformance('pods whose time is short', {}, [
  [
    { run: 'apply -f -', input: pod('brief', sleep, '', `${never}activeDeadlineSeconds: 1, `), out: 'pod/brief created' },
    { run: 'wait --for=jsonpath={.status.phase}=Failed pod/brief --timeout=30s', out: 'pod/brief condition met' },
    { run: 'get pod brief -o jsonpath={.status.reason}:{.status.message}', out: 'DeadlineExceeded:Pod was active on the node longer than the specified deadline' },
    { run: 'get pod brief', until: true, cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'brief|0/1|Error|0|~'] },
  ],
]);

conformance('probes', {}, [
  [
    { run: 'apply -f -', input: pod('asked', sleep, `, readinessProbe: {exec: {command: [cat, ${folder}/ready]}, periodSeconds: 1}`), out: 'pod/asked created' },
    { run: 'get events --field-selector involvedObject.name=asked,reason=Unhealthy -o jsonpath={.items[0].message}', until: true, out: `Readiness probe failed: cat: ${folder}/ready: No such file or directory` },
    { run: 'get pod asked', cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'asked|0/1|Running|0|~'] },
    { run: `exec asked -- touch ${folder}/ready`, out: '' },
    { run: 'wait --for=condition=Ready pod/asked --timeout=30s', out: 'pod/asked condition met' },
    { run: 'describe pod asked', out: /Readiness: +exec \[cat \S+\/ready\] delay=0s timeout=1s period=1s #success=1 #failure=3\n/ },
  ],
  [
    { run: 'apply -f -', input: pod('ill', sleep, ', livenessProbe: {exec: {command: [sh, -c, "echo ill; false"]}, periodSeconds: 1, failureThreshold: 1}'), out: 'pod/ill created' },
    { run: 'get pod ill -o jsonpath={.status.containerStatuses[0].restartCount}', until: true, out: /^[1-9]/ },
    { run: 'get events --field-selector involvedObject.name=ill,reason=Killing -o jsonpath={.items[0].message}', out: 'Container main failed liveness probe, will be restarted' },
    { run: 'get events --field-selector involvedObject.name=ill,reason=Unhealthy -o jsonpath={.items[0].type}:{.items[0].message}', out: 'Warning:Liveness probe failed: ill' },
  ],
  [
    { run: 'apply -f -', input: pod('slow', sleep, `, startupProbe: {exec: {command: [test, -e, ${folder}/started]}, periodSeconds: 1, failureThreshold: 30}`), out: 'pod/slow created' },
    { run: 'wait --for=jsonpath={.status.containerStatuses[0].state.running.startedAt} pod/slow --timeout=30s', out: 'pod/slow condition met' },
    { run: 'get pod slow -o jsonpath={.status.containerStatuses[0].started}', out: 'false' },
    { run: `exec slow -- touch ${folder}/started`, out: '' },
    { run: 'wait --for=condition=Ready pod/slow --timeout=30s', out: 'pod/slow condition met' },
  ],
]);

const talker = `
{apiVersion: v1, kind: Pod, metadata: {name: talker, namespace: default, labels: {app: talk}}, spec: {terminationGracePeriodSeconds: 1, containers: [
  {name: a, image: busybox, command: [sh, -c, "for i in 1 2 3; do echo line $i; done; exec sleep 1000"]},
  {name: b, image: busybox, command: [sh, -c, "echo other; exec sleep 1000"]}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: alone, namespace: default, labels: {app: talk}}, spec: {terminationGracePeriodSeconds: 1, containers: [
  {name: only, image: busybox, command: [sh, -c, "echo solo; exec sleep 1000"]}]}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: default}, spec: {replicas: 1, selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {terminationGracePeriodSeconds: 1, containers: [{name: c, image: nginx, command: [sh, -c, "echo served; exec sleep 1000"]}]}}}}
`;

conformance('logs and commands', { objects: talker }, [
  [
    { run: 'wait --for=condition=Ready pod/talker pod/alone --timeout=30s', out: 'pod/talker condition met\npod/alone condition met' },
    { run: 'wait --for=condition=Available deploy/web --timeout=30s', out: 'deployment.apps/web condition met' },
    { run: 'logs talker', out: 'line 1\nline 2\nline 3', err: 'Defaulted container "a" out of: a, b' },
    { run: 'logs talker -c b', out: 'other' },
    { run: 'logs talker b', out: 'other' },
    { run: 'logs talker --all-containers --prefix', out: /^(?=[\s\S]*\[pod\/talker\/a\] line 1\n)(?=[\s\S]*\[pod\/talker\/b\] other\n)/ },
    { run: 'logs talker -c a --tail=1', out: 'line 3' },
    { run: 'logs talker -c a --since=1h', out: 'line 1\nline 2\nline 3' },
    { run: 'logs talker -c a --since-time=2100-01-01T00:00:00Z', out: '' },
    { run: 'logs talker -c a --limit-bytes=6', out: 'line 1' },
    { run: 'logs talker -c a --timestamps --tail=1', out: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z line 3\n$/ },
    { run: 'logs talker -c none', status: 1, err: 'error: container none is not valid for pod talker' },
    { run: 'logs talker -c a --previous', status: 1, err: 'Error from server (BadRequest): previous terminated container "a" in pod "talker" not found' },
    { run: 'logs -l app=talk --all-containers --tail=1', out: /^(?=[\s\S]*line 3)(?=[\s\S]*other)(?=[\s\S]*solo)/ },
    { run: 'logs deploy/web', out: 'served' },
    { run: 'logs -f alone', killAfter: 1.5, out: 'solo' },
    { run: 'logs none', status: 1, err: 'error: error from server (NotFound): pods "none" not found in namespace "default"' },
    { run: 'exec alone -- echo hello', out: 'hello' },
    { run: 'exec alone -- sh -c \'echo bad >&2; exit 7\'', status: 7, err: 'bad\ncommand terminated with exit code 7' },
    { run: 'exec -i alone -- cat', input: 'typed\n', out: '#\ntyped' },
    { run: 'exec talker -c b -- echo b', out: 'b' },
    { run: 'exec talker -- echo a', out: 'a', err: 'Defaulted container "a" out of: a, b' },
    { run: 'exec talker -c none -- ls', status: 1, err: /container none is not valid for pod talker|container not found \("none"\)/ },
    { run: 'exec deploy/web -- echo there', out: 'there' },
    { run: 'exec none -- ls', status: 1, err: 'Error from server (NotFound): pods "none" not found' },
    { run: 'exec alone -- no-such-program', status: 1, err: /no-such-program/ },
  ],
]);
