/**
 * What a step may not take, may not call and cannot reach, tried in real sandboxes; and that what people work with still works
 * under the same filter. Attempts that bear it share a sandbox; each is judged by itself.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openTrial } from '../../server/runner/trial.ts';
import { limitsOfStep } from '../../server/sandbox/argv.ts';
import { groupLimits } from '../../server/sandbox/limits.ts';
import { selfTestCalls } from '../../server/sandbox/seccomp.ts';
import { refused } from '../../server/sandbox/seccomp-table.ts';
import { outputsOf, type Probe, scriptOf } from './probes.ts';

const mebibyte = 1024 ** 2;
const room = {
  mostInWorkspace: { bytes: 24 * mebibyte, files: 400 }, mostAtHome: { bytes: 8 * mebibyte, files: 200 },
  lookMs: 40, step: { bytes: mebibyte, files: 40 },
};
const trial = openTrial(undefined, undefined, undefined, room);
const canary = `canary-${crypto.randomUUID()}`;
const listener = createServer((socket) => socket.end(canary)).listen(0, '127.0.0.1');
await new Promise((resolve) => listener.once('listening', resolve));
const { port } = listener.address() as AddressInfo;
after(async () => {
  await trial.close();
  listener.close();
});

const unlimited = trial.isLimited ? false : 'this machine has no cgroup for us';

/** One sandbox for all, made when the first of them is asked for. */
function together(title: string, probes: readonly Probe[], step: object = {}): void {
  describe(title, () => {
    let outputs: string[] = [];
    before(async () => { outputs = outputsOf(probes, (await trial.run({ source: scriptOf(probes), timeout: 110, ...step }, { person: title.replace(/[^a-z]+/g, '-').slice(0, 40) })).output); });
    for (const [at, { says, shows, never }] of probes.entries()) {
      test(says, () => {
        const output = outputs[at] ?? '';
        assert.ok(!output.includes(canary), output);
        if (shows) assert.match(output, shows);
        if (never) assert.doesNotMatch(output, never);
      });
    }
  });
}

const { calls } = selfTestCalls(process.arch);
const perl = (code: string) => `perl ${/_in|PF_/.test(code) ? '-MSocket ' : ''}-e '$| = 1; ${code}'`;
const socket = (family: number, type: number, protocol: number) => perl(`print socket(my $s, ${family}, ${type}, ${protocol}) ? "made" : "no: $!"`);
const machineCode = process.arch === 'x64';

together('system calls that are refused', [
  ...calls.map(([name, number]): Probe => ({ says: `refused: ${name}`, source: perl(`print syscall(${number}, (-1) x 6), " ", $! + 0`), shows: /^-1 1$/ })),
  ...(['user 10000000', 'mounts 20000', 'processes 20000000', 'network 40000000', 'name 4000000', 'ipc 8000000', 'cgroup 2000000'].map((one): Probe => {
    const [kind = '', bits = ''] = one.split(' ');
    return { says: `refused: a clone with a new namespace of ${kind}`, source: perl(`my $p = syscall(${machineCode ? 56 : 220}, 0x${bits} | 17, 0, 0, 0, 0); exit if $p == 0; print "$p ", $! + 0`), shows: /^-1 1$/ };
  })),
  { says: 'clone3 is not there, so that the C library uses what can be looked into', source: perl('print syscall(435, -1, -1), " ", $! + 0'), shows: /^-1 38$/ },
  ...([['unix', 1, 1, 0], ['packet', 17, 3, 0], ['key', 15, 3, 2], ['kernel crypto', 38, 5, 0], ['vsock', 40, 1, 0], ['xdp', 44, 3, 0], ['tipc', 30, 1, 0], ['bluetooth', 31, 3, 1], ['can', 29, 3, 1], ['rds', 21, 5, 0], ['appletalk', 5, 2, 0], ['smc', 43, 1, 0]] as const)
    .map(([name, family, type, protocol]): Probe => ({ says: `refused: a socket of kind ${name}`, source: socket(family, type, protocol), shows: /^no: Operation not permitted$/ })),
  ...([['SCTP', 2, 1, 132], ['MPTCP', 10, 1, 262], ['DCCP', 2, 6, 33], ['DCCP by its type', 2, 6, 0], ['UDP-Lite', 2, 2, 136], ['L2TP', 10, 2, 115], ['netfilter over netlink', 16, 3, 12], ['audit over netlink', 16, 3, 9], ['device events over netlink', 16, 3, 15]] as const)
    .map(([name, family, type, protocol]): Probe => ({ says: `refused: ${name}`, source: socket(family, type, protocol), shows: /^no: Protocol not supported$/ })),
  { says: 'refused: raw sockets, which take a capability', source: socket(2, 3, 1), shows: /^no: Operation not permitted$/ },
  ...(machineCode ? [
    { says: 'a call in x32 numbering ends the process', source: perl('my $p = fork; if (!$p) { exit syscall(0x40000027) < 0 && $! == 38 ? 0 : 1 } waitpid $p, 0; print $? & 127 || ($? == 0 ? 31 : 0)'), shows: /^31$/ },
    {
      // mov eax, 20; int 0x80 (getpid of 32 bits); mov eax, 60; xor edi, edi; syscall: a whole program for x86-64.
      says: 'a call by the 32-bit gate ends the process',
      source: `${perl('my $code = "\\xb8\\x14\\0\\0\\0\\xcd\\x80\\xb8\\x3c\\0\\0\\0\\x31\\xff\\x0f\\x05"; print "\\x7fELF\\2\\1\\1" . "\\0" x 9 . pack("vvVQQQVvvvvvv", 2, 62, 1, 0x400078, 64, 0, 0, 64, 56, 1, 0, 0, 0) . pack("VVQQQQQQ", 1, 5, 0, 0x400000, 0x400000, 0x1000, 0x1000, 0x1000) . $code . "\\0" x 4096')} >/tmp/gate; chmod +x /tmp/gate; /tmp/gate; echo "ended $?"`,
      shows: /ended (159|139)$/,
    },
  ] satisfies Probe[] : []),
]);

together('privileges that are not to be had', [
  { says: 'setuid programs give nothing: su stays who it is', source: 'mkfifo /tmp/wait; su root -c true <>/tmp/wait & sleep 0.2; grep -h "^[UG]id:" /proc/$!/status; kill $!; wait', never: /id:\t(\d+\t)*0\b/ },
  { says: 'a file made setuid gives nothing', source: 'cp /usr/bin/id /tmp/id; chmod 4755 /tmp/id; /tmp/id -u', shows: /^1000$/ },
  { says: 'file capabilities cannot be given', source: 'cp /usr/bin/perl /tmp/p; setcap cap_net_raw+ep /tmp/p 2>&1 || echo refused', shows: /refused|not permitted|not found/ },
  { says: 'no other user can be become', source: perl('print((syscall(105, 0) < 0 || $> != 0) ? "no" : "root")'), shows: /^no$/ },
  { says: 'a device cannot be made', source: 'mknod /tmp/disk b 8 0; mknod /workspace/mem c 1 1; echo "status $?"', shows: /status 1$/ },
  { says: 'another root cannot be had', source: 'chroot / true; echo "status $?"', shows: /status 12[56]$/ },
  { says: 'the first process of the sandbox has the filter too', source: 'grep ^Seccomp: /proc/1/status', shows: /2$/ },
  { says: 'processes of another sandbox cannot be signalled', source: 'kill -0 -1; for p in 2 50 500 5000; do kill -0 $p 2>/dev/null && [[ ! -d /proc/$p ]] && echo "reached $p"; done; echo end', shows: /end$/, never: /reached/ },
  { says: 'priority cannot be raised', source: 'nice -n -5 true; chrt -f 1 true; echo "status $?"', shows: /status 1$/ },
  { says: 'limits cannot be raised', source: `ulimit -n ${limitsOfStep.descriptors * 2}; ulimit -c 100; ulimit -f unlimited; echo "$(ulimit -n) $(ulimit -c) $(ulimit -f)"`, shows: new RegExp(`${limitsOfStep.descriptors} 0 ${limitsOfStep.fileBytes / 1024}$`) },
  { says: 'memory of the first process holds nothing of the runner', source: 'tr "\\0" "\\n" </proc/1/environ | cut -d= -f1 | sort | xargs', shows: /^(?:_ ?)?(?:OLDPWD ?)?(?:PWD ?)?(?:SHLVL)?$/ },
  { says: 'what stands above the sandbox is in no file of /proc', source: 'cat /proc/self/mountinfo /proc/self/cgroup /proc/1/cmdline | tr "\\0" " "', never: /journals|handrail\.db|local-credential/ },
  { says: 'no socket, no bus and no container runtime is there', source: 'ls /run/user /run/dbus /var/run/docker.sock /run/containerd /run/podman /var/run/secrets 2>&1; find / -xdev -type s 2>/dev/null; echo end', never: /^srw|^\/.*sock/m, shows: /end$/ },
  { says: 'the kernel tells nothing of its addresses and its log', source: 'head -2 /proc/kallsyms | cut -c1-16 | sort -u; dmesg 2>&1 | head -1; echo end', shows: /end$/, never: /^ffff/m },
]);

const reach = (url: string) => `curl -sS -g --noproxy "*" --max-time 3 "${url}" 2>&1; echo " status $?"`;
together('ways out of the network', [
  ...([
    ['this machine’s loopback', `http://127.0.0.1:${port}/`], ['the same as one number', `http://2130706433:${port}/`], ['the same in octal', `http://0177.0.0.1:${port}/`],
    ['the same in hexadecimal', `http://0x7f.1:${port}/`], ['the same as IPv4 in IPv6', `http://[::ffff:127.0.0.1]:${port}/`], ['the address of nobody', `http://0.0.0.0:${port}/`],
    ['the loopback of IPv6', `http://[::1]:${port}/`], ['the metadata address', 'http://169.254.169.254/latest/'], ['the metadata address as a number', 'http://2852039166/latest/'],
    ['the metadata address of IPv6', 'http://[fd00:ec2::254]/latest/'], ['a link-local address', 'http://[fe80::1%25lo]/'], ['a private network', 'http://10.0.0.1/'], ['the internet', 'http://192.0.2.1/'],
    ['the internet over IPv6', 'http://[2001:db8::1]/'], ['a name', 'http://deb.debian.org/'],
  ] as const).map(([what, url]): Probe => ({ says: `out of reach: ${what}`, source: reach(url), shows: /status [1-9]/ })),
  { says: 'out of reach: a name server, over UDP', source: perl('socket(my $s, PF_INET, SOCK_DGRAM, 17); print send($s, "x" x 30, 0, pack_sockaddr_in(53, inet_aton("8.8.8.8"))) ? "sent" : "no: $!"'), shows: /^no: Network is unreachable$/ },
  { says: 'out of reach: a name in the kernel, as the runner’s locks are', source: perl('print socket(my $s, PF_UNIX, SOCK_STREAM, 0) ? "made" : "no: $!"'), shows: /^no: Operation not permitted$/ },
  { says: 'a socket pair works, and leads to nobody else', source: perl('socketpair(my $a, my $b, PF_UNIX, SOCK_STREAM, 0) or die; print connect($a, pack("Sa*", 1, "\\0x")) ? "connected" : "no"'), shows: /^no$/ },
  { says: 'no address can be given to an interface, and none is there', source: 'ip address add 10.0.0.2/8 dev lo 2>&1 || echo refused; cut -d: -f1 /proc/net/dev | tail -n +3', shows: /(refused|not found)[^]*\blo$/ },
]);

together('what a step may not take', [
  { says: 'a file of a terabyte, full of holes', source: 'truncate -s 1T /workspace/holes; echo "status $?"; rm -f /workspace/holes', shows: /File (?:too large|size limit exceeded)[^]*status 1(?:53)?$/ },
  { says: 'a file beyond its largest size', source: `trap '' XFSZ; dd if=/dev/zero of=/workspace/large bs=1 count=1 seek=${limitsOfStep.fileBytes} 2>&1; rm -f /workspace/large`, shows: /File too large/ },
  { says: 'more of /tmp than there is', source: 'head -c 300M /dev/zero >/tmp/full; echo "status $?"; rm /tmp/full', shows: /No space left[^]*status 1$/ },
  { says: 'more of the scratch folder than there is', source: 'head -c 2M /dev/zero >/run/scratch/full; echo "status $?"; rm /run/scratch/full', shows: /No space left[^]*status 1$/ },
  { says: 'every descriptor', source: perl('my @open; while (open my $f, "<", "/dev/null") { push @open, $f } print scalar(@open) + 3, " ", $! + 0'), shows: new RegExp(`^${limitsOfStep.descriptors} 24$`) },
  { says: 'a core file', source: 'cd /workspace; bash -c "kill -SEGV \\$\\$"; ls core* /tmp/core* 2>&1; echo end', shows: /No such file[^]*end$/ },
  { says: 'a name that is too long, a path that is too deep', source: perl('mkdir "x" x 300 or print "$!\\n"; for (1..3000) { mkdir "d" x 200 and chdir "d" x 200 or last } print "end"').replace('perl', 'cd /tmp && perl'), shows: /too long\nend$/ },
]);

const workloads: Probe[] = [
  { says: 'git: commits, branches, a clone, packing', source: 'cd $(mktemp -d); git init -q one; cd one; for i in 1 2 3; do echo $i >f$i; git add .; git -c user.name=x -c user.email=x@y commit -qm "c $i"; done; git checkout -qb side; git gc -q; cd ..; git clone -q one two; git -C two log --oneline | wc -l; git -C two fsck 2>&1 | tail -1; git -C two status --short | wc -l', shows: /^3\n[^]*0$/ },
  { says: 'make: several at once, with shells in between', source: `cd $(mktemp -d); printf '%s\\n' 'all: a b c d' '%:' '\t@echo made-$@; test "$$(( 6*7 ))" = 42' >Makefile; make -j4 | sort | xargs`, shows: /^made-a made-all made-b made-c made-d$/ },
  { says: 'node: threads, a server and a client, files, a child', source: `/usr/bin/node -e 'const {Worker}=require("worker_threads"),http=require("http"),cp=require("child_process"),zlib=require("zlib");new Worker("require(\\"worker_threads\\").parentPort.postMessage(7)",{eval:true}).on("message",n=>{const s=http.createServer((q,r)=>r.end("served "+n)).listen(0,"127.0.0.1",()=>http.get({port:s.address().port,host:"127.0.0.1"},r=>{let t="";r.on("data",d=>t+=d).on("end",()=>{console.log(t,cp.execSync("echo child").toString().trim(),zlib.gunzipSync(zlib.gzipSync("zipped")).toString());s.close()})}))})'`, shows: /^served 7 child zipped$/ },
  { says: 'python: threads, processes, sockets, a database', source: `/usr/bin/python3 -c '
import threading, subprocess, sqlite3, socket, tempfile, multiprocessing, os
seen = []
threads = [threading.Thread(target=seen.append, args=(n,)) for n in range(8)]
[t.start() for t in threads]; [t.join() for t in threads]
server = socket.create_server(("127.0.0.1", 0)); client = socket.create_connection(server.getsockname())
server.accept()[0].sendall(b"over"); text = client.recv(9).decode()
base = sqlite3.connect(tempfile.mktemp()); base.execute("create table t(n)"); base.executemany("insert into t values(?)", [(n,) for n in range(100)])
with multiprocessing.get_context("fork").Pool(2) as pool: total = sum(pool.map(abs, range(-5, 0)))
print(len(seen), text, base.execute("select sum(n) from t").fetchone()[0], total, subprocess.run(["echo", "child"], capture_output=True, text=True).stdout.strip())'`, shows: /^8 over 4950 15 child$/ },
  { says: 'redis: a server, keys, a pipeline, a stream, a script', source: 'cd $(mktemp -d); redis-server --port 7001 --save "" --daemonize no >log 2>&1 & for i in {1..100}; do redis-cli -p 7001 ping >/dev/null 2>&1 && break; sleep 0.03; done; c="redis-cli -p 7001"; seq 1 500 | sed "s/.*/SET k& v&/" | $c --pipe | tail -1; $c dbsize; $c xadd s "*" a 1 >/dev/null; $c xlen s; $c eval "return redis.call(\'get\',\'k7\')" 0; $c shutdown nosave; wait', shows: /replies: 500\n\(integer\) 500\n\(integer\) 1\n"v7"/ },
  { says: 'curl: a server of the sandbox’s own, up and down', source: 'cd $(mktemp -d); echo hello >file; /usr/bin/python3 -m http.server 7002 --bind 127.0.0.1 >/dev/null 2>&1 & for i in {1..100}; do curl -sf http://127.0.0.1:7002/ -o /dev/null && break; sleep 0.03; done; curl -s http://127.0.0.1:7002/file; curl -s -o /dev/null -w "%{http_code}\\n" http://127.0.0.1:7002/none; kill $!', shows: /^hello\n404$/ },
  { says: 'kubectl: reads, builds and changes what is in files', source: 'cd $(mktemp -d); printf "apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\ndata: {k: v}\\n" >a.yaml; printf "resources: [a.yaml]\\nnamePrefix: pre-\\n" >kustomization.yaml; kubectl kustomize . | grep name:; kubectl patch --local -f a.yaml --type=merge -p "{\\"data\\":{\\"k\\":\\"w\\"}}" -o jsonpath="{.data.k}"; kubectl config view >/dev/null && echo " viewed"', shows: /name: pre-a\nw viewed$/ },
  { says: 'a shell: jobs, pipes, traps, substitution, a here-document', source: 'for i in 1 2 3; do (sleep 0.01; echo $i) & done | sort | xargs; wait; trap "echo trapped" USR1; kill -USR1 $BASHPID; diff <(seq 3) <(seq 4); cat <<<"end" | tee >(cat >/dev/null)', shows: /^1 2 3\ntrapped\n3a4\n> 4\nend$/ },
  { says: 'addresses can be listed, names looked up in /etc/hosts', source: 'getent hosts localhost | head -1; perl -MSocket=getaddrinfo -e \'my ($e, @a) = getaddrinfo("localhost", "80"); print scalar(@a) > 0 ? "found" : "none: $e"\'', shows: /found$/ },
];
together('people’s tools under the same filter', workloads);

test('typing into one’s terminal is refused by the real call, and job control works without it', async () => {
  const run = trial.host.start(trial.request({ source: 'PS1="ready> " bash --norc --noprofile -i', interactive: true, timeout: 300 }, { person: 'typist' }));
  const type = async (text: string, shows: RegExp) => {
    trial.host.input(run.id, text);
    return await trial.until(run.id, (output) => shows.test(output));
  };
  await trial.until(run.id, (output) => output.includes('ready> '));
  await type(`perl -e 'open my $t, "+<", "/dev/tty" or die; my $x = "x"; for my $call (0x5412, 0x541c, 0x5423) { my $done = ioctl $t, $call, $x; print $done ? "typed" : "refused-", $! + 0, "\\n" }'\r`, /(?:refused-1\r\n){3}/);
  await type('sleep 300 &\r', /\[1\] \d+/);
  await type('jobs\r', /\[1\]\+\s+Running\s+sleep 300/);
  await type('fg\r', /sleep 300\r\n$/);
  await type('\u0003', /\^C[^]*ready> $/);
  await type('jobs; echo "left: $(jobs | wc -l)"\r', /left: 0/);
  await type('exit 7\r', /exit\r\n$/);
  assert.equal((await trial.end(run.id)).exitStatus, 7);
});

const groupsOf = (id: string) => trial.groups.map((folder) => join(folder, id)).filter((folder) => existsSync(folder));
async function gone(id: string): Promise<void> {
  for (const late = Date.now() + 60_000; groupsOf(id).length > 0; await new Promise((resolve) => setTimeout(resolve, 20))) {
    assert.ok(Date.now() < late, `groups are left: ${groupsOf(id).join(', ')}`);
  }
}

const greedy: [what: string, source: string, step: object, note: RegExp | null][] = [
  ['a fork bomb', 'exec {never}<> <(:); bomb() { bomb | bomb & }; bomb 2>/dev/null; read -rt 0.4 -u $never; echo survived', {}, null],
  ['daemons that ignore every signal', 'for i in 1 2 3; do (trap "" HUP INT TERM; setsid -f sleep 300); done; echo left', {}, null],
  ['memory', 'perl -e "my @all; push @all, chr(65) x 50_000_000 while 1"', {}, /ran out of memory/],
  ['memory by way of /dev/shm', 'head -c 3G /dev/zero >/dev/shm/full', {}, /ran out of memory/],
  ['every processor', `for i in $(seq ${2 * Math.ceil(groupLimits.cpus) + 2}); do (while :; do :; done) & done; exec {never}<> <(:); read -rt 0.4 -u $never; kill $(jobs -p); echo spun`, {}, null],
];
for (const [what, source, step, note] of greedy) {
  test(`a step that takes ${what} takes it from itself: others go on, and nothing of it is left`, { skip: unlimited }, async () => {
    const run = trial.host.start(trial.request({ source, timeout: 100, ...step }, { person: 'greedy' }));
    await trial.until(run.id, (_, { state }) => state !== 'queued' && state !== 'starting');
    // The same workspace and user, and another one.
    const beside = await Promise.all([trial.run({ source: 'echo beside', background: true }, { person: 'greedy' }), trial.run({ source: 'for i in 1 2 3; do (echo $i); done | xargs; echo apart' })]);
    assert.deepEqual(beside.map(({ output }) => output), ['beside\n', '1 2 3\napart\n']);
    const throttled = trial.groups.map((folder) => read(join(folder, run.id, 'cpu.stat'))).join('');
    const ended = await trial.end(run.id);
    if (note === null) assert.equal(ended.state, 'exited');
    else assert.match(ended.note, note);
    if (what === 'every processor' && throttled !== '') assert.match(throttled, /^nr_periods [1-9]/m);
    await gone(run.id);
  });
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const stuffed: [what: string, source: string, note: RegExp | null][] = [
  ['a workspace too large', 'for i in {1..40}; do head -c 1M /dev/zero >/workspace/f$i; sleep 0.02; done; sleep 90', /^The workspace holds \d+ MiB, and may hold 24\. The step was stopped\./],
  ['too many files', 'for i in {1..1000}; do : >/workspace/n$i; done; sleep 90', /^The workspace holds \d+ files, and may hold 400\./],
  ['a large file without a name', 'exec 7>/workspace/unnamed; rm /workspace/unnamed; for i in {1..40}; do head -c 1M /dev/zero >&7; sleep 0.02; done; sleep 90', /^The workspace holds \d+ MiB/],
  ['a home folder too large', 'for i in {1..20}; do head -c 1M /dev/zero >~/f$i; sleep 0.02; done; sleep 90', /^The home folder holds \d+ MiB, and may hold 8\./],
  ['a file full of holes, which takes no room', 'truncate -s 1G /workspace/holes; head -c 3M /dev/zero >/workspace/real; sleep 0.3; echo fine', null],
  ['one file with many names', 'head -c 2M /dev/zero >/workspace/one; for i in {1..30}; do ln /workspace/one /workspace/name$i; done; head -c 2M /dev/zero >/workspace/two; sleep 0.3; echo fine', null],
];
describe('what is bounded of the disk', { concurrency: 3 }, () => {
  for (const [at, [what, source, note]] of stuffed.entries()) {
    test(`${what}: ${note === null ? 'is let be' : 'ends the step with a sentence, and can be cleared up'}`, async () => {
      const person = `stuffed-${at}`;
      const { run, output } = await trial.run({ source, timeout: 100 }, { person });
      if (note === null) {
        assert.equal(output, 'fine\n', run.note);
        return;
      }
      assert.match(run.note, note);
      assert.match(output, /handrail: The (workspace|home folder) holds/);
      const cleared = await trial.run({ source: 'head -c 2M /dev/zero >/tmp/x; sleep 0.2; rm -rf /workspace/* ~/*; echo cleared; sleep 0.2', timeout: 100 }, { person });
      assert.equal(cleared.output, 'cleared\n', cleared.run.note);
    });
  }
});

test('no group of a run is left when all have ended', { skip: unlimited }, async () => {
  const left = () => trial.groups.flatMap((folder) => readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name)).filter((name) => !name.startsWith('probe-'));
  for (const late = Date.now() + 60_000; left().length > 0 && Date.now() < late;) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(left(), []);
});

test('every reason of the table is a sentence, and every call has a number on each machine it exists on', () => {
  for (const { why, calls: those } of refused) {
    assert.match(why, /\w+ \w+/);
    assert.ok(those.every(({ x64, arm64 }) => x64 !== null || arm64 !== null));
  }
  const numbers = refused.flatMap(({ calls: those }) => those.map(({ x64 }) => x64)).filter((number) => number !== null);
  assert.equal(new Set(numbers).size, numbers.length);
});
