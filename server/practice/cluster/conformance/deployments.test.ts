/** Deployments: rollouts, their history, and what goes wrong in them. */
import { conformance } from './table.ts';

const deployment = (name: string, image = 'nginx:1', more = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: 2${more}
  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      terminationGracePeriodSeconds: 1
      containers: [{name: web, image: "${image}"}]
`;

conformance('deployments', { concurrency: 3 }, [
  [
    { run: 'apply -f -', input: deployment('web'), out: 'deployment.apps/web created' },
    { run: 'rollout status deploy/web --timeout=30s', out: /deployment "web" successfully rolled out\n$/ },
    { run: 'get deploy web -o wide', cells: ['NAME|READY|UP-TO-DATE|AVAILABLE|AGE|CONTAINERS|IMAGES|SELECTOR', 'web|2/2|2|2|~|web|nginx:1|app=web'] },
    { run: 'get rs -l app=web', cells: ['NAME|DESIRED|CURRENT|READY|AGE', 'web-*|2|2|2|~'] },
    { run: 'annotate deploy web kubernetes.io/change-cause=first', out: 'deployment.apps/web annotated' },
    { run: 'set image deploy/web web=nginx:2', out: 'deployment.apps/web image updated' },
    { run: 'annotate deploy web kubernetes.io/change-cause=second --overwrite', out: 'deployment.apps/web annotated' },
    { run: 'rollout status deploy/web --timeout=30s', out: /successfully rolled out/ },
    { run: 'rollout history deploy/web', out: 'deployment.apps/web \nREVISION  CHANGE-CAUSE\n1         first\n2         second' },
    { run: 'rollout history deploy/web --revision=1', out: /^deployment\.apps\/web with revision #1\nPod Template:\n {2}Labels:\tapp=web\n\tpod-template-hash=\w+\n {2}Annotations:\tkubernetes\.io\/change-cause: first\n {2}Containers:\n {3}web:\n {4}Image:\tnginx:1\n/ },
    { run: 'get rs -l app=web -o wide --sort-by=.metadata.annotations.deployment\\.kubernetes\\.io/revision', cells: [
      'NAME|DESIRED|CURRENT|READY|AGE|CONTAINERS|IMAGES|SELECTOR', 'web-*|0|0|0|~|web|nginx:1|app=web,pod-template-hash=*', 'web-*|2|2|2|~|web|nginx:2|app=web,pod-template-hash=*'] },
    { run: 'rollout undo deploy/web', out: 'deployment.apps/web rolled back' },
    { run: 'rollout status deploy/web --timeout=30s', out: /successfully rolled out/ },
    { run: 'get deploy web -o jsonpath={.spec.template.spec.containers[0].image}', out: 'nginx:1' },
    { run: 'rollout history deploy/web', out: /^deployment\.apps\/web \nREVISION {2}CHANGE-CAUSE\n2 +second\n3 +\w+\n$/m },
    { run: 'rollout undo deploy/web --to-revision=3', out: 'deployment.apps/web skipped rollback (current template already matches revision 3)' },
    { run: 'rollout undo deploy/web --to-revision=99', status: 1, err: 'error: unable to find specified revision 99 in history' },
    { run: 'rollout restart deploy/web', out: 'deployment.apps/web restarted' },
    { run: 'rollout status deploy/web --timeout=30s', out: /successfully rolled out/ },
    { run: 'get deploy web -o jsonpath={.spec.template.metadata.annotations}', out: /"kubectl\.kubernetes\.io\/restartedAt":"\d{4}-/ },
    { run: 'describe deploy web', out: /^Name: +web\nNamespace: +default\n[\s\S]*Annotations: +deployment\.kubernetes\.io\/revision: 4\n[\s\S]*Replicas: +2 desired \| 2 updated \| 2 total \| 2 available \| 0 unavailable\nStrategyType: +RollingUpdate\n[\s\S]*RollingUpdateStrategy: +25% max unavailable, 25% max surge\n[\s\S]*Available +True +MinimumReplicasAvailable\n {2}Progressing +True +NewReplicaSetAvailable\nOldReplicaSets: +web-\w+ \(0\/0 replicas created\), web-\w+ \(0\/0 replicas created\)\nNewReplicaSet: +web-\w+ \(2\/2 replicas created\)\nEvents:[\s\S]*deployment-controller +Scaled up replica set web-\w+ from 0 to 2/ },
    { run: 'get events --field-selector involvedObject.kind=ReplicaSet,reason=SuccessfulCreate', out: /Normal +SuccessfulCreate +replicaset\/web-\w+ +Created pod: web-\w+-\w{5}/ },
    { run: 'logs deploy/web --tail=1', err: /^Found \d pods, using pod\/web-\w+-\w{5}/ },
    { run: 'delete deploy web', out: 'deployment.apps "web" deleted' },
    { run: 'get rs,pods -l app=web', until: true, err: 'No resources found in default namespace.' },
  ],
  [
    { run: 'apply -f -', input: deployment('held'), out: 'deployment.apps/held created' },
    { run: 'set image deploy/held web=nginx:0', out: 'deployment.apps/held image updated' },
    { run: 'rollout status deploy/held --timeout=30s', out: /successfully rolled out/ },
    { run: 'rollout pause deploy/held', out: 'deployment.apps/held paused' },
    { run: 'rollout pause deploy/held', status: 1, err: 'error: deployments.apps "held" is already paused' },
    { run: 'set image deploy/held web=nginx:2', out: 'deployment.apps/held image updated' },
    { run: 'rollout restart deploy/held', status: 1, err: /can't restart paused deployment \(run rollout resume first\)/ },
    { run: 'rollout undo deploy/held', status: 1, err: /rollback a paused deployment/ },
    { run: 'get rs -l app=held -o jsonpath={.items[*].spec.template.spec.containers[0].image}', out: /^nginx:(1 nginx:0|0 nginx:1)$/ },
    { run: 'scale deploy held --replicas=3', out: 'deployment.apps/held scaled' },
    { run: 'wait --for=jsonpath={.status.readyReplicas}=3 deploy/held --timeout=30s', out: 'deployment.apps/held condition met' },
    { run: "get deploy held -o 'jsonpath={.status.conditions[?(@.type==\"Progressing\")].reason}'", out: 'DeploymentPaused' },
    { run: 'rollout resume deploy/held', out: 'deployment.apps/held resumed' },
    { run: 'rollout resume deploy/held', status: 1, err: 'error: deployments.apps "held" is not paused' },
    { run: 'rollout status deploy/held --timeout=30s', out: /successfully rolled out/ },
    { run: 'get pods -l app=held -o jsonpath={.items[*].spec.containers[0].image}', until: true, out: 'nginx:2 nginx:2 nginx:2' },
    { run: 'scale deploy held --replicas=1 --current-replicas=9', status: 1, err: 'error: Expected replicas to be 9, was 3' },
    { run: 'scale deploy held --replicas=0', out: 'deployment.apps/held scaled' },
    { run: 'get deploy held', until: true, cells: ['NAME|READY|UP-TO-DATE|AVAILABLE|AGE', 'held|0/0|0|0|~'] },
    { run: 'set image deploy/held none=nginx:3', status: 1, err: 'error: unable to find container named "none"' },
  ],
  [
    { run: 'apply -f -', input: deployment('bad', 'nginx:1', '\n  progressDeadlineSeconds: 2'), out: 'deployment.apps/bad created' },
    { run: 'rollout undo deploy/bad', status: 1, err: 'error: no rollout history found for deployment "bad"' },
    { run: 'rollout status deploy/bad --timeout=30s', out: /successfully rolled out/ },
    { run: 'set image deploy/bad web=nginx:nope', out: 'deployment.apps/bad image updated' },
    { run: 'rollout status deploy/bad --timeout=30s', status: 1, out: /^Waiting for deployment "bad" rollout to finish: 1 out of 2 new replicas have been updated\.\.\./, err: 'error: deployment "bad" exceeded its progress deadline' },
    { run: 'get deploy bad', cells: ['NAME|READY|UP-TO-DATE|AVAILABLE|AGE', 'bad|2/2|1|2|~'] },
    { run: 'get pods -l app=bad', until: true, out: /bad-\w+-\w{5} +0\/1 +(ErrImagePull|ImagePullBackOff) +0 / },
    { run: 'describe deploy bad', out: /Progressing +False +ProgressDeadlineExceeded/ },
    // both versions grow: the one that works most
    { run: 'scale deploy bad --replicas=6', out: 'deployment.apps/bad scaled' },
    { run: 'wait --for=jsonpath={.status.availableReplicas}=5 deploy/bad --timeout=30s', out: 'deployment.apps/bad condition met' },
    { run: 'get deploy bad', cells: ['NAME|READY|UP-TO-DATE|AVAILABLE|AGE', 'bad|5/6|3|5|~'] },
    { run: 'scale deploy bad --replicas=2', out: 'deployment.apps/bad scaled' },
    { run: 'rollout undo deploy/bad', out: 'deployment.apps/bad rolled back' },
    { run: 'rollout status deploy/bad --timeout=30s', out: /successfully rolled out/ },
    { run: 'get pods -l app=bad -o jsonpath={.items[*].spec.containers[0].image}', until: true, out: 'nginx:1 nginx:1' },
  ],
  [
    { run: 'apply -f -', input: deployment('swap', 'nginx:1', '\n  strategy: {type: Recreate}'), out: 'deployment.apps/swap created' },
    { run: 'rollout status deploy/swap --timeout=30s', out: /successfully rolled out/ },
    { run: 'set image deploy/swap web=nginx:2', out: 'deployment.apps/swap image updated' },
    { run: 'rollout status deploy/swap --timeout=30s', out: /successfully rolled out/ },
    { run: "get events -o 'jsonpath={range .items[?(@.reason==\"ScalingReplicaSet\")]}{.involvedObject.name} {.message}{\"\\n\"}{end}'", out: /^swap Scaled up replica set swap-(\w+) from 0 to 2\n(?:(?!swap).*\n)*swap Scaled down replica set swap-\1 from 2 to 0\n(?:(?!swap).*\n)*swap Scaled up replica set swap-\w+ from 0 to 2$/m },
    { run: 'describe rs -l app=swap', out: /Controlled By: +Deployment\/swap\nReplicas: +0 current \/ 0 desired\nPods Status: +0 Running \/ 0 Waiting \/ 0 Succeeded \/ 0 Failed|Replicas: +2 current \/ 2 desired/ },
    { run: 'delete rs -l app=swap --cascade=orphan', out: /replicaset\.apps "swap-\w+" deleted\nreplicaset\.apps "swap-\w+" deleted\n/ },
  ],
]);
