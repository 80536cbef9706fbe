/**
 * The command line of a sandbox, purely. Two stages:
 *
 *   launcher  closes descriptors, sets limits, joins cgroups, empties the environment
 *   outer     bwrap with namespaces of its own, the network's among them, and an allow-list of mounts; in it the
 *             forwarders to the endpoints of the environment, all in one process
 *   inner     bwrap with no capability, no new namespace, the system-call filter, its own processes; in it the step
 *
 * Nothing secret may be on it: command lines can be read by everybody on the machine.
 *
 * Started by root, a sandbox becomes a user of its own before the inner stage. User namespaces alone would not do: the
 * kernel lets whoever is root outside write /proc/sys (`core_pattern`, which runs programs), capabilities or not.
 */
import { inside, user } from './layout.ts';
import type { Tools } from './tools.ts';

export interface Forward {
  /** inside, of the loopback network; 127.0.0.1 when left out */
  address?: string;
  port: number;
  /** the gateway's unix socket outside */
  socket: string;
}

export interface SandboxPlan {
  tools: Tools;
  /** folder made by `makeStage` */
  stage: string;
  /** user to become; null when not started by root, to stay who we are */
  uid: number | null;
  /** folder with what the run is given, `state` among it */
  step: string;
  workspace: string;
  /** folder on a memory filesystem; null gives one that ends with the run */
  home: string | null;
  forwards: readonly Forward[];
  /** file that is /etc/hosts inside; left out or null for one that names nothing */
  hosts?: string | null;
  /** folder of programs that the environment brings */
  programs?: string | null;
  /** file that gets how the step ended, out of its reach; left out or null for none */
  record?: string | null;
  /** files of `step` that also show, still read-only, in the scratch folder */
  links: readonly string[];
  /** whether the terminal is the step's own to control; else it is written to only */
  interactive: boolean;
  /** files of cgroups to write the process to */
  cgroups: readonly string[];
  command: readonly string[];
}

/** What needs no cgroup. `processes` are those of one user, and count only where the sandbox has a user of its own. */
export const limitsOfStep = { descriptors: 4096, fileBytes: 2 * 1024 ** 3, processes: 512 } as const;
/** As `ulimit` takes it: no core files, descriptors, size of a file (KiB). */
const limits = ['c=0', `n=${limitsOfStep.descriptors}`, `f=${limitsOfStep.fileBytes / 1024}`];
const processLimit = `u=${limitsOfStep.processes}`;
const tmpBytes = 256 * 1024 * 1024;
const scratchBytes = 1024 * 1024;
/**
 * Nobody but root may listen below port 1024, unless the network says that it may be (`ip_unprivileged_port_start`,
 * Documentation/networking/ip-sysctl.rst). That is said in the sandbox's own network, which has nothing in it.
 */
const firstFreePort = 1024;
const freeLowPorts = ['--noprofile', '--norc', '-c', 'echo 0 >/proc/sys/net/ipv4/ip_unprivileged_port_start; exec "$@"', 'ports'];

type Launch = Pick<SandboxPlan, 'tools' | 'stage' | 'uid' | 'cgroups'>;

/** Takes a plan; gives the program and its arguments. */
export function sandboxCommand(plan: SandboxPlan): { file: string; args: string[] } {
  return launcher(plan, ['--', ...sandboxWords(plan)]);
}

/**
 * Takes what every sandbox of a runner has in common and the path of a pipe to make; gives a launcher that does all it does
 * before the sandbox, and then waits for the words of `sandboxWords`, each ended by NUL.
 */
export function waitingLauncher(plan: Launch, pipe: string): { file: string; args: string[] } {
  return launcher(plan, ['--from', pipe]);
}

function launcher(plan: Launch, rest: readonly string[]): { file: string; args: string[] } {
  const limit = plan.uid === null ? limits : [...limits, processLimit];
  return { file: plan.tools.bash, args: ['--noprofile', '--norc', `${plan.stage}/launcher.sh`, limit.join(' '), ...plan.cgroups, ...rest] };
}

/** Takes a plan; gives the command of its outer stage, with the inner one in it. */
export function sandboxWords(plan: SandboxPlan): string[] {
  const bindsLow = plan.forwards.some(({ port }) => port < firstFreePort);
  const identity = plan.uid === null
    ? ['--unshare-user', '--uid', String(user.uid), '--gid', String(user.uid)]
    : ['--cap-drop', 'ALL', '--cap-add', 'CAP_SETUID', '--cap-add', 'CAP_SETGID'];
  const isMadeBefore = bindsLow && plan.uid === null;
  return [
    ...(isMadeBefore ? networkOfOurs(plan.tools) : []),
    plan.tools.bwrap, ...identity, ...(isMadeBefore ? [] : ['--unshare-net']),
    '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--die-with-parent',
    '--hostname', 'handrail',
    ...mounts(plan),
    '--chdir', '/', '--', ...become(plan, bindsLow),
    plan.tools.bash, '--noprofile', '--norc', `${inside.stage}/stage.sh`, plan.interactive ? 'interactive' : 'batch', `${inside.stage}/filter`,
    ...plan.forwards.flatMap((forward) => [addressOf(forward), String(forward.port), gatewaySocket(forward)]), '--',
    ...inner(plan),
  ];
}

/** Who is not root may say so only of a network that is theirs; in the sandbox itself it no longer is. */
function networkOfOurs({ bwrap, bash, setpriv }: Tools): string[] {
  return [
    bwrap, '--unshare-user', '--uid', String(user.uid), '--gid', String(user.uid), '--unshare-net', '--cap-add', 'CAP_NET_ADMIN', '--die-with-parent', '--dev-bind', '/', '/', '--',
    bash, ...freeLowPorts, setpriv, '--inh-caps=-all', '--ambient-caps=-all', '--',
  ];
}

function become(plan: SandboxPlan, bindsLow: boolean): string[] {
  if (plan.uid === null) return [];
  const ports = bindsLow ? [plan.tools.bash, ...freeLowPorts] : [];
  return [...ports, plan.tools.setpriv, '--reuid', String(plan.uid), '--regid', String(plan.uid), '--clear-groups'];
}

/** Takes a forward; gives the address it is reached at inside. */
export function addressOf({ address = '127.0.0.1' }: Pick<Forward, 'address'>): string {
  return address;
}

function gatewaySocket(forward: Forward): string {
  return `${inside.gateway}/${addressOf(forward)}-${forward.port}`;
}

/** The allow-list. What is not here does not exist inside. */
function mounts(plan: SandboxPlan): string[] {
  const readOnly = (from: string, to = from) => ['--ro-bind', from, to];
  const folder = (path: string, mode = '0755') => ['--perms', mode, '--dir', path];
  return [
    ...readOnly('/usr'),
    ...['bin', 'lib', 'lib64', 'sbin'].flatMap((name) => ['--symlink', `usr/${name}`, `/${name}`]),
    ...readOnly(`${plan.stage}/etc`, '/etc'),
    '--ro-bind-try', '/etc/ssl/certs', '/etc/ssl/certs',
    '--ro-bind-try', '/etc/alternatives', '/etc/alternatives',
    '--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache',
    ...(typeof plan.hosts === 'string' ? readOnly(plan.hosts, '/etc/hosts') : []),
    ...ancestors(plan.tools.extraFiles).flatMap((path) => folder(path)),
    ...plan.tools.extraFiles.flatMap((file) => readOnly(file)),
    // The machine's own, whole: a process list of one's own can only be mounted where one is seen whole. Step and
    // processes of the inner stage see theirs instead.
    '--bind', '/proc', '/proc',
    '--dev', '/dev',
    '--size', String(tmpBytes), '--perms', '1777', '--tmpfs', '/tmp',
    ...folder('/run'), ...folder('/home'), ...folder(inside.workspace),
    ...readOnly(plan.step, inside.step), '--bind', `${plan.step}/state`, inside.state,
    ...readOnly(plan.stage, inside.stage),
    ...(typeof plan.programs === 'string' ? readOnly(plan.programs, inside.programs) : []),
    '--size', String(scratchBytes), '--perms', '1777', '--tmpfs', inside.scratch,
    ...plan.links.flatMap((name) => ['--symlink', `${inside.step}/${name}`, `${inside.scratch}/${name}`]),
    ...folder(inside.gateway), ...plan.forwards.flatMap((forward) => readOnly(forward.socket, gatewaySocket(forward))),
    ...(typeof plan.record === 'string' ? ['--bind', plan.record, inside.record] : []),
    '--bind', plan.workspace, inside.workspace,
    ...(plan.home === null ? ['--size', String(tmpBytes), '--perms', '0777', '--tmpfs', inside.home] : ['--bind', plan.home, inside.home]),
  ];
}

/** Folders above the files, outermost first. Made by name, since bwrap would close the ones it makes by itself to others. */
function ancestors(files: readonly string[]): string[] {
  const folders = files.flatMap((file) => {
    const parts = file.split('/').slice(1, -1);
    return parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`);
  });
  return [...new Set(folders)];
}

function inner(plan: SandboxPlan): string[] {
  return [
    plan.tools.bwrap,
    '--unshare-user', '--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--die-with-parent',
    '--disable-userns', '--cap-drop', 'ALL', '--uid', String(user.uid), '--gid', String(user.uid),
    // A session of its own cannot reach the terminal it is written to. An interactive step keeps it, for job control;
    // the filter refuses to type into it.
    ...(plan.interactive ? [] : ['--new-session']),
    '--seccomp', '9', ...(typeof plan.record === 'string' ? ['--json-status-fd', '8'] : []),
    '--bind', '/', '/', '--tmpfs', inside.gateway, '--tmpfs', inside.stage, '--proc', '/proc', '--dev', '/dev',
    '--chdir', inside.workspace, '--', ...plan.command,
  ];
}
