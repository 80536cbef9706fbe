/**
 * The bubblewrap arguments of one container: namespaces of its own, an allow-list of read-only mounts, the volumes of
 * its plan, no capability, and no way to make further namespaces. Pure: it reads nothing and starts nothing.
 *
 * bubblewrap itself must be started with an empty environment: what it inherits stays readable inside, whatever
 * `--clearenv` says. The pod's first process is number 1 there, as in a real container.
 */
import type { PreparedMount } from './mounts.ts';

export interface SandboxOptions {
  hostname: string;
  user: number;
  /** folder with the few files of /etc */
  etc: string;
  /** device files to put over those of /dev, by name */
  devices: Readonly<Record<string, string>>;
  mounts: readonly PreparedMount[];
  /** the image's own folder; kept in memory when nothing is mounted there, since / is read-only */
  home: string;
  env: Readonly<Record<string, string>>;
  workingDir: string;
  command: readonly string[];
  /** numbers of the open files for the status lines and the seccomp filter */
  statusFd: number;
  filterFd: number;
}

/** 64 MiB: what a pod may keep in memory as files of /tmp, /dev/shm or a working directory without volume, each. */
const memoryFiles = ['--size', String(64 * 1024 * 1024), '--perms', '1777', '--tmpfs'];
/** Limits of every process of a pod: no core dumps, 10,240 open files (Redis asks for 10,032), files of at most 512 MiB. */
const processLimits = ['--core=0', '--nofile=10240', '--fsize=536870912'];

/** Joins the groups whose files come first, up to `--`, and becomes the rest. */
const joinGroups = 'while [ "$1" != -- ]; do echo $$ >"$1" || exit 125; shift; done; shift; exec "$@"';

/** Takes a command and the process files of its cgroups; gives it with the limits every process of a pod has. */
export function limited(command: readonly string[], processFiles: readonly string[]): string[] {
  const own = ['prlimit', ...processLimits, '--', ...command];
  return processFiles.length === 0 ? own : ['sh', '-c', joinGroups, 'sh', ...processFiles, '--', ...own];
}

/** Takes what a container needs; gives the arguments of `bwrap`. */
export function sandboxArguments(options: SandboxOptions): string[] {
  return [
    '--unshare-all', '--unshare-user', '--disable-userns', '--die-with-parent', '--as-pid-1', '--new-session',
    '--uid', String(options.user), '--gid', String(options.user), '--cap-drop', 'ALL', '--hostname', options.hostname,
    '--ro-bind', '/usr', '/usr',
    '--symlink', 'usr/bin', '/bin', '--symlink', 'usr/sbin', '/sbin',
    '--symlink', 'usr/lib', '/lib', '--symlink', 'usr/lib64', '/lib64',
    '--dir', '/etc', '--ro-bind-try', '/etc/alternatives', '/etc/alternatives',
    ...Object.keys(etcFiles('')).flatMap((name) => ['--ro-bind', `${options.etc}/${name}`, `/etc/${name}`]),
    // Read-only: where root starts the sandbox, its processes are still root to the permissions of the machine's settings
    // in /proc/sys, such as the one that names the program to run when another crashes.
    '--proc', '/proc', '--remount-ro', '/proc',
    '--dev', '/dev', ...Object.entries(options.devices).flatMap(([name, file]) => ['--dev-bind', file, `/dev/${name}`]),
    ...memoryFiles, '/dev/shm', '--remount-ro', '/dev',
    ...memoryFiles, '/tmp', '--dir', '/run',
    ...(options.home === '/' || options.mounts.some((mount) => mount.path === options.home) ? [] : [...memoryFiles, options.home]),
    ...options.mounts.flatMap(mountArguments),
    ...(isBelowMount(options.workingDir, options.mounts) ? [] : ['--dir', options.workingDir]),
    '--remount-ro', '/', '--chdir', options.workingDir,
    '--clearenv', ...Object.entries(options.env).flatMap(([name, value]) => ['--setenv', name, value]),
    '--json-status-fd', String(options.statusFd), '--seccomp', String(options.filterFd),
    '--', ...options.command,
  ];
}

function mountArguments(mount: PreparedMount): string[] {
  if (mount.kind === 'link') return ['--symlink', mount.target, mount.path];
  return [mount.readOnly ? '--ro-bind' : '--bind', mount.source, mount.path];
}

/** What a pod can write to may hold links; bubblewrap, still outside, would follow one when it makes a folder there. */
function isBelowMount(path: string, mounts: readonly PreparedMount[]): boolean {
  return mounts.some((mount) => path === mount.path || path.startsWith(`${mount.path}/`));
}

/** Takes a pod's name; gives the files of its /etc: enough for programs to know who they are and what localhost is. */
export function etcFiles(hostname: string): Record<string, string> {
  return {
    passwd: 'root:x:0:0:root:/root:/bin/sh\nredis:x:999:999:redis:/data:/bin/sh\nuser:x:1000:1000:user:/tmp:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
    group: 'root:x:0:\nredis:x:999:\nuser:x:1000:\nnogroup:x:65534:\n',
    hosts: `127.0.0.1 localhost ${hostname}\n`,
    hostname: `${hostname}\n`,
    'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
  };
}
