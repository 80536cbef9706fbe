/**
 * Secrets of every kind are planted, a day's work is done with failures of every kind, and then everything that was written,
 * kept, answered, logged or shown is searched for them, in each spelling: also what a sandbox can see, and every command line
 * and environment while it went on. Each may stand in its one place and nowhere else.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { generate } from 'selfsigned';
import { WebSocket } from 'ws';
import type { RunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import type { RunnableStep } from '../../common/catalog/step.ts';
import { subprotocol } from '../../common/protocol/client-message.ts';
import { loadConfig } from '../../server/config/load.ts';
import { fixtureCatalog, fixtureStep, writeCatalog } from '../fixture-catalog.ts';
import { type Client, freePort, Handrail, pause, root } from '../handrail.ts';

const outside = mkdtempSync('/tmp/hr-canary-');
const fresh = (kind: string) => `${kind}.${randomBytes(15).toString('hex')}`;
/** What a step makes up by itself, so that its text does not give it away. */
const seed = randomBytes(8).toString('hex');
const made = (what: string) => createHash('sha256').update(`${seed}-${what}`).digest('hex').slice(0, 32);
const making = (what: string) => `$(printf %s ${seed}-${what} | sha256sum | cut -c1-32)`;

interface Planted {
  value: string;
  /** path of the one place where it may stand, below the folders that are searched; null for none */
  allowed: RegExp | null;
}

const planted = new Map<string, Planted>([
  ['a variable of the server', { value: fresh('env'), allowed: null }],
  ['a variable of the runner', { value: fresh('runner'), allowed: null }],
  ['the password of a Redis', { value: fresh('redis'), allowed: null }],
  ['the authorization of a web service', { value: fresh('web'), allowed: null }],
  ['the token of a kubeconfig', { value: fresh('kube'), allowed: null }],
  ['a token that a step exported', { value: `hvs.${made('exported')}`, allowed: /\/secrets\/practice\.[a-z0-9-]+\.json$/ }],
  ['a token that a step logged in with', { value: `hvs.${made('logged')}`, allowed: /\/practice\.[a-z0-9-]+\/\.vault-token$/ }],
  ['what a mask found', { value: made('masked'), allowed: /\/secrets\/practice\.[a-z0-9-]+\.json$/ }],
  ['a secret that was wrong', { value: fresh('wrong'), allowed: null }],
]);
const valueOf = (what: string) => planted.get(what)?.value ?? '';

const step = (id: string, source: string, more: Partial<RunnableStep> = {}) => fixtureStep({ id, source, ...more });
const hex = 'od -An -v -tx1 | tr -d " \\n"';
const steps = [
  step('works', 'echo fine; echo "in $PWD"'),
  step('makes', `export VAULT_TOKEN=hvs.${making('exported')}; printf %s hvs.${making('logged')} >~/.vault-token; echo "code=${making('masked')}"; exit 3`, { mask: 'code=(\\S+)' }),
  step('shows', 'echo "$VAULT_TOKEN"; env; cat ~/.vault-token; set; declare -p; false'),
  step('crashes', 'cd /workspace; bash -c "kill -SEGV \\$\\$"; kill -ABRT $$'),
  step('waits', 'sleep 60', { timeout: 1 }),
  step('loops', 'while :; do echo again; sleep 0.05; done'),
  // In a spelling that no mask knows, so that nothing found is hidden from us.
  step('looks', `find /run /etc /tmp /home /workspace /dev/shm /proc/[0-9]* -maxdepth 3 -type f -readable ! -name auxv ! -path "*/task/*" ! -name pagemap ! -name mem ! -name kmsg ! -name clear_refs ! -name state -print0 2>/dev/null | xargs -0 head -q -c 20000 2>/dev/null | ${hex}; env | ${hex}`, { timeout: 110 }),
  step('reaches', 'redis-cli -h prompt -p REDIS GET nothing; redis-cli -h prompt -p REDIS CONFIG GET requirepass; redis-cli -h prompt -p REDIS WRONG; curl -sS http://web:WEB/fail; curl -sSi http://web:WEB/fine; kubectl get --raw /api/v1/pods; kubectl get --raw /api -v=9; kubectl config view --raw; env; exit 4'),
  step('looks-there', `find /run /etc /tmp /home /workspace /proc/[0-9]* -maxdepth 3 -type f -readable ! -name auxv ! -path "*/task/*" ! -name pagemap ! -name mem ! -name kmsg ! -name state -print0 2>/dev/null | xargs -0 head -q -c 20000 2>/dev/null | ${hex}; env | ${hex}`, { timeout: 110 }),
];

let handrail: Handrail;
let operator: Client;
let bob: Client;
let redis: ChildProcess;
let runner: ChildProcess;
/** everything that was answered or printed, by what it was */
const heard: (readonly [what: string, text: string])[] = [];
/** what was seen on command lines and in environments, by process */
const seen = new Map<string, string>();
/** what was shown to the services: there the credentials must be */
const shown: string[] = [];
const answer: RequestListener = (request, response) => {
  shown.push(request.headers.authorization ?? '');
  if (request.url === '/fine') response.writeHead(200).end('fine');
  else response.writeHead(500, { 'content-type': 'application/json' }).end('{"kind":"Status","status":"Failure","message":"it broke","code":500}');
};
const web = createServer(answer).listen(0, '127.0.0.1');
const certificate = await generate([{ name: 'commonName', value: 'canary' }], { keyType: 'ec', curve: 'P-256', algorithm: 'sha256', extensions: [{ name: 'basicConstraints', cA: true }, { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }] });
const api = createTlsServer({ key: certificate.private, cert: certificate.cert }, answer).listen(0, '127.0.0.1');

before(async () => {
  for (const server of [web, api]) if (!server.listening) await new Promise((listening) => server.once('listening', listening));
  const webPort = (web.address() as AddressInfo).port;
  const redisPort = await freePort();
  const file = (name: string, text: string) => { writeFileSync(join(outside, name), text, { mode: 0o600 }); return join(outside, name); };
  redis = spawn('redis-server', [file('redis.conf', `port ${redisPort}\nbind 127.0.0.1\nsave ""\nrequirepass ${valueOf('the password of a Redis')}\ndir ${outside}\n`)], { stdio: 'ignore' });
  const kubeconfig = file('kubeconfig', JSON.stringify({
    apiVersion: 'v1', kind: 'Config', 'current-context': 'c', contexts: [{ name: 'c', context: { cluster: 'k', user: 'u' } }],
    clusters: [{ name: 'k', cluster: { server: `https://127.0.0.1:${(api.address() as AddressInfo).port}`, 'certificate-authority-data': Buffer.from(certificate.cert).toString('base64') } }], users: [{ name: 'u', user: { token: valueOf('the token of a kubeconfig') } }],
  }));
  const environments = file('environments.yaml', JSON.stringify({ environments: {
    practice: { title: 'Practice', level: 'contained', targets: 'all', windows: 'told', rules: [{ name: 'everybody', decide: 'allow', effects: ['read', 'change', 'destroy'] }] },
    staging: {
      title: 'Staging', level: 'limited', targets: 'all', windows: 'told',
      kubernetes: { staging: { kubeconfig: { file: kubeconfig }, namespaces: 'all' } },
      redis: { prompt: { url: `redis://127.0.0.1:${redisPort}`, password: { env: 'REDIS_OF_STAGING' }, local: true } },
      http: { web: { url: `http://127.0.0.1:${webPort}`, authorization: { file: file('authorization', `Bearer ${valueOf('the authorization of a web service')}`) }, local: true } },
      rules: [{ name: 'operators', decide: 'allow', effects: ['read', 'change'], roles: ['operator'] }],
    },
  } }));
  const catalog = fixtureCatalog(steps.map((one) => fixtureStep({ ...one, source: one.source.replaceAll('REDIS', String(redisPort)).replaceAll('WEB', String(webPort)) })));
  for (const runbook of catalog.runbooks) runbook.environments = ['practice', 'staging'];
  digests = new Map(catalog.runbooks.flatMap((runbook) => runbook.steps).flatMap((one) => (one.kind === 'runnable' ? [[one.id, one.digest] as const] : [])));
  handrail = await Handrail.start({ HANDRAIL_CATALOG: writeCatalog(catalog), HANDRAIL_ENVIRONMENTS: environments, HANDRAIL_LOG: 'debug', HANDRAIL_RUNNER: 'attach', SECRET_TOKEN: valueOf('a variable of the server') });
  // One started apart, as systemd does, which has credentials in its own environment.
  runner = spawn(process.execPath, ['server/runner/main.ts'], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...handrail.environment, SECRET_TOKEN: undefined, REDIS_OF_STAGING: valueOf('the password of a Redis'), OTHER_SECRET: valueOf('a variable of the runner') },
  });
  for (const stream of [runner.stdout, runner.stderr]) stream?.on('data', (chunk: Buffer) => { heard.push(['the runner', chunk.toString('latin1')]); });
  for (const late = Date.now() + 60_000; await handrail.runnerPid() === null; await pause(50)) assert.ok(Date.now() < late, 'the runner does not start');
  operator = await handrail.logIn();
});
after(async () => {
  await handrail[Symbol.asyncDispose]();
  redis.kill('SIGKILL');
  for (const server of [web, api]) {
    server.close();
    server.closeAllConnections();
  }
  rmSync(outside, { recursive: true });
});
let digests = new Map<string, string>();

async function note(what: string, answer: Promise<Response>): Promise<string> {
  const response = await answer;
  const text = await response.text();
  heard.push([what, `${JSON.stringify([...response.headers])} ${text}`]);
  return text;
}

/** Looks at every process there is just now. */
function lookAround(): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid))) {
    for (const part of ['cmdline', 'environ']) {
      const text = read(`/proc/${pid}/${part}`).toString('latin1');
      if (text !== '' && pid !== String(redis.pid)) seen.set(`${part} of ${nameOf(pid)}`, text);
    }
  }
}

function nameOf(pid: string): string {
  if (pid === String(handrail.serverPid)) return 'the server';
  return pid === String(runner.pid) ? 'the runner' : `process ${pid}`;
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

async function run(id: string, environment = 'practice', meanwhile: (id: RunId) => Promise<unknown> = () => Promise.resolve(), client = operator): Promise<{ run: Run; output: string }> {
  const text = await note(`starting ${id}`, client.post('/api/runs', {
    runbook: 'fixture', step: id, digest: digests.get(id), environment, parameters: {}, size: { cols: 200, rows: 30 },
  }, { 'idempotency-key': crypto.randomUUID() }));
  const started = (JSON.parse(text) as { run?: Run }).run;
  assert.ok(started, text);
  lookAround();
  await meanwhile(started.id);
  const over = await client.ended(started.id);
  const more = ['shows', 'reaches'].includes(id) ? ['/log?from=0', '/timing', '/recording', '/recording?as=html', '/recording?as=text'] : [];
  for (const path of ['', '/output', '/recording?as=cast', ...more]) await note(`${path} of ${id}`, client.get(`/api/runs/${started.id}${path}`));
  return { run: over, output: await client.output(started.id) };
}

/** A secret as it is, and as programs write it. */
function spellings(value: string): string[] {
  const bytes = Buffer.from(value);
  return [value, encodeURIComponent(value), bytes.toString('base64').replace(/=+$/, '').slice(0, -2), bytes.toString('base64url').slice(0, -2), bytes.toString('hex'), [...value].reverse().join('')];
}

function findings(text: string | Buffer, where: string): string[] {
  return [...planted].filter(([, { allowed }]) => allowed?.test(where) !== true)
    .filter(([, { value }]) => spellings(value).some((spelling) => text.includes(spelling))).map(([what]) => `${what}: in ${where}`);
}

test('a day’s work, with all that can fail', { timeout: 230_000 }, async () => {
  const { paths } = loadConfig(handrail.environment, root);
  planted.set('the local credential', { value: readFileSync(paths.localCredential, 'utf8').trim().split('.').at(-1) ?? '', allowed: /\/local-credential$/ });
  planted.set('the secret of a login link', { value: handrail.loginLink.split('#')[1] ?? '', allowed: null });
  planted.set('a session’s cookie', { value: operator.cookie.split('=')[1] ?? '', allowed: null });
  const invited = handrail.cli('invite', 'Bob');
  const link = /https?:\/\/\S+#\S+/.exec(invited.stdout)?.[0] ?? '';
  planted.set('the secret of an invitation', { value: link.split('#')[1] ?? '', allowed: null });
  bob = await handrail.logIn(link);
  planted.set('another session’s cookie', { value: bob.cookie.split('=')[1] ?? '', allowed: null });
  const ticket = JSON.parse(await (await operator.post('/api/tickets', {})).text()) as { ticket: string };
  planted.set('a ticket', { value: ticket.ticket, allowed: null });
  const password = `${fresh('password')} of the operator`;
  planted.set('a password', { value: password, allowed: null });
  await note('choosing a password', operator.post('/api/account/password', { password }));
  const token = JSON.parse(await (await operator.post('/api/account/tokens', { name: 'a test', rights: ['view'] })).text()) as { token?: string };
  if (token.token !== undefined) planted.set('a personal token', { value: token.token, allowed: null });
  for (const [what, { value }] of planted) assert.ok(value.length >= 16, `${what}: ${value}`);

  assert.equal((await run('works')).run.exitStatus, 0);
  assert.equal((await run('makes')).run.exitStatus, 3);
  const { output } = await run('shows');
  assert.equal(output.match(/\[hidden\]/g)?.length, 5, output);
  assert.ok(((await run('crashes')).run.exitStatus ?? 0) >= 128);
  assert.equal((await run('waits')).run.state, 'timed-out');
  assert.equal((await run('loops', 'practice', async (id) => { await note('stopping', operator.post(`/api/runs/${id}/stop`, {})); })).run.state, 'stopped');

  const wrong = valueOf('a secret that was wrong');
  await note('a wrong link', operator.post('/api/login', { secret: wrong }));
  await note('a wrong password', operator.post('/api/login/password', { name: 'operator', password: wrong }));
  await note('a wrong cookie', fetch(`${handrail.origin}/api/session`, { headers: { cookie: `${operator.cookie.split('=')[0]}=${wrong}` } }));
  await note('a wrong token', fetch(`${handrail.origin}/api/session`, { headers: { authorization: `Bearer ${wrong}` } }));
  await note('a wrong local credential', fetch(`${handrail.origin}/api/backups`, { method: 'POST', headers: { authorization: `Bearer ${wrong}`, 'x-handrail': '1', 'content-type': 'application/json' }, body: '{}' }));
  await note('a body that is none', fetch(`${handrail.origin}/api/login`, { method: 'POST', headers: { origin: handrail.origin, 'x-handrail': '1', 'content-type': 'application/json' }, body: `{"secret":"${wrong}"` }));
  await note('a body with too much', operator.post('/api/login', { secret: 'x', more: wrong }));
  const socket = new WebSocket(`${handrail.origin.replace('http', 'ws')}/api/stream`, subprotocol, { origin: handrail.origin, headers: { cookie: operator.cookie } });
  const closed = new Promise<void>((resolve) => { socket.on('message', (data: Buffer) => { heard.push(['a socket', data.toString('latin1')]); }).on('close', () => { resolve(); }).on('error', () => { resolve(); }); });
  socket.once('open', () => { socket.send(JSON.stringify({ type: 'hello', ticket: wrong })); });
  await Promise.race([closed, new Promise((resolve) => { setTimeout(resolve, 500).unref(); })]);
  socket.terminate();
  await handrail.endServer('SIGKILL');
  heard.push(['the server, until it was killed', handrail.said.replaceAll(handrail.loginLink, '')]);
  await handrail.startServer();
  planted.set('the secret of another login link', { value: handrail.loginLink.split('#')[1] ?? '', allowed: null });
  planted.set('the next local credential', { value: readFileSync(paths.localCredential, 'utf8').trim().split('.').at(-1) ?? '', allowed: /\/local-credential$/ });
  for (const path of ['session', 'runs', 'account', 'account/tokens', 'people', 'environments', 'sandbox', 'freshness', 'workspaces/practice', 'workspaces/practice/files', 'decisions', 'metrics', 'audit', 'nothing']) await note(path, operator.get(`/api/${path}`));
  heard.push(['handrail status', handrail.cli('status').stdout], ['handrail audit', handrail.cli('audit', 'verify').stdout]);
});

test('an environment with credentials of its own', { timeout: 200_000 }, async (context) => {
  const session = JSON.parse(await (await operator.get('/api/session')).text()) as { environments: { name: string; on: boolean; why: string }[] };
  const staging = session.environments.find(({ name }) => name === 'staging');
  if (staging?.on !== true) return context.skip(`staging is off: ${staging?.why ?? 'it is not offered'}`);
  const { run: reached, output } = await run('reaches', 'staging');
  assert.equal(reached.exitStatus, 4, output);
  assert.match(output, /fine/);
  assert.ok(shown.includes(`Bearer ${valueOf('the authorization of a web service')}`) && shown.includes(`Bearer ${valueOf('the token of a kubeconfig')}`), 'the services were shown their credentials');
  const { output: there } = await run('looks-there', 'staging');
  heard.push(['what a sandbox of staging can see', Buffer.from(there.replace(/[^0-9a-f]/g, ''), 'hex').toString('latin1')]);
  assert.ok(there.length > 20_000);
});

test('nothing of it is in another person’s sandbox', { timeout: 200_000 }, async () => {
  const { output } = await run('looks', 'practice', undefined, bob);
  const found = Buffer.from(output.replace(/[^0-9a-f]/g, ''), 'hex').toString('latin1');
  assert.ok(found.length > 10_000, 'it saw little');
  assert.ok(found.includes('KUBECONFIG'), 'it saw no script');
  assert.deepEqual(findings(found, 'a sandbox'), []);
});

test('nothing of it is in an answer, a log or a terminal', () => {
  heard.push(['the server', handrail.said.replaceAll(handrail.loginLink, '')]);
  assert.deepEqual(heard.flatMap(([what, text]) => findings(text, what)), []);
});

test('nothing of it was on a command line or in an environment, but in the one it was given in', () => {
  lookAround();
  assert.ok([...seen.keys()].some((name) => name.startsWith('cmdline')));
  const found = [...seen].flatMap(([where, text]) => findings(text, where));
  assert.deepEqual(found.filter((one) => !/^(?:a variable of the server: in environ of the server|(?:a variable of the runner|the password of a Redis): in environ of the runner)$/.test(one)), []);
  for (const who of ['server', 'runner']) assert.ok(found.includes(`a variable of the ${who}: in environ of the ${who}`), `the search finds what is there, in the ${who}`);
});

test('nothing of it is on a disk or in memory, but in its one place', () => {
  const { paths } = loadConfig(handrail.environment, root);
  const memory = join('/dev/shm', basename(paths.runtime));
  const left: string[] = [];
  let files = 0;
  for (const folder of [handrail.data, paths.runtime, memory].filter((one) => existsSync(one))) {
    for (const entry of globSync('**/*', { cwd: folder, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      files += 1;
      left.push(...findings(read(join(entry.parentPath, entry.name)), join(entry.parentPath, entry.name)));
    }
    for (const hidden of globSync('**/.*', { cwd: folder, withFileTypes: true }).filter((entry) => entry.isFile())) left.push(...findings(read(join(hidden.parentPath, hidden.name)), join(hidden.parentPath, hidden.name)));
  }
  assert.ok(files > 30, `${files} files were searched`);
  assert.deepEqual(left, []);
  const where = `${memory}/secrets`;
  assert.ok(readdirSync(where).some((name) => read(join(where, name)).includes(valueOf('a token that a step exported'))), 'the search finds what is there');
});

test('no core file is left by what crashed', () => {
  for (const folder of [root, '/', handrail.data]) assert.deepEqual(readdirSync(folder).filter((name) => /^core(\.\d+)?$/.test(name)), [], folder);
});
