/** Jobs and CronJobs. */
import { fastClock } from '../testing/fast-clock.ts';
import { conformance } from './table.ts';

const job = (name: string, script: string, spec = '', pod = '') => `
{apiVersion: batch/v1, kind: Job, metadata: {name: ${name}}, spec: {${spec}${spec === '' ? '' : ', '}template: {spec: {terminationGracePeriodSeconds: 1, restartPolicy: Never, ${pod}containers: [{name: main, image: busybox, command: [sh, -c, "${script}"]}]}}}}`;

const cron = (name: string, schedule: string, spec = '', script = 'echo tick') => `
{apiVersion: batch/v1, kind: CronJob, metadata: {name: ${name}}, spec: {schedule: "${schedule}", ${spec}${spec === '' ? '' : ', '}jobTemplate: {metadata: {labels: {from: ${name}}}, spec: {template: {spec: {terminationGracePeriodSeconds: 1, restartPolicy: Never, containers: [{name: main, image: busybox, command: [sh, -c, "${script}"]}]}}}}}}`;

conformance('jobs', {}, [
  [
    { run: 'apply -f -', input: job('good', 'echo done'), out: 'job.batch/good created' },
    { run: 'wait --for=condition=complete job/good --timeout=30s', out: 'job.batch/good condition met' },
    { run: 'get job good', cells: ['NAME|STATUS|COMPLETIONS|DURATION|AGE', 'good|Complete|1/1|~|~'] },
    { run: 'get job good -o wide', cells: ['NAME|STATUS|COMPLETIONS|DURATION|AGE|CONTAINERS|IMAGES|SELECTOR', 'good|Complete|1/1|~|~|main|busybox|batch.kubernetes.io/controller-uid=*'] },
    { run: 'get job good -o jsonpath={.status.conditions[*].type}', out: 'SuccessCriteriaMet Complete' },
    { run: 'get pods -l job-name=good', cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'good-*|0/1|Completed|0|~'] },
    { run: 'logs job/good', out: 'done' },
    { run: 'describe job good', out: /^Name: +good\nNamespace: +default\nSelector: +batch\.kubernetes\.io\/controller-uid=[-0-9a-f]{36}\n[\s\S]*Parallelism: +1\nCompletions: +1\nCompletion Mode: +NonIndexed\nSuspend: +false\nBackoff Limit: +6\nStart Time: +.*\nCompleted At: +.*\nDuration: +\d+s\nPods Statuses: +0 Active \(0 Ready\) \/ 1 Succeeded \/ 0 Failed\n[\s\S]*Normal +SuccessfulCreate +\S+ +job-controller +Created pod: good-\w{5}\n +Normal +Completed +\S+ +job-controller +Job completed\n/ },
    { run: 'apply -f -', input: job('good', 'echo other'), status: 1, err: /The Job "good" is invalid: spec\.template: Invalid value: [\s\S]*: field is immutable/ },
    { run: 'delete job good', out: 'job.batch "good" deleted' },
    { run: 'get pods -l job-name=good', until: true, err: 'No resources found in default namespace.' },
  ],
  [
    { run: 'apply -f -', input: job('bad', 'exit 3', 'backoffLimit: 0'), out: 'job.batch/bad created' },
    { run: 'wait --for=condition=failed job/bad --timeout=30s', out: 'job.batch/bad condition met' },
    { run: 'get job bad', cells: ['NAME|STATUS|COMPLETIONS|DURATION|AGE', 'bad|Failed|0/1|~|~'] },
    { run: 'get pods -l job-name=bad', cells: ['NAME|READY|STATUS|RESTARTS|AGE', 'bad-*|0/1|Error|0|~'] },
    { run: "get job bad -o 'jsonpath={range .status.conditions[*]}{.type}={.reason} {end}{.status.failed}'", out: 'FailureTarget=BackoffLimitExceeded Failed=BackoffLimitExceeded 1' },
    { run: 'get events --field-selector involvedObject.name=bad,type=Warning', cells: ['LAST SEEN|TYPE|REASON|OBJECT|MESSAGE', '~|Warning|BackoffLimitExceeded|job/bad|Job has reached the specified backoff limit'] },
    { run: 'wait --for=condition=complete job/bad --timeout=1s', status: 1, err: 'error: timed out waiting for the condition on jobs/bad' },
  ],
  [
    { run: 'apply -f -', input: job('late', 'sleep 100', 'activeDeadlineSeconds: 1'), out: 'job.batch/late created' },
    { run: 'wait --for=condition=failed job/late --timeout=30s', out: 'job.batch/late condition met' },
    { run: "get job late -o 'jsonpath={.status.conditions[?(@.type==\"Failed\")].message}'", out: 'Job was active longer than specified deadline' },
    { run: 'get pods -l job-name=late', until: true, err: 'No resources found in default namespace.' },
  ],
  [
    { run: 'apply -f -', input: job('many', 'sleep 0.3', 'completions: 5, parallelism: 2'), out: 'job.batch/many created' },
    { run: 'get job many', cells: ['NAME|STATUS|COMPLETIONS|DURATION|AGE', 'many|Running|*/5|~|~'] },
    { run: 'wait --for=condition=complete job/many --timeout=30s', out: 'job.batch/many condition met' },
    { run: 'get job many -o jsonpath={.status.succeeded}/{.status.failed}', out: '5/' },
    { run: 'get pods -l job-name=many --field-selector=status.phase=Succeeded -o name', out: /^(pod\/many-\w{5}\n){5}$/ },
  ],
  [
    { run: 'apply -f -', input: job('numbered', 'echo at $JOB_COMPLETION_INDEX', 'completions: 3, parallelism: 3, completionMode: Indexed'), out: 'job.batch/numbered created' },
    { run: 'wait --for=condition=complete job/numbered --timeout=30s', out: 'job.batch/numbered condition met' },
    { run: 'get job numbered -o jsonpath={.status.completedIndexes}', out: '0-2' },
    { run: 'get pods -l job-name=numbered -o name', out: /^pod\/numbered-0-\w{5}\npod\/numbered-1-\w{5}\npod\/numbered-2-\w{5}\n$/ },
    { run: 'logs -l batch.kubernetes.io/job-completion-index=2', out: 'at 2' },
    { run: 'describe job numbered', out: /Completion Mode: +Indexed\n[\s\S]*Completed Indexes: +0-2\n/ },
  ],
  [
    { run: 'apply -f -', input: job('held', 'echo went', 'suspend: true'), out: 'job.batch/held created' },
    { run: 'get job held', until: true, cells: ['NAME|STATUS|COMPLETIONS|DURATION|AGE', 'held|Suspended|0/1||~'] },
    { run: 'get pods -l job-name=held', err: 'No resources found in default namespace.' },
    { run: 'patch job held -p {"spec":{"suspend":false}}', out: 'job.batch/held patched' },
    { run: 'wait --for=condition=complete job/held --timeout=30s', out: 'job.batch/held condition met' },
    { run: 'get events --field-selector involvedObject.name=held,involvedObject.kind=Job --sort-by=.metadata.name -o jsonpath={.items[*].reason}', out: 'Suspended SuccessfulCreate Resumed Completed' },
  ],
  [
    { run: 'apply -f -', input: job('brief', 'true', 'ttlSecondsAfterFinished: 1'), out: 'job.batch/brief created' },
    { run: 'wait --for=delete job/brief --timeout=30s', out: /^(job\.batch\/brief condition met\n)?$/ },
    { run: 'get pods -l job-name=brief', err: 'No resources found in default namespace.' },
  ],
  [
    { run: 'apply -f -', input: job('lost', 'sleep 100', 'backoffLimit: 3'), out: 'job.batch/lost created' },
    { run: 'wait --for=condition=Ready pod -l job-name=lost --timeout=30s', out: /condition met/ },
    { run: 'delete pod -l job-name=lost', out: /^pod "lost-\w{5}" deleted\n$/ },
    { run: 'get job lost -o jsonpath={.status.failed}', until: true, out: '1' },
    { run: 'delete job lost --cascade=orphan', out: 'job.batch "lost" deleted' },
    { run: 'get pods -l job-name=lost -o jsonpath={.items[*].metadata.finalizers}', until: true, out: '' },
  ],
]);

// a minute passes in two seconds
conformance('jobs whose time passes quickly', { options: { clock: fastClock(30) } }, [
  [
    { run: 'apply -f -', input: job('again', 'exit 1', 'backoffLimit: 2'), out: 'job.batch/again created' },
    { run: 'wait --for=condition=failed job/again --timeout=30s', out: 'job.batch/again condition met' },
    { run: 'get job again -o jsonpath={.status.failed}', out: '3' },
  ],
  [
    { run: 'apply -f -', input: job('restarting', 'exit 1', 'backoffLimit: 4').replace('restartPolicy: Never', 'restartPolicy: OnFailure'), out: 'job.batch/restarting created' },
    { run: 'get pods -l job-name=restarting', until: true, out: /restarting-\w{5} +0\/1 +(CrashLoopBackOff|Error) +[1-4]/ },
    { run: 'wait --for=condition=failed job/restarting --timeout=100s', out: 'job.batch/restarting condition met' },
  ],
]);

conformance('cron jobs', { options: { clock: fastClock(30) } }, [
  [
    { run: 'apply -f -', input: cron('ticks', '* * * * *', 'successfulJobsHistoryLimit: 2'), out: 'cronjob.batch/ticks created' },
    { run: 'get cj ticks', cells: ['NAME|SCHEDULE|TIMEZONE|SUSPEND|ACTIVE|LAST SCHEDULE|AGE', 'ticks|* * * * *|<none>|False|*|*|~'] },
    { run: 'get jobs -l from=ticks', until: true, out: /^ticks-\d{8} +Complete +1\/1[^\n]*\nticks-\d{8} +(Complete|Running)/m },
    { run: 'get cj ticks -o jsonpath={.status.lastScheduleTime}={.status.lastSuccessfulTime}', out: /^\d{4}-\d\d-\d\dT\d\d:\d\d:00Z=\d{4}/ },
    { run: 'patch cronjob ticks -p {"spec":{"suspend":true}}', out: 'cronjob.batch/ticks patched' },
    { run: 'get cj ticks', out: /ticks +\* \* \* \* \* +<none> +True +\d/ },
    { run: "get events -o 'jsonpath={range .items[?(@.involvedObject.kind==\"CronJob\")]}{.involvedObject.name} {.reason} {.message}{\"\\n\"}{end}'", out: /^ticks SuccessfulCreate Created job ticks-\d+\n[\s\S]*^ticks SawCompletedJob Saw completed job: ticks-\d+, condition: Complete$/m },
    { run: 'describe cj ticks', out: /^Name: +ticks\n[\s\S]*Schedule: +\* \* \* \* \*\nConcurrency Policy: +Allow\nSuspend: +True\nSuccessful Job History Limit: +2\nFailed Job History Limit: +1\nStarting Deadline Seconds: +<unset>\n[\s\S]*Last Schedule Time: +.*\n[\s\S]*cronjob-controller +\(?.*Created job ticks-\d+/ },
    { run: 'delete cj ticks', out: 'cronjob.batch "ticks" deleted' },
    { run: 'get jobs -l from=ticks', until: true, err: 'No resources found in default namespace.' },
  ],
  [
    { run: 'apply -f -', input: cron('forbids', '* * * * *', 'concurrencyPolicy: Forbid', 'sleep 60'), out: 'cronjob.batch/forbids created' },
    { run: 'get events --field-selector involvedObject.name=forbids,reason=JobAlreadyActive -o jsonpath={.items[0].message}', until: true, out: 'Not starting job because prior execution is running and concurrency policy is Forbid' },
    { run: 'get jobs -l from=forbids -o name', out: /^job\.batch\/forbids-\d+\n$/ },
  ],
  [
    { run: 'apply -f -', input: cron('replaces', '* * * * *', 'concurrencyPolicy: Replace', 'sleep 60'), out: 'cronjob.batch/replaces created' },
    { run: 'get events --field-selector involvedObject.name=replaces,reason=SuccessfulDelete -o jsonpath={.items[0].message}', until: true, out: /^Deleted job replaces-\d+$/ },
    { run: 'get cj replaces -o jsonpath={.status.active[*].name}', out: /^replaces-\d+$/ },
  ],
  [
    { run: 'apply -f -', input: cron('nightly', '0 3 * * *', 'timeZone: America/Santiago'), out: 'cronjob.batch/nightly created' },
    { run: 'get cj nightly -o wide', cells: ['NAME|SCHEDULE|TIMEZONE|SUSPEND|ACTIVE|LAST SCHEDULE|AGE|CONTAINERS|IMAGES|SELECTOR', 'nightly|0 3 * * *|America/Santiago|False|0|*|~|main|busybox|<none>'] },
    { run: 'create job now --from=cronjob/nightly', out: 'job.batch/now created' },
    { run: 'wait --for=condition=complete job/now --timeout=30s', out: 'job.batch/now condition met' },
    { run: 'get job now -o jsonpath={.metadata.annotations}{.metadata.ownerReferences[0].kind}', out: '{"cronjob.kubernetes.io/instantiate":"manual"}CronJob' },
    { run: 'logs job/now', out: 'tick' },
    { run: 'get events --field-selector involvedObject.name=nightly,reason=UnexpectedJob -o jsonpath={.items[0].message}', out: 'Saw a job that the controller did not create or forgot: now' },
    { run: 'create job now --from=cronjob/none', status: 1, err: 'Error from server (NotFound): cronjobs.batch "none" not found' },
  ],
  { run: 'create -f -', input: cron('wrong', '61 * * * *'), status: 1, err: /The CronJob "wrong" is invalid: spec\.schedule: Invalid value: "61 \* \* \* \*": end of range \(61\) above maximum \(59\): 61/ },
  { run: 'create -f -', input: cron('nowhere', '@hourly', 'timeZone: Nowhere/City'), status: 1, err: /spec\.timeZone: Invalid value: "Nowhere\/City": unknown time zone Nowhere\/City/ },
]);
