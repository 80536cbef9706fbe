/** The real kubectl against a cluster whose containers are real processes: what it prints and how it ends. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bench, type Result, startBench } from './testing/kubectl.ts';

interface Step {
  /** arguments; a text is split at spaces */
  run: string | string[];
  /** YAML; a comment is put before it, since kubectl takes what begins with a brace for JSON */
  input?: string;
  /** 0 unless told */
  status?: number;
  out?: RegExp | string;
  err?: RegExp | string;
  /** seconds after which kubectl is ended, for what does not end by itself */
  killAfter?: number;
  /** repeated until it comes out as told, for what takes its time */
  until?: true;
}

function check(step: Step, { status, stdout, stderr }: Result): void {
  const shown = `kubectl ${String(step.run)}\nstatus ${status}\n${stdout}\n${stderr}`;
  const matches = (text: string, wanted: RegExp | string) => (typeof wanted === 'string' ? text.trimEnd() === wanted : wanted.test(text));
  if (step.killAfter === undefined) assert.equal(status, step.status ?? 0, shown);
  if (step.out !== undefined) assert.ok(matches(stdout, step.out), `${shown}\nwanted ${String(step.out)}`);
  if (step.err !== undefined) assert.ok(matches(stderr, step.err), `${shown}\nwanted ${String(step.err)}`);
}

async function follow(bench: Bench, steps: Step[]): Promise<void> {
  for (const step of steps) {
    const { input, killAfter } = step;
    const options = { ...(input === undefined ? {} : { input: `#\n${input}` }), ...(killAfter === undefined ? {} : { killAfter: killAfter * 1000 }) };
    for (let left = step.until ? 40 : 0; ; left -= 1) {
      const result = await bench.kubectl(step.run, options);
      try {
        check(step, result);
        break;
      } catch (error) {
        if (left <= 0) throw error;
        await new Promise((resolve) => { setTimeout(resolve, 100); });
      }
    }
  }
  assert.deepEqual(bench.errors, []);
}

function scenario(what: string, steps: Step[]): void {
  test(what, { timeout: 50_000 }, async () => {
    const bench = await startBench();
    try {
      await follow(bench, steps);
    } finally {
      await bench.close();
    }
  });
}

const redis = `
apiVersion: v1
kind: Namespace
metadata: {name: prompt-redis}
---
apiVersion: v1
kind: Service
metadata: {name: prompt-redis, namespace: prompt-redis}
spec: {clusterIP: None, ports: [{port: 6379}], selector: {app: redis}}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: prompt-redis, namespace: prompt-redis}
spec:
  serviceName: prompt-redis
  selector: {matchLabels: {app: redis}}
  template:
    metadata: {labels: {app: redis}}
    spec:
      terminationGracePeriodSeconds: 2
      containers:
      - {name: redis, image: "redis:7.0.15", command: [sh, -c, "echo ready; exec sleep 1000"], volumeMounts: [{name: data, mountPath: /data}]}
  volumeClaimTemplates:
  - metadata: {name: data}
    spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`;

const n = '-n prompt-redis';

scenario('a StatefulSet, from its first pod to its end', [
  { run: 'version', out: /Server Version: v1\.32/ },
  { run: 'get namespaces', out: /^NAME +STATUS +AGE\ndefault +Active/ },
  { run: 'apply -f -', input: redis, out: 'namespace/prompt-redis created\nservice/prompt-redis created\nstatefulset.apps/prompt-redis created' },
  // the claim templates got defaults, and kubectl compares such a list whole: it says so of real clusters as well
  { run: 'apply -f -', input: redis, out: 'namespace/prompt-redis unchanged\nservice/prompt-redis unchanged\nstatefulset.apps/prompt-redis configured' },
  { run: `rollout status sts/prompt-redis ${n} --timeout=10s`, out: /1 new pods have been updated/ },
  { run: `get pods ${n}`, out: /^NAME +READY +STATUS +RESTARTS +AGE\nprompt-redis-0 +1\/1 +Running +0 +\d+s$/m },
  { run: `get pods ${n} -o wide`, out: /IP +NODE +NOMINATED NODE +READINESS GATES\n.* 10\.244\.\d+\.\d+ +practice +<none> +<none>/ },
  { run: `get sts ${n} -o wide`, out: /NAME +READY +AGE +CONTAINERS +IMAGES\nprompt-redis +1\/1 +\d+s +redis +redis:7\.0\.15/ },
  { run: `get pvc ${n}`, out: /data-prompt-redis-0 +Bound +pvc-[-0-9a-f]{36} +1Gi +RWO +standard/ },
  { run: 'get pv', out: /Delete +Bound +prompt-redis\/data-prompt-redis-0 +standard/ },
  { run: 'get pods -A -o name', out: 'pod/prompt-redis-0' },
  { run: `get all ${n}`, out: /pod\/prompt-redis-0[\s\S]*service\/prompt-redis +ClusterIP +None[\s\S]*statefulset\.apps\/prompt-redis/ },
  { run: `describe pod prompt-redis-0 ${n}`, out: /Controlled By: +StatefulSet\/prompt-redis[\s\S]*\/data from data \(rw\)[\s\S]*Scheduled[\s\S]*Pulled[\s\S]*Created container: redis[\s\S]*Started container redis/ },
  { run: `describe sts prompt-redis ${n}`, out: /Pods Status: +1 Running[\s\S]*create Claim data-prompt-redis-0 Pod prompt-redis-0[\s\S]*create Pod prompt-redis-0 in StatefulSet prompt-redis successful/ },
  { run: `logs prompt-redis-0 ${n}`, out: 'ready', until: true },
  { run: `exec prompt-redis-0 ${n} -- echo hello`, out: 'hello', err: '' },
  { run: `exec -i prompt-redis-0 ${n} -- cat`, input: 'typed\n', out: '#\ntyped' },
  { run: ['exec', 'prompt-redis-0', '-n', 'prompt-redis', '--', 'sh', '-c', 'echo bad >&2; exit 7'], status: 7, err: /^bad\ncommand terminated with exit code 7/ },
  { run: `exec prompt-redis-0 ${n} -- no-such-program`, status: 1, err: /no-such-program/ },
  { run: `rollout restart statefulset prompt-redis ${n}`, out: 'statefulset.apps/prompt-redis restarted' },
  { run: `rollout status sts/prompt-redis ${n} --timeout=10s`, out: /1 new pods have been updated/ },
  { run: `rollout history sts/prompt-redis ${n}`, out: /REVISION +CHANGE-CAUSE\n1 +<none>\n2 +<none>/ },
  { run: `rollout undo sts/prompt-redis ${n}`, out: 'statefulset.apps/prompt-redis rolled back' },
  { run: `rollout status sts/prompt-redis ${n} --timeout=10s`, out: /1 new pods have been updated/ },
  { run: `get controllerrevisions ${n} --sort-by=.revision -o ${'jsonpath={.items[*].revision}'}`, out: '2 3' },
  { run: `delete pod prompt-redis-0 ${n}`, out: 'pod "prompt-redis-0" deleted' },
  { run: `wait --for=condition=Ready pod/prompt-redis-0 ${n} --timeout=10s`, out: 'pod/prompt-redis-0 condition met' },
  { run: `events --for pod/prompt-redis-0 ${n}`, out: /Started container redis/ },
  { run: `get events ${n} --field-selector reason=Killing`, out: /Normal +Killing +pod\/prompt-redis-0 +Stopping container redis/ },
  { run: `scale sts prompt-redis --replicas=3 --current-replicas=1 ${n}`, out: 'statefulset.apps/prompt-redis scaled' },
  { run: `rollout status sts/prompt-redis ${n} --timeout=10s`, until: true, out: /3 new pods have been updated/ },
  { run: `get pods ${n} -o ${'jsonpath={.items[*].metadata.name}'}`, out: 'prompt-redis-0 prompt-redis-1 prompt-redis-2' },
  { run: `scale sts prompt-redis --replicas=1 ${n}`, out: 'statefulset.apps/prompt-redis scaled' },
  { run: `wait --for=delete pod/prompt-redis-1 ${n} --timeout=10s` },
  { run: `get pvc ${n} -o name`, out: /prompt-redis-0\n.*prompt-redis-1\n.*prompt-redis-2/ },
  { run: `delete sts prompt-redis ${n} --cascade=orphan`, out: 'statefulset.apps "prompt-redis" deleted' },
  { run: `get pods ${n} -o name`, out: 'pod/prompt-redis-0' },
  { run: `delete pvc data-prompt-redis-0 ${n} --wait=false`, out: 'persistentvolumeclaim "data-prompt-redis-0" deleted' },
  { run: `get pvc data-prompt-redis-0 ${n}`, out: /Terminating/ },
  { run: `delete pod prompt-redis-0 ${n} --force`, out: 'pod "prompt-redis-0" force deleted' },
  { run: `wait --for=delete pvc/data-prompt-redis-0 ${n} --timeout=10s` },
  { run: 'delete namespace prompt-redis', out: 'namespace "prompt-redis" deleted' },
  { run: 'get pv', err: 'No resources found' },
]);

const web = (image: string) => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 1
      containers: [{name: web, image: "${image}", ports: [{containerPort: 80}]}]
`;

scenario('a Deployment rolls, breaks and rolls back', [
  { run: 'apply -f -', input: web('nginx:1'), out: 'deployment.apps/web created' },
  { run: 'rollout status deploy/web --timeout=10s', out: /successfully rolled out/ },
  { run: 'get deploy web', out: /NAME +READY +UP-TO-DATE +AVAILABLE +AGE\nweb +2\/2 +2 +2/ },
  { run: 'get rs -o wide', out: /web-\w{10} +2 +2 +2 +\d+s +web +nginx:1 +app=web,pod-template-hash=/ },
  { run: 'diff -f -', input: web('nginx:2'), status: 1, out: /-\s+- image: nginx:1\n\+\s+- image: nginx:2/ },
  { run: 'set image deploy/web web=nginx:2', out: 'deployment.apps/web image updated' },
  { run: 'rollout status deploy/web --timeout=10s', out: /successfully rolled out/ },
  { run: 'rollout history deploy/web', out: /1 +<none>\n2 +<none>/ },
  { run: 'set image deploy/web web=nginx:nope', out: 'deployment.apps/web image updated' },
  { run: 'get pods', until: true, out: /0\/1 +ImagePullBackOff/ },
  { run: 'rollout status deploy/web --timeout=1s', status: 1, err: /timed out waiting/ },
  { run: 'get deploy web -o jsonpath={.status.availableReplicas}', out: '2' },
  { run: 'rollout undo deploy/web', out: 'deployment.apps/web rolled back' },
  { run: 'rollout status deploy/web --timeout=10s', out: /successfully rolled out/ },
  { run: 'describe deploy web', out: /Image: +nginx:2[\s\S]*Progressing +True +NewReplicaSetAvailable[\s\S]*Scaled up replica set web-\w+ from 0 to 2/ },
  { run: 'rollout undo deploy/web --to-revision=1', out: 'deployment.apps/web rolled back' },
  { run: 'rollout status deploy/web --timeout=10s', out: /successfully rolled out/ },
  { run: 'rollout history deploy/web', out: /3 +<none>\n4 +<none>\n5 +<none>/ },
  { run: 'scale deploy web --replicas=1', out: 'deployment.apps/web scaled' },
  { run: 'wait --for=jsonpath={.status.replicas}=1 deploy/web --timeout=10s', out: 'deployment.apps/web condition met' },
  { run: 'rollout restart deploy web', out: 'deployment.apps/web restarted' },
  { run: 'rollout status deploy web --timeout=10s', out: /successfully rolled out/ },
  { run: 'expose deploy web --port=80', out: 'service/web exposed' },
  { run: 'get svc web', out: /web +ClusterIP +10\.96\.\d+\.\d+ +<none> +80\/TCP/ },
  { run: 'delete deploy web --dry-run=server', out: 'deployment.apps "web" deleted (server dry run)' },
  { run: 'delete deploy web --cascade=foreground', out: 'deployment.apps "web" deleted' },
  { run: 'get deploy,rs,pods', err: /No resources found/, until: true },
]);

scenario('pods that end, crash, wait and never start', [
  { run: 'run one --image=busybox --restart=Never -- sh -c exit', out: 'pod/one created' },
  { run: 'wait --for=jsonpath={.status.phase}=Succeeded pod/one --timeout=10s' },
  { run: 'get pod one', out: /one +0\/1 +Completed +0/ },
  { run: 'exec one -- ls', status: 1, err: /cannot exec into a container in a completed pod; current phase is Succeeded/ },
  { run: ['run', 'crash', '--image=busybox', '--', 'sh', '-c', 'echo bye; exit 1'], out: 'pod/crash created' },
  { run: 'get pod crash', until: true, out: /crash +0\/1 +CrashLoopBackOff +1 \(\d+s ago\)/ },
  { run: 'logs crash --previous', out: 'bye' },
  { run: 'describe pod crash', out: /Reason: +CrashLoopBackOff[\s\S]*Exit Code: +1[\s\S]*Back-off restarting failed container crash in pod crash_default/ },
  { run: 'run lost --image=nobody/knows:1', out: 'pod/lost created' },
  { run: 'get pod lost', until: true, out: /lost +0\/1 +ImagePullBackOff +0/ },
  { run: 'logs lost', status: 1, err: /container "lost" in pod "lost" is waiting to start: trying and failing to pull image/ },
  { run: 'describe pod lost', out: /Failed to pull image "nobody\/knows:1"[\s\S]*Error: ErrImagePull/ },
  { run: 'set image pod/lost lost=busybox', out: 'pod/lost image updated' },
  { run: 'wait --for=condition=Ready pod/lost --timeout=10s', out: 'pod/lost condition met' },
  {
    run: 'apply -f -', out: 'pod/two created',
    input: `{apiVersion: v1, kind: Pod, metadata: {name: two}, spec: {
      initContainers: [{name: first, image: busybox, command: [sh, -c, "echo init"]}],
      containers: [{name: a, image: busybox, command: [sh, -c, "echo word=$WORD; exec sleep 100"], env: [{name: WORD, valueFrom: {secretKeyRef: {name: s, key: k}}}]},
                   {name: b, image: busybox}]}}`,
  },
  { run: 'get pod two', until: true, out: /two +1\/2 +CreateContainerConfigError/ },
  { run: 'apply -f -', input: '{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {k: open}}', out: 'secret/s created' },
  { run: 'wait --for=condition=Ready pod/two --timeout=15s', out: 'pod/two condition met' },
  { run: 'logs two', out: 'word=open', err: /Defaulted container "a" out of: a, b, first \(init\)/, until: true },
  { run: 'logs two -c first', out: 'init' },
  { run: 'logs two -c none', status: 1, err: /container none is not valid for pod two/ },
  { run: 'logs two -c a --timestamps', out: /^\d{4}-\d\d-\d\dT\S+Z word=open/ },
  { run: 'cordon practice', out: 'node/practice cordoned' },
  { run: 'run stuck --image=busybox', out: 'pod/stuck created' },
  { run: 'describe pod stuck', until: true, out: /FailedScheduling .*1 node\(s\) were unschedulable/ },
  { run: 'uncordon practice', out: 'node/practice uncordoned' },
  { run: 'wait --for=condition=Ready pod/stuck --timeout=10s', out: 'pod/stuck condition met' },
  { run: 'drain practice --force --grace-period=1 --timeout=10s', out: /node\/practice drained/ },
]);

scenario('jobs and cron jobs', [
  {
    run: 'apply -f -', out: 'job.batch/good created\njob.batch/bad created\ncronjob.batch/nightly created',
    input: ['good', 'bad'].map((name) => `{apiVersion: batch/v1, kind: Job, metadata: {name: ${name}}, spec: {backoffLimit: 0, template: {spec: {restartPolicy: Never, containers: [
      {name: j, image: busybox, command: [sh, -c, "echo ${name} done; ${name === 'bad' ? 'exit 3' : ''}"]}]}}}}`).join('\n---\n')
      + '\n---\n{apiVersion: batch/v1, kind: CronJob, metadata: {name: nightly}, spec: {schedule: "0 3 * * *", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: j, image: busybox, command: ["true"]}]}}}}}}',
  },
  { run: 'wait --for=condition=complete job/good --timeout=10s', out: 'job.batch/good condition met' },
  { run: 'wait --for=condition=failed job/bad --timeout=10s', out: 'job.batch/bad condition met' },
  { run: 'get jobs', out: /bad +Failed +0\/1 .*\ngood +Complete +1\/1/ },
  { run: 'logs job/good', out: 'good done' },
  { run: 'describe job bad', out: /Created pod: bad-\w{5}[\s\S]*Job has reached the specified backoff limit/ },
  { run: 'get cronjobs', out: /nightly +0 3 \* \* \* +<none> +False +0 +<none>/ },
  { run: 'create job now --from=cronjob/nightly', status: 1, err: /`kubectl create job` as protobuf\. Add `--dry-run=client -o yaml`/ },
  { run: 'create job now --from=cronjob/nightly --dry-run=client -o yaml', out: /cronjob\.kubernetes\.io\/instantiate: manual/ },
  { run: ['patch', 'cronjob', 'nightly', '-p', '{"spec":{"suspend":true}}'], out: 'cronjob.batch/nightly patched' },
  { run: 'get cronjob nightly -o jsonpath={.spec.suspend}', out: 'true' },
  { run: 'delete job good', out: 'job.batch "good" deleted' },
  { run: 'get pods -l job-name=good', until: true, err: /No resources found/ },
]);

const map = (data: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: m}, data: ${data}}`;

scenario('writing, selecting, watching', [
  { run: 'create -f -', input: map('{a: "1"}'), out: 'configmap/m created' },
  { run: 'create -f -', input: map('{a: "1"}'), status: 1, err: /\(AlreadyExists\).*configmaps "m" already exists/ },
  { run: 'label configmap m tier=front', out: 'configmap/m labeled' },
  { run: 'annotate configmap m note=hi', out: 'configmap/m annotated' },
  { run: 'get configmaps -l tier=front -L tier', out: /m +1 +\d+s +front/ },
  { run: 'get configmaps --show-labels', out: /tier=front/ },
  { run: ['get', 'configmaps', '-l', 'tier notin (front)'], err: 'No resources found in default namespace.' },
  { run: 'get cm m -o go-template={{.data.a}}', out: '1' },
  { run: ['patch', 'cm', 'm', '--type=json', '-p', '[{"op":"add","path":"/data/b","value":"2"}]'], out: 'configmap/m patched' },
  { run: ['patch', 'cm', 'm', '--type=json', '-p', '[{"op":"remove","path":"/data/none"}]'], status: 1, err: /The request is invalid/ },
  { run: ['patch', 'cm', 'm', '--type=merge', '-p', '{"data":{"a":null}}'], out: 'configmap/m patched' },
  { run: 'get cm m -o jsonpath={.data}', out: '{"b":"2"}' },
  { run: 'replace -f -', input: map('{c: "3"}'), out: 'configmap/m replaced' },
  { run: 'apply -f - --dry-run=server', input: map('{d: "4"}'), out: 'configmap/m configured (server dry run)', err: /missing the kubectl.kubernetes.io\/last-applied-configuration/ },
  { run: 'get cm m -o jsonpath={.data}', out: '{"c":"3"}' },
  { run: 'apply --server-side -f -', input: map('{}'), status: 1, err: /use `kubectl apply` without `--server-side`/ },
  { run: 'create -f -', input: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replica: 1}}', status: 1, err: /strict decoding error: unknown field "spec\.replica"/ },
  { run: 'create -f -', input: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {}}', status: 1, err: /spec\.selector: Required value[\s\S]*spec\.template\.spec\.containers: Required value/ },
  { run: 'create -f -', input: '{apiVersion: v1, kind: Nonsense, metadata: {name: d}}', status: 1, err: /no matches for kind "Nonsense" in version "v1"/ },
  { run: 'create -f -', input: '{apiVersion: v1, kind: ConfigMap, metadata: {name: d, namespace: none}}', status: 1, err: /namespaces "none" not found/ },
  { run: 'get nonsense', status: 1, err: /the server doesn't have a resource type "nonsense"/ },
  { run: 'get pod none', status: 1, err: 'Error from server (NotFound): pods "none" not found' },
  { run: 'get pods --field-selector=spec.none=1', status: 1, err: /field label not supported: spec\.none/ },
  { run: 'api-resources --api-group=apps -o name', out: 'controllerrevisions.apps\ndeployments.apps\nreplicasets.apps\nstatefulsets.apps' },
  { run: 'auth can-i delete pods', out: 'yes' },
  { run: 'auth whoami -o jsonpath={.status.userInfo.username} --as=operator', out: 'operator' },
  { run: 'create namespace x', status: 1, err: /kubectl apply -f -/ },
  { run: 'port-forward pod/none 1:1', status: 1, err: /pods "none" not found/ },
  { run: 'get nodes', out: /practice +Ready +<none> +\d+s +v1\.32\.4/ },
  { run: 'describe node practice', out: /Non-terminated Pods/ },
  { run: 'delete configmap m', out: 'configmap "m" deleted' },
  { run: 'delete configmap m', status: 1, err: /configmaps "m" not found/ },
  { run: 'delete configmap m --ignore-not-found' },
]);

test('watching shows each change once, and log followers see lines as they come', { timeout: 30_000 }, async () => {
  const bench = await startBench();
  try {
    const watching = bench.kubectl('get pods -w', { killAfter: 4000 });
    await new Promise((resolve) => { setTimeout(resolve, 500); });
    await bench.kubectl(['run', 'p', '--image=busybox', '--', 'sh', '-c', 'for i in 1 2 3; do echo line $i; sleep 0.2; done; exec sleep 100']);
    await bench.kubectl('wait --for=condition=Ready pod/p --timeout=10s');
    const [followed, named] = await Promise.all([bench.kubectl('logs -f p', { killAfter: 1500 }), bench.kubectl('get pod p -w', { killAfter: 1500 })]);
    await bench.kubectl('delete pod p --grace-period=1');
    assert.equal(followed.stdout, 'line 1\nline 2\nline 3\n');
    assert.match(named.stdout, /^NAME .*\np +1\/1 +Running .*\n$/);
    const states = (await watching).stdout.split('\n').slice(1).map((line) => line.split(/ +/).slice(1, 3).join(' ')).filter((line) => line !== '');
    assert.deepEqual([...new Set(states)], ['0/1 Pending', '0/1 ContainerCreating', '1/1 Running', '1/1 Terminating', '0/1 Error'].filter((state) => states.includes(state)));
    for (const needed of ['0/1 Pending', '0/1 ContainerCreating', '1/1 Running', '1/1 Terminating']) assert.ok(states.includes(needed), `${needed} in ${states.join(', ')}`);
    assert.deepEqual(bench.errors, []);
  } finally {
    await bench.close();
  }
});
