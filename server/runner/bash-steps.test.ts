/** Bash steps as they run: what carries from one to the next, what does not, and how their output comes out. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { openTrial } from './trial.ts';

const trial = openTrial();
after(() => trial.close());

test('a step runs, prints and ends with its status', async () => {
  const { run, output } = await trial.run({ source: 'echo hello; echo oops >&2; echo also >/dev/stderr; exit 3', exit: [3] });
  assert.equal(output, 'hello\noops\nalso\n');
  assert.deepEqual([run.state, run.exitStatus, run.asExpected, run.note], ['exited', 3, true, '']);
  assert.ok(run.startedAt !== null && run.endedAt !== null && run.endedAt >= run.startedAt);
});

test('directory and exported variables carry, after a failure too; functions, aliases, traps, options and PATH do not', async () => {
  await trial.run({ source: `mkdir -p 'a b' && cd 'a b'; export KEPT='it'\\''s "so" $HOME' PATH=/evil BASH_ENV=/evil; LOCAL=1
    f() { echo function; }; alias ll=echo; trap 'echo trapped' EXIT INT; set -u; shopt -s extglob; exit 5` });
  await trial.run({ source: `mkdir -p 'a b' && cd 'a b'; export KEPT=$'it\\'s "so" $HOME\\n\\xff' PATH=/evil BASH_ENV=/evil LD_PRELOAD=x; LOCAL=1
    f() { echo function; }; alias ll=echo; set -u; shopt -s extglob; false; exit 5` });
  const { output } = await trial.run({ source: 'pwd; printf %s "$KEPT" | od -An -c; echo "${LOCAL-unset} ${BASH_ENV-unset} ${LD_PRELOAD-unset} $PATH"; type f ll 2>&1; trap; echo $-' });
  assert.match(output, /^\/workspace\/a b\n/);
  assert.match(output.replaceAll(/\s+/g, ' '), /i t ' s " s o " \$ H O M E \\n 377/);
  assert.match(output, /unset unset unset \/usr\/local\/bin:\/usr\/bin:\/usr\/sbin/);
  assert.match(output, /f: not found[^]*ll: not found/);
  assert.doesNotMatch(output, /trapped|function/);
  await trial.run({ source: 'cd /workspace; unset KEPT' });
  assert.equal((await trial.run({ source: 'pwd; echo "${KEPT-gone}"' })).output, '/workspace\ngone\n');
});

test('set -e, set -u and an unfinished script keep what was set before they end', async () => {
  await trial.run({ source: 'export STEP=one; set -e; false; export STEP=two' });
  assert.equal((await trial.run({ source: 'echo $STEP; set -C; set -u; export STEP=three; echo $NOTHING' })).output.split('\n')[0], 'one');
  const broken = await trial.run({ source: 'echo $STEP\nif then' });
  assert.match(broken.output, /three[^]*script: line 2: syntax error/);
  assert.notEqual(broken.run.exitStatus, 0);
});

test('parameters are variables, as typed, and do not carry', async () => {
  await trial.run({ source: 'export POD=mine' });
  const value = `a'b"c $(id) \`id\` \\ é 😀`;
  const { output } = await trial.run({ source: 'printf "%s\\n" "$POD"; export POD' }, { parameters: { POD: value } });
  assert.equal(output, `${value}\n`);
  assert.equal((await trial.run({ source: 'echo $POD; unset POD' })).output, 'mine\n');
});

test('a parameter with $(shell …) stays literal where make reads it as the shell does', async () => {
  const source = `cd /workspace; printf 'show:\\n\\t@printf "%%s\\\\n" "$$FILE"\\n' >Makefile; make -s show`;
  const { output } = await trial.run({ source }, { parameters: { FILE: '$(shell id)' } });
  assert.equal(output, '$(shell id)\n');
});

test('bytes come out as they went in', async () => {
  const { bytes } = await trial.run({ source: 'stty -opost <&1; head -c 300000 /dev/urandom >r; cat r; sha256sum r | cut -c1-64 >sum' });
  const sum = (await trial.run({ source: 'cat sum; rm -f r sum' })).output.trim();
  assert.equal(createHash('sha256').update(bytes).digest('hex'), sum);
});

test('a batch step has a terminal of the size asked for to write to, and nothing to read', async () => {
  const { output } = await trial.run({ source: '[[ -t 1 ]] && stty size <&1; cat; (: </dev/tty) 2>&1' }, { size: { cols: 132, rows: 43 } });
  assert.match(output, /^43 132\n.*\/dev\/tty: No such device or address/);
});

test('what is expected decides, with the status', async () => {
  assert.equal((await trial.run({ source: 'echo lag 9 end', expect: 'lag … end' })).run.asExpected, true);
  const other = await trial.run({ source: 'echo nothing', expect: 'lag' });
  assert.equal(other.run.asExpected, false);
  assert.match(other.run.note, /not what the step expects/);
  assert.equal((await trial.run({ source: 'exit 1', expect: null })).run.asExpected, false);
});

test('what is masked reaches neither journal nor viewer', async () => {
  const { output } = await trial.run({ source: 'for i in tok en=hun ter2; do printf %s "$i"; sleep 0.03; done; echo; echo after', mask: 'token=\\w+' });
  assert.equal(output, '[hidden]\nafter\n');
});

test('a state that a step has made huge or put a link in its place is not kept, and the next step says so or goes on', async () => {
  await trial.run({ source: 'cd /tmp; export KEEP=1; cd /workspace' });
  const huge = await trial.run({ source: 'export KEEP=2 BIG=$(head -c 100000 /dev/zero | tr "\\0" x); export B2=$BIG B3=$BIG' });
  assert.match(huge.run.note, /could not be kept/);
  const link = await trial.run({ source: 'rm -f /run/handrail/state; ln -sf /etc/passwd /run/handrail/state; mv /run/handrail/state /tmp/x; trap - EXIT; : >|/run/handrail/state' });
  assert.match(link.output, /Read-only|busy/);
  assert.equal((await trial.run({ source: 'echo $KEEP' })).output, '1\n');
});

test('a folder that is gone is told, and the step runs in the workspace', async () => {
  await trial.run({ source: 'mkdir gone; cd gone; rmdir ../gone' });
  assert.match((await trial.run({ source: 'pwd' })).output, /is gone[^]*\/workspace\n$/);
});

test('what a step writes to its home folder is there for the next one, and on no disk', async () => {
  await trial.run({ source: 'umask 077; echo secret >~/.vault-token' });
  assert.equal((await trial.run({ source: 'cat ~/.vault-token; stat -f -c %T ~' })).output, 'secret\ntmpfs\n');
  await trial.host.resetWorkspace('alice', 'practice');
  assert.equal((await trial.run({ source: 'ls -A ~ /workspace' })).output, '/home/handrail:\n\n/workspace:\n');
});

test('steps of one workspace run one after another; another workspace and background steps beside them', async () => {
  const first = trial.host.start(trial.request({ source: 'sleep 0.4; echo first >>order' }));
  const second = trial.host.start(trial.request({ source: 'echo second >>order; cat order' }));
  const other = await trial.run({ source: 'true' }, { person: 'bob' });
  const beside = await trial.run({ source: 'cat order 2>/dev/null; export CARRIED=no', background: true });
  assert.equal(trial.host.get(first.id)?.state, 'running');
  assert.equal(trial.host.get(second.id)?.state, 'queued');
  assert.deepEqual([other.run.state, beside.run.state, beside.output], ['exited', 'exited', '']);
  await trial.end(second.id);
  assert.equal(Buffer.from(trial.host.output(second.id, 0, 100)).toString(), 'first\r\nsecond\r\n');
  assert.equal((await trial.run({ source: 'echo ${CARRIED-not carried}; rm order' })).output, 'not carried\n');
});

test('a run starts once by its id', async () => {
  const request = trial.request({ source: 'echo once >>count; cat count' });
  trial.host.start(request);
  assert.equal(trial.host.start(request).id, request.run);
  await trial.end(request.run);
  assert.equal(trial.host.start(request).state, 'exited');
  assert.equal(Buffer.from(trial.host.output(request.run, 0, 100)).toString(), 'once\r\n');
});
