/**
 * A runbook as people write them, made by number: prose, a table, admonitions, parameters, targets, links to its neighbours,
 * and ten steps of every kind. No two are alike, so that nothing that is kept by content helps more than it would in life.
 */

/** Steps of one made runbook. */
export const stepsEach = 10;

const parts = ['alert-stream', 'butler-registry', 'consolidated-database', 'exposure-log', 'fan-out', 'image-cutout', 'job-queue', 'kafka-bridge'];
const verbs = ['drain', 'restart', 'resize', 'inspect', 'rebalance', 'restore', 'rotate', 'verify'];

/** A service has a dozen runbooks, so there are more of them the more runbooks there are. */
function serviceOf(at: number): string {
  return `${nth(parts, at)}-${Math.floor(at / (12 * parts.length))}`;
}

/** Takes a number from 0; gives the id of the runbook it stands for. */
export function runbookId(at: number): string {
  return `${nth(parts, at)}-${String(at).padStart(4, '0')}`;
}

/** Takes a number from 0 and how many there are; gives the text of that runbook. It links to the next and to the one after seven. */
export function runbookText(at: number, count: number): string {
  return [frontMatter(at), introduction(at, count), looking(at), acting(at, count), afterwards(at)].join('\n');
}

function nth(words: readonly string[], at: number): string {
  return words[at % words.length] ?? '';
}

function nameOf(at: number): string {
  return `${nth(parts, at).replaceAll('-', ' ')} ${at}`;
}

function frontMatter(at: number): string {
  const service = serviceOf(at);
  return `---
title: How to ${nth(verbs, at)} ${nameOf(at)}
service: ${service}
description: What to look at and what to do when ${nameOf(at)} falls behind.
audience: Whoever is on shift.
owners: ['Owner ${at % 40}']
slack: ['#${service}']
environments: [practice]
targets:
  dev: {title: Development, context: ${service}-dev}
  prod: {title: Production, context: ${service}}
redis: {pod: ${service}-redis-0, namespace: ${service}}
parameters:
  INSTRUMENT: {type: choice, title: Instrument, choices: [latiss, lsstcam, lsstcomcam], default: lsstcam}
  POD: {type: name, title: Pod of the ${service}}
  REPLICAS: {type: integer, title: How many, min: 0, max: ${2 + at % 30}, default: 1}
---
`;
}

function introduction(at: number, count: number): string {
  const next = runbookId((at + 1) % count);
  const later = runbookId((at + 7) % count);
  return `The ${nameOf(at)} takes what the instrument sends and passes it on. It keeps ${at % 9 + 1} copies, and tells of itself every
${at % 50 + 10} seconds. When it falls behind, images wait, and people ask in the channel long before an alert does.

:::note
Number ${at} of ${count}. Its neighbour is [${nameOf((at + 1) % count)}](./${next}.mdx), which reads what this one writes; what it needs
is told in [the one after that](./${later}.mdx#look-at-it).
:::

| What you see | What it is | Where to go |
|---|---|---|
| the lag grows by more than ${at % 700} a minute | a reader that stopped | [Look at it](#look-at-it) |
| \`OOMKilled\` in the events | too little memory for ${at % 64 + 1} shards | [Put it right](#put-it-right) |
| nothing at all | nobody observes tonight | nowhere: *go to bed* |
`;
}

function looking(at: number): string {
  const service = serviceOf(at);
  return `## Look at it {/* #look-at-it */}

First see that the pods are there. In a quiet night there are **${at % 5 + 2}**; a restart in the last hour is worth a question.

\`\`\`bash run=pods effect=read title="Are the pods there?" expect="${service}"
# the newest last
kubectl get pods -n ${service} --sort-by=.metadata.creationTimestamp | grep -v Completed | tail -n ${at % 20 + 5}
\`\`\`

\`\`\`bash run=log effect=read title="What does one of them say?" exit=0,1
kubectl logs -n ${service} "$POD" --tail=${at % 400 + 100} | grep -iE 'error|warn|retry ${at}' | sort | uniq -c | sort -rn | head
\`\`\`

1. A line with \`retry ${at}\` is normal, up to ten a minute.
2. \`connection refused\` is its Redis, which these ask:

\`\`\`console run=ping effect=read title="Does its Redis answer?"
127.0.0.1:6379> PING
PONG
\`\`\`

\`\`\`redis run=groups effect=read title="How far behind is the group?" expect="lag" needs=ping
XINFO GROUPS instrument:\${INSTRUMENT}:${at}
\`\`\`

\`\`\`sql run=rows effect=read title="What came in last?"
SELECT id, status, started FROM ${service.replaceAll('-', '_')}.visits
WHERE id > ${at * 17} AND status = 'failed' ORDER BY started DESC LIMIT ${at % 40 + 10};
\`\`\`
`;
}

function acting(at: number, count: number): string {
  const service = serviceOf(at);
  return `## Put it right {/* #put-it-right */}

:::warning[Not while the dome is open]
Ask in \`#${service}\` first. What waits is read again afterwards, ${at % 90 + 10} images at a time.
:::

<Manual id="announce">Say in the channel what you are about to do to ${nameOf(at)}, and for how long.</Manual>

\`\`\`yaml file=patch-${at}.yaml title="What to change"
spec:
  template:
    spec:
      containers:
        - name: ${service}
          resources: {limits: {memory: ${at % 64 + 1}Gi, cpu: "${at % 8 + 1}"}}
\`\`\`

\`\`\`bash run=scale effect=change title="Give it more hands" needs=pods timeout=${at % 8 + 2}m
kubectl scale deployment ${service} -n ${service} --replicas="$REPLICAS"
kubectl rollout status deployment ${service} -n ${service} --timeout=${at % 200 + 60}s
\`\`\`

\`\`\`redis run=forget effect=destroy title="Forget what waits" needs=groups only=dev confirm="forget ${at}"
DEL instrument:\${INSTRUMENT}:${at}
\`\`\`

This loses the stream for good. When it was the wrong one, go to [${nameOf((at + 1) % count)}](./${runbookId((at + 1) % count)}.mdx#put-it-right).
`;
}

function afterwards(at: number): string {
  const service = serviceOf(at);
  return `## Afterwards

Watch it for ten minutes. ~~Do not trust the dashboard~~; since ${2020 + at % 6} the dashboard can be trusted, see
[its manual](https://example.org/${service}/${at}).

\`\`\`bash run=follow effect=read title="Follow what it does" background
kubectl logs -n ${service} "$POD" --follow --since=${at % 50 + 1}m
\`\`\`

\`\`\`text
${at} images, 0 failed
\`\`\`
`;
}
