import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { systemClock } from '../practice/cluster/clock.ts';
import { sqlSite } from '../practice/database/site.ts';
import { TrialFront } from '../practice/front/trial-front.ts';
import type { Ground } from '../practice/pods/ground.ts';
import { placeTools } from '../practice/tools/tools.ts';
import { vaultSite } from '../practice/vault/site.ts';
import { filterForThisMachine } from '../sandbox/seccomp.ts';
import { createLog } from '../log.ts';
import { openEndpointsWith } from './endpoints/endpoints.ts';
import type { AuditLog } from './gateway/audit-log.ts';
import type { Practice } from './practice.ts';
import { noEndpoints, openTrial, type Trial } from './trial.ts';

/** In the place of a world's API: says who asks for what. */
const api = createServer((request, response) => { response.end(`${request.headers['impersonate-user'] ?? ''} asks for ${request.url ?? ''}\n`); });
const recorded: unknown[] = [];
let front: TrialFront;
let trial: Trial;
let tools = '';
before(async () => {
  tools = placeTools(join(mkdtempSync('/tmp/hr-tools-'), 'tools'));
  front = await TrialFront.open((folder) => {
    mkdirSync(join(folder, 'shared/database'), { recursive: true });
    const database = new DatabaseSync(join(folder, 'shared/database/efd_scheduler.db'));
    database.exec("create table latiss (id integer primary key, status text); insert into latiss (status) values ('idle'), ('failed'), ('it''s')");
    database.close();
    writeFileSync(join(folder, 'filter'), filterForThisMachine(process.arch, true) ?? '');
    return [vaultSite({ folder, clock: systemClock }), sqlSite({ folder, ground: { filterFile: join(folder, 'filter') } as Ground })];
  });
  chmodSync(front.folder, 0o700);
  const socket = join(front.folder, 'api.sock');
  await new Promise<void>((resolve) => { api.listen(socket, resolve); });
  const certificate = readFileSync(join(front.folder, 'authority'), 'utf8');
  const world = { socket, contexts: [{ name: 'dev', namespace: 'default' }], front: { socket: front.front.socket, certificate }, tools };
  const open = openEndpointsWith({
    practice: { world: () => Promise.resolve(world) } as unknown as Practice, environments: { current: () => new Map(), look: () => undefined },
    audit: { add: (record: unknown) => { recorded.push(record); } } as unknown as AuditLog, log: createLog('silent', 'test'),
  });
  trial = openTrial((request, folder) => (request.environment === 'practice' ? open(request, folder) : Promise.resolve(noEndpoints)));
});
after(async () => {
  await trial.close();
  api.close();
  await front[Symbol.asyncDispose]();
  rmSync(join(tools, '..'), { recursive: true });
});

test('a step of practice reaches its sites by their real addresses, and no others', async () => {
  const { run, output } = await trial.run({ source: 'curl -sS https://vault.slac.stanford.edu/v1/sys/seal-status; curl -sS http://elsewhere.example/; curl -sS https://elsewhere.example/' });
  assert.match(output, /"sealed":false[^]*elsewhere\.example is not part of the practice world\. There are: vault\.slac\.stanford\.edu\.[^]*response 403/);
  assert.equal(run.exitStatus, 56);
});

test('beside them the API is reached as the person, and what is asked of it recorded, whatever a connection began with', async () => {
  recorded.length = 0;
  const { output } = await trial.run({ source: [
    'curl -sS -H "Impersonate-User: root" http://127.0.0.1:6443/contexts/dev/api',
    `exec {fd}<>/dev/tcp/127.0.0.1/6443; printf 'GET http://vault.slac.stanford.edu/v1/x HTTP/1.1\\r\\nHost: x\\r\\n\\r\\nGET /contexts/dev/secret HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n' >&$fd; timeout 5 cat <&$fd`,
    `exec {fd}<>/dev/tcp/127.0.0.1/6443; printf 'GET /contexts/dev/version HTTP/1.1\\r\\nHost: x\\r\\n\\r\\nGET http://vault.slac.stanford.edu/v1/x HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n' >&$fd; timeout 5 cat <&$fd`,
  ].join('\n') });
  assert.match(output, /^alice asks for \/contexts\/dev\/api\n/);
  assert.doesNotMatch(output, /asks for \S*secret/);
  assert.match(output, /proxy of a practice world[^]*alice asks for \/contexts\/dev\/version[^]*names a path, not another server/);
  assert.deepEqual(recorded.filter((record) => (record as { allowed: boolean }).allowed).map((record) => (record as { path: string }).path), ['/api', '/version']);
});

test('a login stays in the home folder for the next step, and the address it exported too', async () => {
  assert.equal((await trial.run({ source: 'export VAULT_ADDR=https://vault.slac.stanford.edu; vault login -method=ldap -no-print username=alice password=x' })).run.exitStatus, 0);
  const { output } = await trial.run({ source: 'vault kv get --field=usdf-efd-password secret/rubin/usdf-consdb-dev/transformed-efd; ls -l ~/.vault-token' });
  assert.match(output, /^practice-efd-password-dev-rw------- /m);
});

test('neither an earlier step nor a parameter turns the way elsewhere, and none of it is kept', async () => {
  const names = ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'SSL_CERT_FILE', 'CURL_CA_BUNDLE', 'GIT_SSL_CAINFO', 'GIT_CONFIG_SYSTEM'];
  await trial.run({ source: `export ${names.map((name) => `${name}=/evil`).join(' ')} GIT_SSL_NO_VERIFY=1 PATH=/evil KEPT=yes` });
  const shown = await trial.run({ source: `echo "$KEPT" "$PATH" "\${GIT_SSL_NO_VERIFY-unset}"; printf '%s ' ${names.map((name) => `"$${name}"`).join(' ')}` }, { parameters: { HTTPS_PROXY: 'http://evil', SSL_CERT_FILE: '/evil' } });
  assert.match(shown.output, /^yes \/run\/programs:\/usr\/local\/bin:\S+ unset\n/);
  assert.doesNotMatch(shown.output, /evil/);
  assert.match(shown.output, /http:\/\/127\.0\.0\.1:6443 http:\/\/127\.0\.0\.1:6443 127\.0\.0\.1,localhost \/run\/handrail\/authority /);
  const state = readFileSync(join(trial.paths.workspaces, 'practice/alice/state.json'), 'utf8');
  for (const name of names) assert.ok(!state.includes(name), state);
});

test('another environment gets none of it', async () => {
  const { output } = await trial.run({ source: 'env | grep -i -e proxy -e ssl -e curl -e programs -e GIT_CONFIG; ls /run; command -v vault sql' }, { environment: 'elsewhere' });
  assert.doesNotMatch(output, /proxy|ssl|curl|programs|gitconfig|vault|sql/i);
});

test('git commits at once, and what a person configures counts more', async () => {
  const { output } = await trial.run({ source: 'git init -q r && cd r && git commit -q --allow-empty -m one && git config user.email me@x && git commit -q --allow-empty -m two && git log --format="%an %ae" && git branch --show-current' });
  assert.equal(output, 'handrail me@x\nhandrail handrail@localhost\nmain\n');
});

test('programs of the environment cannot be changed from inside, nor its authority', async () => {
  const { output } = await trial.run({ source: 'for path in /run/programs/vault /run/programs/x /run/handrail/authority; do echo x >>"$path"; done; rm /run/programs/vault; true' });
  assert.equal(output.match(/Read-only file system|Permission denied/g)?.length, 4, output);
});

test('sql steps are run where the environment says, values quoted, changes refused to those that only read', async () => {
  const read = await trial.run({ language: 'sql', source: 'select id from efd_scheduler.latiss where status = ${STATUS}' }, { parameters: { STATUS: "it's" } });
  assert.equal(read.output, '┌────┐\n│ id │\n├────┤\n│ 3  │\n└────┘\n');
  assert.equal(read.run.exitStatus, 0);
  const refused = await trial.run({ language: 'sql', source: 'delete from efd_scheduler.latiss', effect: 'read' });
  assert.match(refused.output, /readonly database/);
  assert.equal(refused.run.exitStatus, 1);
  const changed = await trial.run({ language: 'sql', source: "update efd_scheduler.latiss set status = 'x' where id = 1", effect: 'change' });
  assert.match(changed.output, /changes: 1/);
  const nowhere = await trial.run({ language: 'sql', source: 'select 1' }, { environment: 'elsewhere' });
  assert.match(nowhere.output, /names no SQL client/);
});

test('what a step opens and holds ends with it', async () => {
  const { run } = await trial.run({ source: 'for i in {1..200}; do exec {fd}<>/dev/tcp/127.0.0.1/6443 || break; done; echo held' });
  assert.equal(run.exitStatus, 0);
  assert.match((await trial.run({ source: 'curl -sS https://vault.slac.stanford.edu/v1/sys/seal-status' })).output, /"sealed":false/);
});
