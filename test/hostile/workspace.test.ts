/**
 * What a step can leave behind for whoever comes after it: in its workspace, its home, the state of its shell, and as
 * processes. Each is left by one real run and met by the next, or by a reset.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { openTrial, type Trial } from '../../server/runner/trial.ts';
import { isAlive, pause } from '../handrail.ts';

let trial: Trial;
let outside: string;
before(() => {
  outside = mkdtempSync('/tmp/hr-outside-');
  writeFileSync(join(outside, 'secret'), 'of the machine');
  trial = openTrial();
});
after(async () => {
  await trial.close();
  rmSync(outside, { recursive: true });
});

const run = (source: string, step: object = {}, rest: object = {}) => trial.run({ source, ...step }, rest);
const fileStep = (path: string) => run('new content', { language: 'file', path });

const states: [what: string, source: string, after: RegExp][] = [
  ['as a link', 'ln -sf /etc/passwd /run/handrail/state; rm -f /run/handrail/state; mv /run/handrail/state /tmp/', /^in \/workspace\b/],
  ['as a pipe', 'rm -f /run/handrail/state; mkfifo /run/handrail/state', /^in \/workspace\b/],
  ['of a gigabyte', 'trap - EXIT; truncate -s 1G /run/handrail/state', /^in \/workspace\b/],
  ['without an end', 'trap - EXIT; head -c 300000 /dev/zero | tr "\\0" a >/run/handrail/state', /^in \/workspace\b/],
  ['of nothing', 'trap - EXIT; : >/run/handrail/state', /^in \/workspace\b/],
  ['that changes what commands mean', 'trap - EXIT; printf "/workspace\\n\\0PATH=/workspace\\0LD_PRELOAD=/x.so\\0BASH_ENV=/workspace/evil\\0PROMPT_COMMAND=evil\\0SHELLOPTS=xtrace\\0BASH_FUNC_ls%%%%=() { echo EVIL; }\\0IFS=x\\0PS4=\\$(evil)\\0" >/run/handrail/state', /^in \/workspace\b/],
  ['with the names of a prototype', 'trap - EXIT; printf "/workspace\\n\\0__proto__=x\\0constructor=y\\0toString=z\\0" >/run/handrail/state', /^in \/workspace\b/],
  ['with code for a value', 'trap - EXIT; printf "/workspace\\n\\0A=\\047; echo EVIL; \\047\\0B=\\$(echo EVIL)\\0C=`echo EVIL`\\0D=x\\necho EVIL\\0" >/run/handrail/state', /^in \/workspace\b/],
  ['with code for a directory', 'mkdir -p "/workspace/\\$(echo EVIL)"; cd "/workspace/\\$(echo EVIL)"', /^in \/workspace\/\$\(echo EVIL\)$/m],
  ['with a newline and an escape in a directory', 'mkdir -p "$(printf "/workspace/a\\n\\033[31mb")"; cd "$(printf "/workspace/a\\n\\033[31mb")"', /^in \/workspace\/a/],
  ['with a directory that is gone', 'mkdir /workspace/gone; cd /workspace/gone; rmdir /workspace/gone', /is gone: this step runs in \/workspace\.\r?\nin \/workspace$/m],
  ['with a directory of somebody else', 'trap - EXIT; printf "/run/gateway\\n\\0" >/run/handrail/state', /^in \/(run\/gateway|workspace)\b/m],
];
for (const [at, [what, source, shows]] of states.entries()) {
  test(`a shell’s state left ${what} harms no later step`, async () => {
    const person = { person: `state-${at}` };
    assert.equal((await run(source, {}, person)).run.state, 'exited');
    const { run: next, output } = await run('echo "in $PWD"; [[ $- != *x* ]] && type -t ls && echo "path $PATH" && [[ -z ${LD_PRELOAD-}${BASH_ENV-}${PROMPT_COMMAND-} ]] && echo clean', {}, person);
    assert.equal(next.exitStatus, 0, output);
    assert.match(output, shows);
    assert.match(output, /^file\npath \/usr\/local\/bin:\/usr\/bin:\/usr\/sbin.*\nclean$/m);
    assert.doesNotMatch(output.replaceAll('$(echo EVIL)', ''), /EVIL/);
  });
}

const traps: [what: string, path: string, source: string, told: RegExp][] = [
  ['a link to a file of the machine', 'link', 'ln -s /etc/passwd link', /is a link or a folder/],
  ['a link in the place of a folder', 'folder/file', 'ln -s /tmp folder', /outside the workspace/],
  ['a link to the root', 'root/tmp/file', 'ln -s / root', /outside the workspace/],
  ['a link to itself', 'loop/file', 'ln -s loop loop', /Too many levels|cannot create|File exists/],
  ['a link that climbs', 'climb/file', 'ln -s ../run/handrail climb', /outside the workspace|No such|denied/],
  ['a folder', 'taken', 'mkdir taken', /is a link or a folder/],
  ['a pipe that nobody writes to', 'pipe', 'mkfifo pipe', /no plain file/],
  ['a folder that is closed', 'closed/file', 'mkdir -m 000 closed', /denied/],
];
for (const [what, path, source, told] of traps) {
  test(`a file step that meets ${what} writes nothing, and says so`, async () => {
    await run(`cd /workspace; chmod -fR u+rwx . ; rm -rf ./*; ${source}`);
    const { run: ended, output } = await fileStep(path);
    assert.notEqual(ended.exitStatus, 0, output);
    assert.match(output, told);
  });
}

test('a hard link to what the run was given, or to a program, cannot be made; nor a device', async () => {
  const { output } = await run('ln /run/handrail/main a; ln /usr/bin/bash b; ln /etc/passwd c; mknod d c 1 3; mknod e b 8 0; ls -A; echo end', {}, { person: 'links' });
  assert.match(output, /\n(\.kube\n)?end$/m);
  assert.doesNotMatch(output, /^[a-e]$/m);
});

test('a setuid program left in the workspace gives nobody anything', async () => {
  const { output } = await run('cp /usr/bin/id idx && chmod 6755 idx && ./idx -u && grep -E "Cap(Eff|Prm)|NoNewPrivs" /proc/self/status');
  assert.match(output, /^1000\nCapPrm:\s0+\nCapEff:\s0+\nNoNewPrivs:\s1$/m);
});

test('a workspace of links, pipes, closed folders and depth beyond any path is emptied whole, and nothing outside is touched', async () => {
  const person = 'hoarder';
  const { run: left, output } = await run(`ln -s ${outside} out; ln -s / root; mkfifo pipe; mkdir -m 000 closed; touch -- -rf "$(printf "a\\nb")"; ln -s ${outside}/secret secret
    for i in $(seq 500); do mkdir dddddddddd && cd dddddddddd || exit 1; done; cd /workspace; chmod 500 dddddddddd; echo "export X=1" >$HOME/.bashrc`, {}, { person });
  assert.equal(left.exitStatus, 0, output);
  await trial.host.resetWorkspace(person, 'practice');
  assert.deepEqual(readdirSync(outside), ['secret']);
  assert.equal((await run('ls -A /workspace $HOME | grep -v "^/\\|^$\\|.kube"', {}, { person })).output, '');
});

test('one person’s workspace, home and processes are not another’s', async () => {
  await run('echo mine >file; chmod 777 file; echo mine >$HOME/file; echo mine >/tmp/file; (setsid sleep 300 &)', {}, { person: 'alice' });
  const { output } = await run('find / \\( -path /proc -o -path /usr \\) -prune -o -name file -print 2>/dev/null; ls -A /workspace | grep -v .kube; ls /dev/shm; ls -d /proc/[0-9]* | wc -l; echo end', {}, { person: 'bob' });
  assert.match(output, /^[1-9]\nend$/m);
  assert.doesNotMatch(output, /file/);
});

test('neither shared memory, queues, abstract sockets nor the network lead from one run to another', async () => {
  const mark = `mark${process.pid}`;
  const holder = trial.host.start(trial.request({
    background: true, timeout: 300, source: `python3 -c '
import ctypes, os, socket, time
libc = ctypes.CDLL(None)
libc.shmget(4711, 4096, 0o1666); libc.msgget(4711, 0o1666)
open("/dev/shm/${mark}", "w").write("${mark}")
server = socket.socket(); server.bind(("127.0.0.1", 47110)); server.listen()
print("held", flush=True); time.sleep(300)'` }));
  await trial.until(holder.id, (output) => output.includes('held'));
  const { output } = await run(`cat /proc/sysvipc/shm /proc/sysvipc/msg | grep -c 4711; ls /dev/shm; (exec 3<>/dev/tcp/127.0.0.1/47110) 2>&1; cat /proc/net/unix | grep -c @; echo end`);
  assert.match(output, /^0\n.*refused.*\n0\nend$/ms);
  assert.doesNotMatch(output, new RegExp(mark));
  await trial.host.stop(holder.id);
  await trial.end(holder.id);
});

const stayers: [what: string, source: string][] = [
  ['in a session of its own', '(setsid sleep 300 </dev/null >/dev/null 2>&1 &)'],
  ['that ignores every signal it can', '(trap "" TERM INT HUP QUIT; setsid bash -c "trap \\"\\" TERM INT HUP; while :; do sleep 1; done" >/dev/null 2>&1 &)'],
  ['forked twice, its output closed', '(bash -c "exec 0<&- 1>&- 2>&-; (sleep 300 &)" &)'],
  ['that has stopped itself', '(bash -c "kill -STOP \\$\\$" &) ; sleep 0.1'],
  ['that holds the terminal', '(setsid sleep 300 &)'],
];
for (const [at, [what, source]] of stayers.entries()) {
  for (const stopped of [false, true]) {
    test(`a process ${what} ends with its run when that ${stopped ? 'is stopped' : 'ends'}`, { timeout: 120_000 }, async () => {
      const mark = `30${process.pid % 1000}${at}${stopped ? 1 : 0}`;
      const started = trial.host.start(trial.request({ source: `${source.replaceAll('300', mark)}; echo left${stopped ? '; sleep 60' : ''}`, timeout: 120 }));
      await trial.until(started.id, (output) => output.includes('left'));
      if (stopped) await trial.host.stop(started.id);
      await trial.end(started.id);
      const left = () => [...withRun(started.id), ...commandLines().filter((line) => line === `sleep ${mark}`)];
      for (const late = Date.now() + 30_000; left().length > 0 && Date.now() < late;) await pause(25);
      assert.deepEqual(left(), []);
    });
  }
}

test('a step that kills all it can see ends itself alone', async () => {
  const beside = trial.host.start(trial.request({ background: true, source: 'echo up; sleep 300', timeout: 300 }));
  await trial.until(beside.id, (output) => output.includes('up'));
  const { run: ended } = await run('kill -9 -1; kill -9 1; kill -9 -- -0; kill -9 $PPID; kill -9 $$', {}, {});
  assert.equal(ended.exitStatus, 137);
  assert.equal(trial.host.get(beside.id)?.state, 'running');
  await trial.host.stop(beside.id);
  await trial.end(beside.id);
  assert.equal((await run('echo on')).output, 'on\n');
});

test('what fills /tmp, the scratch folder or one file has a bound, and the next step starts empty', async () => {
  const { output } = await run(`for path in /tmp /run/scratch; do head -c 400000000 /dev/zero >$path/fill 2>/dev/null; stat -c "%n %s" $path/fill; done
    (ulimit -f; truncate -s 3G /workspace/huge) 2>&1 | tail -1; for i in $(seq 3000); do : >/run/scratch/$i || break; done 2>/dev/null; ls /run/scratch | wc -l`);
  const sizes = [...output.matchAll(/fill (\d+)/g)].map(([, size]) => Number(size));
  assert.ok((sizes[0] ?? Infinity) <= 256 * 1024 ** 2 && (sizes[1] ?? Infinity) <= 1024 ** 2, output);
  assert.doesNotMatch((await run('ls /tmp /run/scratch; ls -l /workspace/huge 2>&1')).output, /fill|3221225472/);
});

test('a run leaves no folder, mount or group behind', () => {
  assert.deepEqual(readdirSync(join(trial.paths.runtime, 'runs')), []);
  assert.doesNotMatch(readFileSync('/proc/self/mounts', 'utf8'), new RegExp(trial.paths.runtime));
  assert.ok(existsSync(trial.paths.journals));
});

function commandLines(): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isAlive(Number(name))).map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
    } catch {
      return '';
    }
  });
}

/** Processes of a run: its folder is on the command line of the first ones. */
function withRun(id: string): string[] {
  return commandLines().filter((line) => line.includes(id.replaceAll('-', '').slice(-16)));
}
