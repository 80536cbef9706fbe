/** The command inside a command: behind `sudo`, `ssh host`, `kubectl exec pod --`, `docker exec name`, `bash -c '…'`. */
import { readShell } from '../../../common/catalog/shell.ts';

/** Wrappers with the options of theirs that take the next word. */
const wrappers: Readonly<Record<string, readonly string[]>> = {
  sudo: ['-u', '-g', '-U', '-h', '-p'], doas: ['-u'], env: ['-u'], time: [], nohup: [], nice: ['-n'], ionice: ['-c', '-n', '-p'], command: [], exec: [], stdbuf: ['-i', '-o', '-e'], setsid: [], unbuffer: [], chroot: [], proxychains: [], nsenter: ['-t', '--target'], runuser: ['-u'], setpriv: [], taskset: [], chrt: [], numactl: [], unshare: [], firejail: [], 'systemd-inhibit': [], tini: [], catchsegv: [],
  xargs: ['-n', '-I', '-P', '-L', '-d', '-a', '-s'], watch: ['-n', '-d'], timeout: ['-k', '-s'], parallel: ['-j'], sshpass: ['-p', '-f'], strace: ['-e', '-o', '-p'], gdb: [],
};
const pdshValued = ['-w', '-x', '-l', '-R', '-f', '-t', '-u', '-g', '-M', '-H', '-h', '-p'];
const sshValued = ['-i', '-p', '-l', '-o', '-L', '-R', '-D', '-J', '-F', '-b', '-c', '-E', '-m', '-w'];
const kubectlValued = ['-n', '--namespace', '-c', '--container', '--context', '--kubeconfig', '-f', '--cluster', '--user'];
const dockerValued = ['-e', '--env', '-u', '--user', '-w', '--workdir', '--env-file', '-p', '-f', '--file', '--name', '-v', '--network', '--project-name', '--entrypoint', '--volume'];
const deepest = 6;

/** Takes a command's words; gives those of the commands it runs in the end: itself, when it wraps none. */
export function innermost(words: readonly string[], depth = 0): string[][] {
  const inner = depth > deepest ? null : innerOf(words);
  return inner === null ? [[...words]] : inner.flatMap((each) => innermost(each, depth + 1));
}

function innerOf(words: readonly string[]): string[][] | null {
  const [first = '', ...rest] = words;
  const name = first.split('/').at(-1) ?? '';
  if (Object.hasOwn(wrappers, name)) return wrapped(name, rest);
  return Object.hasOwn(openers, name) ? openers[name]?.(rest) ?? null : null;
}

const inPod = (rest: readonly string[]) => after(rest, kubectlValued, 'exec') ?? after(rest, kubectlValued, 'debug') ?? after(rest, kubectlValued, 'rsh');
const openers: Readonly<Record<string, (rest: readonly string[]) => string[][] | null>> = {
  bash: scripted, sh: scripted, zsh: scripted, su: scripted, ssh: remote, pdsh: everywhere, dsh: everywhere, clush: everywhere, 'parallel-ssh': everywhere, pssh: everywhere, kubectl: inPod, oc: inPod,
  docker: container, podman: container, 'docker-compose': container, crictl: container, ansible: module,
};

function wrapped(name: string, rest: readonly string[]): string[][] | null {
  const at = skip(rest, wrappers[name] ?? []);
  const inner = rest.slice(name === 'timeout' || name === 'chroot' ? at + 1 : at);
  return inner.length === 0 ? null : name === 'watch' && inner.length === 1 ? script(inner[0] ?? '') : [inner];
}

function scripted(rest: readonly string[]): string[][] | null {
  const at = rest.findIndex((word) => /^-\w*c$/.test(word));
  return at === -1 ? null : script(rest[at + 1] ?? '');
}

function script(text: string): string[][] | null {
  const commands = readShell(text).commands.map(wordsOf);
  return commands.length === 0 ? null : commands;
}

function remote(rest: readonly string[]): string[][] | null {
  const at = skip(rest, sshValued) + 1;
  const inner = rest.slice(at);
  if (inner.length === 0) return null;
  return inner.length === 1 ? script(inner[0] ?? '') : [inner];
}

/** `pdsh -w hosts command` */
function everywhere(rest: readonly string[]): string[][] | null {
  const inner = rest.slice(skip(rest, pdshValued));
  return inner.length === 0 ? null : inner.length === 1 ? script(inner[0] ?? '') : [inner];
}

function after(rest: readonly string[], valued: readonly string[], verb: string): string[][] | null {
  const at = skip(rest, valued);
  if (rest[at] !== verb) return null;
  const dashes = rest.indexOf('--');
  if (dashes !== -1) return dashes + 1 < rest.length ? [rest.slice(dashes + 1)] : null;
  if (verb === 'debug') return null;
  const pod = at + 1 + skip(rest.slice(at + 1), valued);
  const old = pod + 1 + skip(rest.slice(pod + 1), valued);
  return old < rest.length ? [rest.slice(old)] : null;
}

function container(rest: readonly string[]): string[][] | null {
  const start = skip(rest, dockerValued);
  const at = rest[start] === 'compose' ? start + 1 + skip(rest.slice(start + 1), dockerValued) : start;
  if (rest[at] !== 'exec') return null;
  const target = at + 1 + skip(rest.slice(at + 1), dockerValued);
  return target + 1 < rest.length ? [rest.slice(target + 1)] : null;
}

function module(rest: readonly string[]): string[][] | null {
  const name = rest[rest.findIndex((word) => word === '-m' || word === '--module-name') + 1];
  const argument = rest[rest.findIndex((word) => word === '-a' || word === '--args') + 1];
  const runs = name === 'shell' || name === 'command' || !rest.includes('-m') && rest.includes('-a');
  return runs && argument !== undefined ? script(argument) : null;
}

function skip(words: readonly string[], valued: readonly string[]): number {
  let at = 0;
  while (at < words.length && (/^-./.test(words[at] ?? '') && words[at] !== '--' || /^[A-Za-z_]\w*=/.test(words[at] ?? ''))) at += valued.includes(words[at] ?? '') ? 2 : 1;
  return at;
}

/** Takes a command as the shell's reading has it; gives its words, those known only as it runs as they are written. */
export function wordsOf(command: { words: readonly { text: string; value: string | null }[] }): string[] {
  return command.words.map(({ text, value }) => value ?? text.replace(/["']/g, ''));
}
