/**
 * Hostile steps, run as any step is: each tries something a sandbox must not allow, and prints what came of it. Canaries
 * are planted in the server's environment, in its data folder and in a file of the machine.
 */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { globSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Run } from '../../common/run.ts';
import type { RunnableStep } from '../../common/catalog/step.ts';
import { fixtureCatalog, fixtureStep, writeCatalog } from '../fixture-catalog.ts';
import { type Client, Handrail } from '../handrail.ts';
import { outputsOf, type Probe, scriptOf } from './probes.ts';

const canary = `canary-${crypto.randomUUID()}`;
const outside = mkdtempSync('/tmp/handrail-canary-');
const web = createServer((_, response) => response.end(canary)).listen(0, '127.0.0.1');
await new Promise((listening) => web.once('listening', listening));
const { port } = web.address() as AddressInfo;

const cases: Probe[] = [
  { says: 'the environment of its own first process holds nothing of the server', source: 'cat /proc/1/environ /proc/self/environ | tr "\\0" "\\n"; env' },
  { says: 'no process of the machine is seen', source: 'cat /proc/[0-9]*/cmdline | tr "\\0" " "; echo; ls -d /proc/[0-9]* | wc -l', shows: /^\d\d?\r?$/m },
  { says: 'no descriptor is inherited', source: 'ls /proc/self/fd | tr "\\n" " "', shows: /^0 1 2 3$/m },
  { says: 'a file of the machine is not there', source: `cat ${outside}/secret; ls ${outside}; cat /etc/shadow`, shows: /No such file/ },
  { says: 'the data folder is not there', source: 'ls $HANDRAIL_DATA / /root /home /srv /var 2>&1; find / -xdev -path /usr -prune -o \\( -name "handrail.db" -o -name "local-credential" \\) -print 2>/dev/null; echo looked', shows: /looked/ },
  { says: 'the runner’s and the server’s sockets are not there', source: 'find / \\( -path /proc -o -path /usr \\) -prune -o \\( -type s -o -name "*.sock" \\) -print 2>/dev/null; echo looked', shows: /^looked/m },
  { says: 'a server on the machine’s loopback is out of reach', source: `curl -sS --max-time 3 http://127.0.0.1:${port}/ 2>&1`, shows: /refused|Failed|Could not|unreachable|timed out/i },
  { says: 'the cloud’s metadata address is out of reach', source: 'curl -sS --max-time 3 http://169.254.169.254/latest/; curl -sS --noproxy "*" --max-time 3 http://169.254.169.254/latest/ 2>&1', shows: /not part of the practice world[\s\S]*(unreachable|Failed|Could not|timed out)/i },
  { says: 'the internet is out of reach, by name and by number', source: 'for way in -g --noproxy=*; do way="${way/=/ }"; set -f; for place in deb.debian.org 192.0.2.1 "[2001:db8::1]"; do curl -sS $way --max-time 3 -o /dev/null -w "%{http_code} " "http://$place/" 2>&1; done; done; echo', shows: /^40[03] 40[03] 40[03] (?:curl: .*?(?:unreachable|resolve|Failed|Could not)[^\n]*\n000 ?){3}/i },
  { says: 'only its own loopback interface is there', source: 'cat /proc/net/dev | tail -n +3 | cut -d: -f1', shows: /^\s*lo\r?$/m },
  { says: 'a user namespace cannot be made', source: 'unshare -Ur id; unshare -r true; echo "status $?"', shows: /status [1-9]/ },
  { says: 'nothing can be mounted', source: 'mount -t tmpfs none /mnt; mount --bind / /tmp; echo "status $?"', shows: /status [1-9]/ },
  { says: 'it has no capability, and can gain none', source: 'grep -E "Cap(Eff|Prm|Bnd|Amb)|NoNewPrivs" /proc/self/status', shows: /CapEff:\s*0{16}[\s\S]*NoNewPrivs:\s*1/ },
  { says: 'a filter of system calls is on', source: 'grep Seccomp: /proc/self/status', shows: /Seccomp:\s*2/ },
  { says: 'the system is read-only', source: 'touch /usr/x /etc/x /bin/x /usr/bin/kubectl; echo x > /etc/passwd; echo "status $?"', shows: /status 1/ },
  { says: 'kernel settings cannot be written', source: 'echo x > /proc/sys/kernel/core_pattern; echo 1 > /proc/sysrq-trigger; echo "status $?"', shows: /status 1/ },
  { says: 'device files are the harmless ones', source: 'ls /dev | tr "\\n" " "; cat /dev/mem /dev/kmsg /dev/sda /dev/vda 2>&1 | head -c 300', shows: /null/ },
  { says: 'setuid programs give nothing', source: 'find /usr/bin -perm -4000 | head -3; sudo -n id 2>&1; id -u; echo end', shows: /1000\nend/ },
  { says: 'other processes cannot be traced', source: 'strace -p 1 2>&1 || gdb -p 1 2>&1; cat /proc/1/mem 2>&1 | head -c 10; echo end', shows: /end/ },
  { says: 'a unix socket cannot be opened', source: 'socat -u UNIX-LISTEN:/tmp/x.sock /dev/null 2>&1; echo "status $?"', shows: /status [1-9]/ },
  { says: 'cgroups cannot be left', source: 'ls /sys/fs/cgroup 2>&1; echo $$ > /sys/fs/cgroup/pids/cgroup.procs; echo "status $?"', shows: /status 1/ },
  { says: 'a file cannot grow without end', source: 'dd if=/dev/zero of=/tmp/big bs=1M count=4096 2>&1 | tail -1; du -m /tmp/big | cut -f1; rm /tmp/big; echo end', shows: /^256\nend$/m },
  { says: 'a core is not kept', source: 'ulimit -c; sh -c "kill -SEGV \\$\\$"; ls core* 2>&1', shows: /^0\r?$/m },
  { says: 'a plug-in of kubectl on the PATH is not run', source: 'mkdir -p bin && printf "#!/bin/sh\\necho PLUGGED\\n" > bin/kubectl-getx && chmod +x bin/kubectl-getx; kubectl getx 2>&1', shows: /unknown command/ },
  { says: 'the kubeconfig holds no secret', source: 'kubectl config view --raw; cat ${KUBECONFIG//:/ } | grep -iE "token|password|client-key" ; echo end', shows: /end/ },
];

const parameter = { name: 'NAME', type: 'text', title: 'Name', choices: [], pattern: '', min: null, max: null, default: '', leadingDash: false, reachesMake: false } as const;
const values = ['; id', '$(id)', '`id`', '| tee x', '&& id', '"; id; "', "'; id; '", '*', '~', '${IFS}', '%0a', '\\', 'a b', '@/etc/passwd'];
const echo = fixtureStep({ id: 'echo', source: values.map((_, at) => `printf "[%s]\\n" "$NAME_${at}"`).join('\n'), parameters: values.map((_, at) => ({ ...parameter, name: `NAME_${at}` })) });
const make = fixtureStep({ id: 'make', source: 'printf \'say:\\n\\t@echo "[$(file)]"\\n\' > Makefile; make say file="$NAME"', parameters: [{ ...parameter, reachesMake: true }] });
const carry = [
  fixtureStep({ id: 'leave', source: 'mkdir -p deep && cd deep; export KEPT=yes PATH=/tmp/evil:$PATH LD_PRELOAD=/tmp/x.so BASH_ENV=/tmp/x IFS=x MAKEFLAGS=--eval=x; kubectl() { echo EVIL; }; export -f kubectl; alias ls=evil; trap "echo trapped" DEBUG; set -e; false' }),
  fixtureStep({ id: 'find', source: 'echo "in $(basename "$PWD") KEPT=$KEPT PATH=$PATH LD=$LD_PRELOAD BE=$BASH_ENV MF=$MAKEFLAGS"; type -t kubectl; alias; trap; echo "flags $-"' }),
];
const hostile = fixtureStep({ id: 'cases', source: scriptOf(cases), timeout: 110 });
const steps: RunnableStep[] = [hostile, echo, make, ...carry];

let handrail: Handrail;
let client: Client;
before(async () => {
  mkdirSync(outside, { recursive: true });
  writeFileSync(join(outside, 'secret'), canary);
  handrail = await Handrail.start({ HANDRAIL_CATALOG: writeCatalog(fixtureCatalog(steps)), SECRET_TOKEN: canary });
  client = await handrail.logIn();
});
after(async () => {
  await handrail[Symbol.asyncDispose]();
  web.close();
  rmSync(outside, { recursive: true });
});

async function run(step: RunnableStep, parameters: Record<string, string> = {}): Promise<{ run: Run; output: string }> {
  const answer = await client.post('/api/runs', {
    runbook: 'fixture', step: step.id, digest: step.digest, environment: 'practice', parameters, size: { cols: 200, rows: 30 },
  }, { 'idempotency-key': crypto.randomUUID() });
  assert.equal(answer.status, 201, await answer.clone().text());
  const ended = await client.ended(((await answer.json()) as { run: Run }).run.id);
  return { run: ended, output: await client.output(ended.id) };
}

describe('in one sandbox', () => {
  let outputs: string[] = [];
  before(async () => { outputs = outputsOf(cases, (await run(hostile)).output); });
  for (const [at, { says, shows }] of cases.entries()) {
    test(says, () => {
      const output = outputs[at] ?? '';
      assert.ok(!output.includes(canary), `the canary is in the output:\n${output}`);
      assert.doesNotMatch(output, /handrail\.db|local-credential|runner\.sock|EVIL|PLUGGED/);
      if (shows) assert.match(output, shows);
    });
  }
});

describe('in one step with a parameter each', () => {
  let lines: string[] = [];
  before(async () => { lines = (await run(echo, Object.fromEntries(values.map((value, at) => [`NAME_${at}`, value])))).output.split('\r\n'); });
  for (const [at, value] of values.entries()) {
    test(`the parameter ${JSON.stringify(value)} reaches a shell step as it is`, () => { assert.equal(lines[at], `[${value}]`); });
  }
});

for (const value of ['$(shell id)', '`id`', '${HOME}', '-n', 'a\nb', 'a\rb', 'a\u0000b', '\u202ea', 'a\u200bb', '\u001b[2J', 'x'.repeat(5000)]) {
  test(`the parameter ${JSON.stringify(value.slice(0, 20))} is refused where make would see it`, async () => {
    const answer = await client.post('/api/runs', {
      runbook: 'fixture', step: 'make', digest: make.digest, environment: 'practice', parameters: { NAME: value }, size: { cols: 80, rows: 24 },
    }, { 'idempotency-key': crypto.randomUUID() });
    assert.equal(answer.status, 422);
    assert.equal(((await answer.json()) as { error: { code: string } }).error.code, 'parameter-malformed');
  });
}

test('a step that fails still hands on its directory and variables, and nothing that changes what a command means', async () => {
  await run(carry[0]!);
  const { output } = await run(carry[1]!);
  assert.match(output, /in deep KEPT=yes PATH=\/[^\r]*/);
  assert.doesNotMatch(output, /evil|\.so|function|trapped|eval/);
  assert.match(output, /flags (?!.*e)/);
});

test('no canary is in anything that was kept', () => {
  for (const file of globSync('**/*', { cwd: handrail.data, withFileTypes: true })) {
    if (!file.isFile()) continue;
    assert.ok(!readFileSync(join(file.parentPath, file.name)).includes(canary), join(file.parentPath, file.name));
  }
});
