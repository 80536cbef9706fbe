/**
 * A machine whose sandbox is not what it seems: programs that are missing, that leave one wall out, or that a kernel refuses
 * something. Whatever it is, the self-test finds it, says what, and nothing runs unsandboxed.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import type { Proof } from '../../server/sandbox/canaries.ts';
import { findLimits, forgetLimits } from '../../server/sandbox/limits.ts';
import { proveSandbox } from '../../server/sandbox/self-test.ts';
import { makeStage } from '../../server/sandbox/stage.ts';
import { findTools, type Tools } from '../../server/sandbox/tools.ts';
import { Handrail, root } from '../handrail.ts';

const isRoot = process.getuid?.() === 0;
const onlyRoot = { skip: isRoot ? false : 'only root can change the machine like this' };
// Beside, not below /tmp, which is another folder inside: a program that stands in must be found there too.
const folder = mkdtempSync('/var/tmp/handrail-start-');
chmodSync(folder, 0o755);
const limits = findLimits(`handrail-start-${process.pid}`);
after(async () => {
  await forgetLimits(limits);
  rmSync(folder, { recursive: true, force: true });
});

const honest = findTools();
let count = 0;

interface Weak {
  /** options of bwrap that are left out, with how many words go with each */
  drop?: Readonly<Record<string, number>>;
  /** words that are added to the outer stage */
  add?: readonly string[];
  /** a script in the place of bwrap, or of setpriv */
  bwrap?: string;
  setpriv?: string;
  /** what is changed in the launcher */
  launcher?: readonly [from: string, to: string];
}

/** Takes what is weak; gives what the self-test says of such a machine. */
async function proveWith({ drop = {}, add = [], bwrap, setpriv, launcher }: Weak): Promise<Proof> {
  const own = join(folder, String(count += 1));
  const stage = join(own, 'stage');
  mkdirSync(own, { mode: 0o755 });
  assert.equal(makeStage(stage), null);
  if (launcher !== undefined) {
    const path = join(stage, 'launcher.sh');
    const text = readFileSync(path, 'utf8');
    assert.ok(text.includes(launcher[0]), launcher[0]);
    writeFileSync(path, text.replaceAll(...launcher));
  }
  const program = (name: string, script: string) => {
    writeFileSync(join(own, name), `#!/bin/bash\n${script}`, { mode: 0o755 });
    return join(own, name);
  };
  const omitting = `args=() isOuter=
while (($#)) && [[ $1 != -- ]]; do
  [[ $1 == --hostname ]] && isOuter=1
  case $1 in
${Object.entries(drop).map(([option, words]) => `    ${option}) shift ${words + 1} ;;`).join('\n')}
    *) args+=("$1"); shift ;;
  esac
done
[[ $isOuter ]] && args+=(${add.map((word) => `'${word}'`).join(' ')})
exec ${honest.bwrap} "\${args[@]}" "$@"
`;
  const fake = program('bwrap', bwrap ?? omitting);
  const tools: Tools = {
    ...honest, bwrap: fake, ...(setpriv === undefined ? {} : { setpriv: program('setpriv', setpriv) }),
    extraFiles: [...honest.extraFiles, fake, ...(setpriv === undefined ? [] : [join(own, 'setpriv')])],
  };
  return await proveSandbox({ tools, stage, folder: own, uid: isRoot ? 70_000 : null, limits });
}

const weak: [what: string, weak: Weak, level: string, why: RegExp][] = [
  ['that does all it is told', {}, 'roots' in limits ? 'limited' : 'contained', /^/],
  ['that leaves the network as it is', { drop: { '--unshare-net': 0 } }, 'none', /own addresses is out of reach: 127\.0\.0\.1:\d+ answers/],
  ['that leaves processes as they are', { drop: { '--unshare-pid': 0 } }, 'none', /No process outside is seen: \/proc\/\d+ is outside|did not start/],
  ['that sets no filter of system calls', { drop: { '--seccomp': 1 } }, 'none', /Every system call of the filter’s table is refused: /],
  ['that sets no filter, and lets namespaces be made', { drop: { '--seccomp': 1, '--disable-userns': 0 } }, 'none', /No new namespace can be made: a namespace of kind/],
  ['that shows the server’s files', { add: ['--ro-bind', '/root', '/root'] }, 'none', /The server’s files are not there: \/root is there/],
  ['that shows what workspaces stand beside each other in', { add: ['--ro-bind', folder, folder] }, 'none', /Another person’s workspace is not there: .*other\/canary is there/],
  ['that shows the cgroups', { add: ['--ro-bind', '/sys', '/sys'] }, 'none', /Its cgroup cannot be left: \/sys\/fs\/cgroup/],
  ['that lets the system be written', { add: ['--perms', '0777', '--tmpfs', '/etc'] }, 'none', /The system’s files cannot be written: \/etc\/canary/],
  ['that the kernel refuses a filter', { bwrap: `for word; do [[ $word == --seccomp ]] && { echo "bwrap: prctl(PR_SET_SECCOMP): Invalid argument" >&2; exit 1; }; done\nexec ${honest.bwrap} "$@"` }, 'none', /did not start: .*PR_SET_SECCOMP/],
  ['that is refused its namespaces', { bwrap: 'echo "bwrap: No permissions to create a new namespace, likely because the kernel does not allow non-privileged user namespaces." >&2; exit 1' }, 'none', /did not start: .*No permissions to create a new namespace/],
  ['that runs the command on the machine itself', { bwrap: 'while [[ $1 != -- ]]; do shift; done; shift; exec "$@"' }, 'none', /did not start/],
  ['that says nothing and is content', { bwrap: 'exit 0' }, 'none', /did not start: it printed nothing/],
  ['whose launcher hands open files on', { launcher: ['eval "exec $fd>&-"', ':'] }, 'none', /No open file of the server is handed on: descriptor \d+ is open/],
  ['whose launcher hands its environment on', { launcher: ['exec -c', 'exec'] }, 'none', /The server’s environment cannot be read: \/proc\/\d+\/environ shows it/],
  ['whose launcher sets no limits', { launcher: ['ulimit', ': ulimit'] }, 'none', /It may open so many files and no more: .*A file may grow so large and no larger/],
  ['whose launcher joins no cgroup', { launcher: ['echo $$ >"$1"', ':'] }, 'contained', /so many processes and no more.*so much memory and no more.*of the processors and no more/],
];
describe('what a sandbox leaves out is found', { concurrency: 2 }, () => {
  for (const [what, change, level, why] of weak) {
    const skip = change.launcher?.[1] === ':' && change.launcher[0].startsWith('echo') && !('roots' in limits) ? 'there is no cgroup to join' : onlyRoot.skip;
    test(`a sandbox ${what} gives ${level}`, { skip }, async () => {
      const proof = await proveWith(change);
      assert.equal(proof.level, level, proof.why);
      assert.match(proof.why, why);
    });
  }
});

test('a step that stays root outside is found by what it could write, or does not start', onlyRoot, async () => {
  const proof = await proveWith({ setpriv: 'while [[ $1 == --* ]]; do [[ $1 == --re* ]] && shift; shift; done; exec "$@"' });
  assert.equal(proof.level, 'none');
  assert.match(proof.why, /core_pattern opens|did not start: bwrap: setting up uid map/);
});

/** Takes a command that changes the machine and then becomes what follows it; gives what is proved there. */
async function proveUnder(wrapper: readonly string[], environment: NodeJS.ProcessEnv = {}, own = join(folder, String(count += 1))): Promise<Proof> {
  mkdirSync(own, { recursive: true });
  chmodSync(own, 0o777);
  const [file = '', ...words] = [...wrapper, process.execPath, join(root, 'test/prove-sandbox.ts'), own];
  const child = spawn(file, words, { cwd: root, env: { PATH: process.env.PATH, ...environment }, stdio: ['ignore', 'pipe', 'inherit'] });
  const parts: Buffer[] = [];
  for await (const part of child.stdout) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString()) as Proof;
}

const shell = (script: string) => ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', `${script}\nexec "$@"`, 'sh'];

test('a machine without user namespaces gives none, and says so', onlyRoot, async () => {
  const proof = await proveUnder(['unshare', '--user', '--map-root-user', 'sh', '-c', 'echo 0 >/proc/sys/user/max_user_namespaces; exec "$@"', 'sh'], { HANDRAIL_ONE_USER: '1' });
  assert.equal(proof.level, 'none');
  assert.match(proof.why, /did not start: .*namespace/);
});

test('a machine whose cgroups are read-only gives contained, and says so', onlyRoot, async () => {
  const proof = await proveUnder(shell('mount -t tmpfs -o ro none /sys/fs/cgroup'));
  assert.equal(proof.level, 'contained', proof.why);
  assert.match(proof.why, /No cgroup can be made here/);
});

test('a machine whose disk is full gives none, and says so', onlyRoot, async () => {
  const own = join(folder, 'full');
  const proof = await proveUnder(shell(`mount -t tmpfs -o size=256k none ${own}; mkdir ${own}/stage; cp -r ${makeOwnStage()}/. ${own}/stage; dd if=/dev/zero of=${own}/rest 2>/dev/null`), { HANDRAIL_STAGE_MADE: '1' }, own);
  assert.equal(proof.level, 'none', proof.why);
  assert.match(proof.why, /could not be tested: ENOSPC/);
});

function makeOwnStage(): string {
  const stage = join(folder, 'stage');
  assert.equal(makeStage(stage), null);
  return stage;
}

test('an ordinary user gets a sandbox that holds, without limits of its own', onlyRoot, async () => {
  const own = join(folder, 'ordinary');
  mkdirSync(own);
  chownSync(own, 65_534, 65_534);
  const proof = await proveUnder(['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'], {}, own);
  assert.equal(proof.level, 'contained', proof.why);
  assert.match(proof.why, /Only root could give each workspace a user of its own/);
});

test('where the sandbox does not hold, the page is served, Run is off with the reason, and no step runs', onlyRoot, async () => {
  const fake = join(folder, 'open-bwrap');
  writeFileSync(fake, '#!/bin/bash\nwhile [[ $1 != -- ]]; do shift; done\nshift\nexec "$@"\n', { mode: 0o755 });
  await using handrail = await Handrail.start({}, shell(`mount --bind ${fake} ${honest.bwrap}`));
  const client = await handrail.logIn();
  const look = async () => {
    const session = await (await client.get('/api/session')).json() as { environments: { name: string; on: boolean; why: string; level: string }[] };
    return session.environments.find(({ name }) => name === 'practice');
  };
  let practice = await look();
  // The runner may still be starting.
  for (const late = Date.now() + 30_000; practice?.why.includes('does not answer') === true && Date.now() < late;) practice = await look();
  assert.deepEqual([practice?.on, practice?.level], [false, 'none']);
  assert.match(practice?.why ?? '', /did not start/);
  const refused = await client.start('prompt-redis#ping', { TARGET: 'dev' });
  assert.equal(refused.status, 503);
  assert.match(await refused.text(), /running-off/);
  assert.match(handrail.cli('status').stdout, /sandbox level: none/);
});
