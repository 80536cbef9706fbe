/**
 * What a step might try at its Kubernetes gateway, one row each: with paths and queries of every shape, with headers that say
 * to be somebody else, with commands that look mild. In this process, through a real gateway, to an API that tells what it was
 * sent.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Effect } from '../../common/catalog/effect.ts';
import { type Gateway, openGateway } from '../../server/runner/gateway/kubernetes.ts';
import { type GatewayRequest, judge } from '../../server/runner/gateway/kubernetes/judgement.ts';
import { identityOf } from '../../server/runner/gateway/kubernetes/identity.ts';
import { pathOf } from '../../server/runner/gateway/kubernetes/target.ts';
import { worldUpstream } from '../../server/runner/gateway/kubernetes/upstream.ts';

const folder = mkdtempSync('/tmp/hr-hostile-kube-');
const limits = { all: { namespaces: null, verbs: null }, some: { namespaces: ['dev'], verbs: null }, reading: { namespaces: null, verbs: ['get', 'list', 'watch'] } };
const secret = { kind: 'SecretList', items: [{ metadata: { name: 's', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":"canary-b"}' } }, data: { password: Buffer.from('canary-a').toString('base64') } }] };
let api: Server;
let arrived: IncomingMessage[] = [];
let recorded: GatewayRequest[] = [];
const gateways = new Map<string, Gateway>();

before(async () => {
  api = createServer((request, response) => {
    arrived.push(request);
    const body = /\/secrets/.test(request.url ?? '') ? secret : { kind: 'Status' };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  api.on('upgrade', (request, socket) => {
    arrived.push(request);
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  });
  await new Promise<void>((listening) => { api.listen(join(folder, 'api'), listening); });
  const identity = identityOf({ prefix: 'handrail:', groups: 'provider' }, { person: 'mallory', groups: ['staff', 'system:masters', ' system:masters', 'SYSTEM:nodes', 'a\r\nImpersonate-User: root', 'ö'], run: '01RUN', step: 'book/step' });
  for (const effect of ['read', 'change', 'destroy'] as const) {
    for (const interactive of [false, true]) {
      const contexts = new Map(Object.entries(limits).map(([name, limit]) => [name, { upstream: worldUpstream(join(folder, 'api'), name), identity, limits: limit }]));
      const key = `${effect}${interactive ? '-typed' : ''}`;
      gateways.set(key, await openGateway({ socket: join(folder, key), contexts, ceiling: { effect, interactive }, onRequest: (one) => { recorded.push(one); }, onFailure: () => undefined }));
    }
  }
});
after(() => {
  for (const gateway of gateways.values()) gateway.close();
  api.close();
  api.closeAllConnections();
  rmSync(folder, { recursive: true });
});

/** Sends this as it stands; gives the whole answer. */
function say(step: string, text: string): Promise<string> {
  arrived = [];
  recorded = [];
  return new Promise((resolve, reject) => {
    const near = connect(gateways.get(step)?.socket ?? '');
    const heard: Buffer[] = [];
    near.on('data', (chunk: Buffer) => { heard.push(chunk); });
    near.on('error', reject);
    near.on('close', () => { resolve(Buffer.concat(heard).toString('utf8')); });
    near.write(Buffer.from(text, 'latin1'));
  });
}

const plain = (method: string, path: string, more = '', body = '') =>
  `${method} ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${more}${body === '' ? '' : `Content-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n`}\r\n${body}`;
const upgrade = (path: string, more = '', to = 'websocket') => `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${to}\r\n${more}\r\n`;
const pods = '/contexts/all/api/v1/namespaces/dev/pods';
const pod = `${pods}/web`;
const exec = (...command: string[]) => `${pod}/exec?stdout=true&${command.map((word) => `command=${encodeURIComponent(word)}`).join('&')}`;
const say403 = /^HTTP\/1\.1 403 .*"reason":"Forbidden"/s;

type Step = Effect | `${Effect}-typed`;
/** What must not pass: a step of which effect asks what, and what it is told. */
const refused: readonly (readonly [what: string, step: Step, text: string, told: RegExp])[] = [
  // more than the step declares
  ['a deletion in a step that reads', 'read', plain('DELETE', pod), /declared “read”, and “delete pods web” counts as “destroy”/],
  ['a deletion in a step that changes', 'change', plain('DELETE', pod), /declared “change”/],
  ['a deletion of all by a label', 'change', plain('DELETE', `${pods}?labelSelector=app%3Dweb`), /“deletecollection pods” counts as “destroy”/],
  ['a deletion whose query says dry run, and its body not', 'read', plain('DELETE', `${pod}?dryRun=All`, '', '{}'), /counts as “destroy”/],
  ['a deletion whose body says dry run in another spelling', 'read', plain('DELETE', pod, '', '{"DryRun":["All"]}'), /counts as “destroy”/],
  ['a deletion whose body says dry run in two spellings', 'read', plain('DELETE', pod, '', '{"dryRun":["All"],"DRYRUN":[]}'), /counts as “destroy”/],
  ['a deletion whose body says dry run, then not', 'read', plain('DELETE', pod, '', '{"dryRun":["All"],"dryRun":[]}'), /counts as “destroy”/],
  ['a deletion whose dry run is a text', 'read', plain('DELETE', pod, '', '{"dryRun":"All"}'), /counts as “destroy”/],
  ['a deletion with a body that is no JSON', 'read', plain('DELETE', pod, '', '{"dryRun":["All"]'), /counts as “destroy”/],
  ['a deletion with a body of another kind', 'read', plain('DELETE', pod, 'Content-Type: application/yaml\r\n', '{"dryRun":["All"]}'), /counts as “destroy”/],
  ['a deletion with 100 kB of options', 'read', plain('DELETE', pod, '', `{"dryRun":["All"],"kind":"${'a'.repeat(100_000)}"}`), /counts as “destroy”/],
  ['a deletion of Secrets as a dry run, which would show them', 'read', plain('DELETE', '/contexts/all/api/v1/namespaces/dev/secrets', '', '{"dryRun":["All"]}'), /counts as “destroy”/],
  ['an eviction', 'change', plain('POST', `${pod}/eviction`, '', '{}'), /“evict pods\/eviction web”.*counts as “destroy”/],
  ['an eviction as a dry run', 'read', plain('POST', `${pod}/eviction?dryRun=All`, '', '{}'), /counts as “destroy”/],
  ['a creation', 'read', plain('POST', pods, '', '{}'), /“create pods” counts as “change”/],
  ['a replacement', 'read', plain('PUT', pod, '', '{}'), /“update pods web” counts as “change”/],
  ['a patch', 'read', plain('PATCH', pod, '', '{}'), /“patch pods web” counts as “change”/],
  ['a patch with a dry run of nothing', 'read', plain('PATCH', `${pod}?dryRun=None`, '', '{}'), /counts as “change”/],
  ['a patch with a dry run in small letters', 'read', plain('PATCH', `${pod}?dryRun=all`, '', '{}'), /counts as “change”/],
  ['a patch with a dry run under another name', 'read', plain('PATCH', `${pod}?DryRun=All`, '', '{}'), /counts as “change”/],
  ['a patch with two dry runs', 'read', plain('PATCH', `${pod}?dryRun=All&dryRun=`, '', '{}'), /dryRun is given twice/],
  ['a dry patch of a Secret, which could copy its value', 'read', plain('PATCH', '/contexts/all/api/v1/namespaces/dev/secrets/s?dryRun=All', '', '[]'), /“patch secrets s” counts as “change”/],
  ['a change of the scale', 'read', plain('PATCH', '/contexts/all/apis/apps/v1/namespaces/dev/deployments/web/scale', '', '{}'), /“patch deployments.apps\/scale web” counts as “change”/],
  ['a right given to oneself', 'change', plain('POST', '/contexts/all/apis/rbac.authorization.k8s.io/v1/namespaces/dev/rolebindings', '', '{}'), /reaches beyond what it names/],
  ['a webhook for all requests', 'change', plain('POST', '/contexts/all/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations', '', '{}'), /reaches beyond what it names/],
  ['an approval of a certificate', 'change', plain('PUT', '/contexts/all/apis/certificates.k8s.io/v1/certificatesigningrequests/a/approval', '', '{}'), /reaches beyond what it names/],
  ['a container put into a running pod', 'change', plain('PATCH', `${pod}/ephemeralcontainers`, '', '{}'), /counts as “destroy”/],
  ['a node chosen for a pod', 'change', plain('POST', `${pod}/binding`, '', '{}'), /counts as “destroy”/],
  ['a namespace let go of', 'change', plain('PUT', '/contexts/all/api/v1/namespaces/dev/finalize', '', '{}'), /counts as “destroy”/],
  ['a subresource nobody knows', 'change', plain('GET', `${pod}/selfdestruct`), /is not known/],
  ['a request to a pod through the API', 'change', plain('GET', `${pod}/proxy/admin`), /“proxy pods\/proxy web”.*counts as “destroy”/],
  ['a request to a service through the API', 'read', plain('GET', '/contexts/all/api/v1/namespaces/dev/services/http:web:80/proxy/'), /counts as “destroy”/],
  ['ports', 'change', upgrade(`${pod}/portforward?ports=80`), /counts as “destroy”/],
  ['ports, in a step to type into', 'read-typed', upgrade(`${pod}/portforward?ports=80`), /counts as “destroy”/],
  ['a deletion, in a step to type into', 'read-typed', plain('DELETE', pod), /counts as “destroy”/],
  // never, whatever the step
  ['a node’s own interface', 'destroy', plain('GET', '/contexts/all/api/v1/nodes/n/proxy/run/dev/web/web?cmd=id'), /every pod on it/],
  ['a token of a service account', 'destroy', plain('POST', '/contexts/all/api/v1/namespaces/dev/serviceaccounts/default/token', '', '{}'), /credential inside the step/],
  ['the old path to watch', 'destroy', plain('GET', '/contexts/all/api/v1/watch/secrets'), /old Kubernetes/],
  ['the old path to a proxy', 'destroy', plain('GET', '/contexts/all/api/v1/proxy/nodes/n'), /old Kubernetes/],
  ['a method nobody knows', 'destroy', plain('PROPFIND', pod), /not one of Kubernetes/],
  ['a trace of what the gateway sends', 'destroy', plain('TRACE', pod), /not one of Kubernetes/],
  ['the options of a path', 'destroy', plain('OPTIONS', pod), /not one of Kubernetes/],
  ['the API’s own memory', 'destroy', plain('GET', '/contexts/all/debug/pprof/heap'), /no path that this gateway knows/],
  ['the API’s own log files', 'destroy', plain('GET', '/contexts/all/logs/kube-apiserver.log'), /no path that this gateway knows/],
  ['a path in capitals', 'destroy', plain('GET', '/contexts/all/API/v1/pods'), /no path that this gateway knows/],
  ['a resource in capitals', 'destroy', plain('DELETE', '/contexts/all/api/v1/namespaces/dev/Pods/web'), /no path that this gateway knows/],
  ['a group that is a path', 'destroy', plain('GET', '/contexts/all/apis/..x/v1/pods'), /no path that this gateway knows/],
  ['something below a subresource', 'destroy', plain('GET', `${pod}/log/x`), /no path that this gateway knows/],
  ['discovery, to write', 'destroy', plain('POST', '/contexts/all/api/v1', '', '{}'), /can only be read/],
  ['the version, to delete', 'destroy', plain('DELETE', '/contexts/all/version'), /can only be read/],
  // commands that look mild
  ...([
    ['a shell', ['sh']], ['a removal', ['rm', '-rf', '/data']], ['all keys', ['redis-cli', 'FLUSHALL']], ['all keys, in another case', ['redis-cli', '--no-raw', 'fLuShAlL']],
    ['a script of Redis', ['redis-cli', '--eval', 'get']], ['keys through a pipe', ['redis-cli', '--pipe']], ['a copy of all keys', ['redis-cli', '--rdb', 'get']],
    ['an option of redis-cli nobody knows', ['redis-cli', '--unheard', 'GET', 'a']], ['a cluster’s tool', ['redis-cli', '--cluster', 'info', 'x']], ['a wrapped removal', ['timeout', '5', 'rm', '/x']],
    ['a wrapper with options', ['timeout', '-s', 'KILL', '5', 'ls']], ['a shell’s second command', ['sh', '-c', 'ls; rm -rf /data']], ['a shell’s substitution', ['sh', '-c', 'ls $(rm -rf /data)']],
    ['a shell’s backticks', ['bash', '-c', 'echo `rm x`']], ['a shell that writes', ['sh', '-c', 'echo a > /data/x']], ['a shell with a function', ['sh', '-c', 'ls() { rm x; }; ls']],
    ['a shell with a variable', ['sh', '-c', 'A=rm; $A x']], ['a shell with a path of its own', ['sh', '-c', 'PATH=/tmp ls']], ['a shell’s arguments', ['sh', '-c', 'ls', 'x']],
    ['a program of the pod’s own called ls', ['/tmp/ls']], ['a program above', ['/bin/../tmp/ls']], ['the pod’s token', ['cat', '/var/run/secrets/kubernetes.io/serviceaccount/token']], ['the pod’s environment', ['cat', '/proc/1/environ']],
    ['the variables', ['env']], ['a new time', ['date', '-s', '12:00']], ['an end to connections', ['ss', '-K']], ['nothing at all', []], ['an empty command', ['']],
    ['a deletion in SQL', ['psql', '-c', 'SELECT 1; DELETE FROM t']], ['a program from SQL', ['psql', '-c', '\\! rm x']], ['a file of SQL', ['psql', '-f', '/tmp/x']],
    ['kubectl with an option before its verb', ['kubectl', '--profile-output', 'get', 'delete', 'pod']], ['kubectl with a plugin', ['kubectl', 'getx']], ['an archive unpacked', ['tar', '-xmf', '-']], ['an archive that runs a program', ['tar', 'cf', '-', '--to-command=rm', 'x']],
  ] as const).map(([what, command]) => [`${what}, run in a pod`, 'read', upgrade(exec(...command)), /declared “read”, and “exec pods\/exec web”/] as const),
  ['a write into Redis, run in a pod', 'read', upgrade(exec('redis-cli', 'SET', 'a', 'b')), /counts as “change”/],
  ['a mild command with input', 'read', upgrade(`${exec('redis-cli', 'XINFO', 'STREAM', 'a')}&stdin=true`), /What is typed/],
  ['input that is set as Go sets it', 'read', upgrade(`${exec('ls')}&stdin=yes`), /What is typed/],
  ['input that is set by an empty value', 'read', upgrade(`${exec('ls')}&stdin=`), /What is typed/],
  ['input said twice', 'destroy', upgrade(`${exec('ls')}&stdin=false&stdin=true`), /stdin is given twice/],
  ['a parameter of exec nobody knows', 'destroy', upgrade(`${exec('ls')}&Stdin=true`), /no parameter Stdin/],
  ['an attachment that types', 'change', upgrade(`${pod}/attach?stdin=true`), /counts as “destroy”/],
  ['an upload that is a shell', 'change', upgrade(`${exec('sh', '-c', 'tar -xmf -')}&stdin=true`), /counts as “destroy”/],
  ['a shell, by the older way', 'read', plain('POST', exec('sh')), /counts as “destroy”/],
  // further than the endpoint
  ['another namespace', 'destroy', plain('GET', '/contexts/some/api/v1/namespaces/prod/pods'), /offers the namespace dev, not prod/],
  ['all namespaces at once', 'destroy', plain('GET', '/contexts/some/api/v1/pods'), /all namespaces at once/],
  ['all namespaces by a field', 'destroy', plain('GET', '/contexts/some/api/v1/pods?fieldSelector=metadata.namespace%3Ddev'), /all namespaces at once/],
  ['a namespace by its number of letters', 'destroy', plain('GET', '/contexts/some/api/v1/namespaces/dev%20/pods'), /HTTP\/1\.1 400/],
  ['a node', 'read', plain('GET', '/contexts/some/api/v1/nodes/n'), /of the whole cluster/],
  ['another namespace’s object', 'read', plain('GET', '/contexts/some/api/v1/namespaces/prod'), /not prod/],
  ['the end of its own namespace', 'destroy', plain('DELETE', '/contexts/some/api/v1/namespaces/dev'), /not the right to delete a namespace/],
  ['a namespace more', 'destroy', plain('POST', '/contexts/some/api/v1/namespaces', '', '{}'), /of the whole cluster/],
  ['what another token may', 'destroy', plain('POST', '/contexts/some/apis/authentication.k8s.io/v1/tokenreviews', '', '{}'), /of the whole cluster/],
  ['a verb that is not offered', 'destroy', plain('DELETE', '/contexts/reading/api/v1/namespaces/dev/pods/web'), /offers the verbs get, list, watch, not delete/],
  ['a command where only reading is offered', 'destroy', upgrade('/contexts/reading/api/v1/namespaces/dev/pods/web/exec?command=ls'), /not exec/],
  // paths that two readers read in two ways
  ...([
    ['two slashes', '/contexts/all/api/v1//namespaces/dev/pods'], ['a way up', '/contexts/some/api/v1/namespaces/dev/../prod/pods'], ['a way up, encoded', '/contexts/some/api/v1/namespaces/dev/%2e%2e/prod/pods'],
    ['a way up, half encoded', '/contexts/some/api/v1/namespaces/dev/.%2E/prod/pods'], ['a place, encoded', '/contexts/some/api/v1/namespaces/dev/%2e/pods'], ['a slash inside a name', '/contexts/some/api/v1/namespaces/dev%2f..%2fprod/pods'],
    ['a slash, encoded twice', '/contexts/some/api/v1/namespaces/dev%252fprod/pods'], ['a parameter of a segment', '/contexts/some/api/v1/namespaces/dev;prod/pods'], ['a backslash', '/contexts/some/api/v1/namespaces/dev\\prod/pods'],
    ['a backslash, encoded', '/contexts/some/api/v1/namespaces/dev%5cprod/pods'], ['a fragment', '/contexts/some/api/v1/namespaces/dev/pods#/../prod'], ['an end of text', '/contexts/some/api/v1/namespaces/dev%00/pods'],
    ['a line end', '/contexts/some/api/v1/namespaces/dev%0d%0aX/pods'], ['bytes that are no UTF-8', '/contexts/some/api/v1/namespaces/dev%ff/pods'], ['wide letters', '/contexts/some/api/v1/namespaces/%EF%BD%84ev/pods'], ['half an escape', '/contexts/some/api/v1/namespaces/dev%2/pods'],
    ['a semicolon in the query', `${pods}?watch=true;dryRun=All`], ['another server', 'http://169.254.169.254/contexts/all/api/v1/pods'], ['the context above', '/contexts/../contexts/all/api'],
  ] as const).map(([what, path]) => [`a path with ${what}`, 'destroy', plain('GET', path), /^HTTP\/1\.1 400 /] as const),
  ['a path below no context', 'destroy', plain('GET', '/api/v1/pods'), /begin with \/contexts\/<name>/],
  ['a context that is not there', 'destroy', plain('GET', '/contexts/prod/api'), /no context prod/],
  ['a context by its inheritance', 'destroy', plain('GET', '/contexts/__proto__/api'), /no context __proto__/],
  // upgrades
  ['an upgrade of a list', 'destroy', upgrade(`${pods}?watch=true`), /can be upgraded/],
  ['an upgrade of Secrets', 'read', upgrade('/contexts/all/api/v1/secrets?watch=true'), /can be upgraded/],
  ['an upgrade to HTTP/2', 'destroy', upgrade(exec('ls'), '', 'h2c'), /Only an upgrade to WebSocket/],
  ['a token shown as a protocol', 'destroy', upgrade(exec('ls'), 'Sec-WebSocket-Protocol: v5.channel.k8s.io, base64url.bearer.authorization.k8s.io.c3RvbGVu\r\n'), /token shown as a WebSocket protocol/],
  ['a token shown in a second header', 'destroy', upgrade(exec('ls'), 'Sec-WebSocket-Protocol: v5.channel.k8s.io\r\nSec-WebSocket-Protocol: base64url.BEARER.authorization.k8s.io.c3RvbGVu\r\n'), /token shown as a WebSocket protocol/],
];
for (const [what, step, text, told] of refused) {
  test(`refused and recorded, and not passed on: ${what}`, async () => {
    const answer = await say(step, text);
    assert.match(answer, told);
    assert.match(answer, /^HTTP\/1\.1 40[034] /);
    if (/declared|never/.test(told.source)) assert.match(answer, say403);
    assert.deepEqual(arrived, []);
    assert.deepEqual(recorded.map(({ allowed, why }) => [allowed, why !== null && answer.includes(JSON.stringify(why))]), [[false, true]]);
  });
}

/** What has to pass, so that runbooks work: and what the API then sees. */
const passed: readonly (readonly [what: string, step: Step, text: string, path: string])[] = [
  ['a list', 'read', plain('GET', `${pods}?limit=500&labelSelector=app%3Dweb`), `${pods}?limit=500&labelSelector=app%3Dweb`],
  ['a slash at the end', 'read', plain('GET', `${pods}/`), pods],
  ['a name with a colon', 'read', plain('GET', '/contexts/all/apis/rbac.authorization.k8s.io/v1/clusterroles/system:node'), '/contexts/all/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Anode'],
  ['discovery where namespaces are few', 'read', plain('GET', '/contexts/some/apis?timeout=32s'), '/contexts/some/apis?timeout=32s'],
  ['the namespaces, where they are few', 'read', plain('GET', '/contexts/some/api/v1/namespaces'), '/contexts/some/api/v1/namespaces'],
  ['a question about one’s own rights', 'read', plain('POST', '/contexts/some/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', '', '{}'), '/contexts/some/apis/authorization.k8s.io/v1/selfsubjectaccessreviews'],
  ['a log', 'read', plain('GET', `${pod}/log?follow=true`), `${pod}/log?follow=true`],
  ['a difference', 'read', plain('PATCH', `${pod}?dryRun=All`, '', '{}'), `${pod}?dryRun=All`],
  ['a deletion as kubectl tries it', 'read', plain('DELETE', pod, '', '{"propagationPolicy":"Background","dryRun":["All"]}'), pod],
  ['a change', 'change', plain('PATCH', pod, '', '{}'), pod],
  ['a deletion', 'destroy', plain('DELETE', pod), pod],
  ['a read of Redis', 'read', upgrade(exec('redis-cli', '--no-raw', 'XINFO', 'GROUPS', 'a')), exec('redis-cli', '--no-raw', 'XINFO', 'GROUPS', 'a')],
  ['a list of known commands', 'read', upgrade(exec('sh', '-c', 'ls /data | wc -l && date 2>/dev/null')), exec('sh', '-c', 'ls /data | wc -l && date 2>/dev/null').replaceAll('%20', '+')],
  ['a download', 'read', upgrade(exec('tar', 'cf', '-', '/data/x')), exec('tar', 'cf', '-', '/data/x')],
  ['an upload', 'change', upgrade(`${exec('tar', '-xmf', '-', '-C', '/data')}&stdin=true`), `${exec('tar', '-xmf', '-', '-C', '/data')}&stdin=true`],
  ['a shell, in a step to type into', 'read-typed', upgrade(`${exec('redis-cli')}&stdin=true&tty=true`), `${exec('redis-cli')}&stdin=true&tty=true`],
  ['anything, where the step may destroy', 'destroy', upgrade(exec('rm', '/x')), exec('rm', '/x')],
];
for (const [what, step, text, path] of passed) {
  test(`passed on as it was judged: ${what}`, async () => {
    const answer = await say(step, text);
    assert.match(answer, /^HTTP\/1\.1 (200|101) /);
    assert.deepEqual(arrived.map(({ url }) => url), [path]);
    assert.deepEqual(recorded.map(({ allowed, why }) => [allowed, why]), [[true, null]]);
  });
}

/** Headers that say who asks, or that a server on the way might take for that: none arrives as it was sent. */
const spoofs = [
  'Authorization: Bearer stolen', 'authorization: Basic c3RvbGVu', 'Proxy-Authorization: Basic c3RvbGVu', 'Cookie: token=stolen', 'Impersonate-User: root', 'impersonate-user: root\r\nIMPERSONATE-USER: root',
  'Impersonate-Group: system:masters', 'Impersonate-Uid: 0', 'Impersonate-Extra-scopes: stolen', 'Impersonate-Extra-handrail-run: stolen', 'Impersonate_User: root', 'X-Remote-User: root', 'X-Remote-Group: system:masters',
  'X-Remote-Extra-a: stolen', 'X-Forwarded-For: 127.0.0.1', 'X-Forwarded-User: root', 'Forwarded: for=127.0.0.1', 'X-Original-Url: /api/v1/secrets', 'X-HTTP-Method-Override: DELETE', 'Expect: 100-continue',
  'Connection: Impersonate-User', 'TE: trailers', 'Via: 1.1 root', 'X-Api-Key: stolen',
];
for (const spoof of spoofs) {
  test(`who asks is not for the step to say: ${spoof.replaceAll('\r\n', ', ')}`, async () => {
    assert.match(await say('read', plain('GET', pods, `${spoof}\r\n`)), /HTTP\/1\.1 200 /);
    const [request] = arrived;
    assert.doesNotMatch(JSON.stringify(request?.rawHeaders), /root|stolen|system:|c3RvbGVu|127\.0|DELETE|continue|trailers/i);
    assert.deepEqual(Object.entries(request?.headersDistinct ?? {}).filter(([name]) => /imperson/.test(name)), [
      ['impersonate-user', ['handrail:mallory']], ['impersonate-group', ['staff']], ['impersonate-extra-handrail-run', ['01RUN']], ['impersonate-extra-handrail-step', ['book/step']],
    ]);
  });
}

test('ten thousand paths made of what confuses readers: what passes is read the same again, and a step that reads only reads', () => {
  const pieces = ['/', '//', '.', '..', '%2e', '%2F', '%', '%25', ';', '\\', '?', '&', '=', '#', ':', '@', ' ', '\0', 'é', 'contexts', '/contexts/all/', 'api', 'apis', 'v1', 'namespaces', 'dev', 'pods', 'secrets', 'exec', 'proxy', 'log', 'token', 'apps',
    'watch=true', 'dryRun=All', 'command=ls', 'command=rm', 'stdin=1', 'scale', 'DELETE', 'A', '+', '~', "'", '/api/v1/namespaces/dev/', '/apis/apps/v1/'];
  const random = randomOf(29);
  const contexts = new Map([['all', { limits: limits.all }]]);
  let passing = 0;
  for (let round = 0; round < 10_000; round += 1) {
    const path = `${random() < 0.8 ? '/contexts/all/api/v1/namespaces/dev/' : ''}${Array.from({ length: 1 + Math.floor(random() * 7) }, () => pieces[Math.floor(random() * pieces.length)]).join('')}`;
    const method = ['GET', 'POST', 'DELETE', 'PATCH', 'PUT', 'HEAD'][Math.floor(random() * 6)] ?? '';
    const { target, asked, refusal } = judge(contexts, { effect: 'read', interactive: false }, method, path);
    if (target === null || asked === null || refusal !== null) continue;
    passing += 1;
    assert.equal(asked.effect, 'read', path);
    const sent = `/contexts/all${pathOf(target)}`;
    assert.doesNotMatch(sent.split('?')[0] ?? '', /\/\/|\/\.{1,2}(\/|$|\?)|[;#\\\s]|%2f|%00/i, path);
    const again = judge(contexts, { effect: 'read', interactive: false }, method, sent);
    assert.deepEqual([again.asked, again.target], [asked, target], path);
  }
  assert.ok(passing > 200, `only ${passing} passed`);
});

for (const path of ['secrets', 'namespaces/dev/secrets', 'namespaces/dev/secrets/s', 'secrets?watch=true', 'namespaces/dev/secrets/s/status']) {
  test(`a step that reads sees no value of ${path}; one that changes does`, async () => {
    const accept = 'Accept: application/vnd.kubernetes.protobuf, application/json\r\nAccept-Encoding: gzip\r\n';
    const seen = await say('read', plain('GET', `/contexts/all/api/v1/${path}`, accept));
    assert.match(seen, /"password":"KioqKioqKio="/);
    assert.doesNotMatch(seen, /Y2FuYXJ5|canary/);
    assert.deepEqual([arrived[0]?.headers.accept, arrived[0]?.headers['accept-encoding']], ['application/json', undefined]);
    const whole = await say('change', plain('GET', `/contexts/all/api/v1/${path}`, accept));
    assert.match(whole, /Y2FuYXJ5LWE=/);
  });
}

for (const prefix of ['system:', 'System:', 'system:node:', 'a\r\nb', '\u00e9']) {
  test(`nobody is made the cluster’s user ${JSON.stringify(prefix)}…`, () => {
    assert.throws(() => identityOf({ prefix, groups: [] }, { person: 'x', groups: [], run: 'r', step: 's' }), /Nobody can be/);
  });
}

/** Takes a seed; gives numbers from 0 to 1 that are the same each time (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
