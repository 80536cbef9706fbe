/** Commands that wait for somebody to type. */
import { positionals } from '../../../common/catalog/effect-check/tool-verbs.ts';

type Words = readonly string[];
type Asks = (rest: Words, fed: boolean) => boolean;

const has = (words: Words, pattern: RegExp) => words.some((word) => pattern.test(word));
const valued = ['-h', '-p', '-U', '-d', '-u', '-P', '-D', '-n', '-a', '--host', '--port', '-i', '-o', '-l', '-L', '-J', '-F', '-c'];
const places = (rest: Words) => positionals(rest, valued).filter((word) => word !== null);

const always: Asks = () => true;
const unless = (pattern: RegExp): Asks => (rest, fed) => !fed && !has(rest, pattern);
const bare: Asks = (rest, fed) => !fed && rest.filter((word) => !/^-(?:l|-login|i)$/.test(word)).length === 0;
const verb = (pattern: RegExp): Asks => (rest) => pattern.test(rest[0] ?? '');

const withTerminal: Asks = (rest) => has(rest, /^-(?:it|ti)$/) || has(rest, /^-i$/) && has(rest, /^-t$/);
const kubectl: Asks = (rest, fed) => {
  const [first] = places(rest);
  const end = rest.indexOf('--');
  return first === 'edit' || first === 'rsh' && places(rest).length <= 2 || withTerminal(end === -1 ? rest : rest.slice(0, end), fed);
};
const oc: Asks = (rest, fed) => kubectl(rest, fed) || places(rest)[0] === 'debug' && !rest.includes('--');
const container: Asks = (rest, fed) => rest[0] === 'attach' || withTerminal(rest, fed) && !has(rest, /^-d$/);
const redisValued = ['-h', '-p', '-s', '-a', '-n', '-u', '-r', '-i', '-d', '--user', '--pass', '--cacert', '--cert', '--key'];
const redis: Asks = (rest, fed) => !fed && positionals(rest, redisValued).length === 0 && !has(rest, /^--(?:bigkeys|memkeys|hotkeys|latency.*|stat|scan|rdb|cluster|pipe|version|eval)$/);

const vault: Asks = (rest) => {
  if (rest[0] === 'operator') return rest[1] === 'unseal' && rest.length === 2;
  if (rest[0] !== 'login' || has(rest, /^(?:password=.+|token=.+|-token-only)$/)) return false;
  const given = positionals(rest.slice(1), ['-method', '-path', '-address', '-namespace', '-username']).filter((word) => word !== null && !/^(?:username|role)=/.test(word));
  return given.length === 0;
};

const gcloud: Asks = (rest) => rest.includes('ssh') && !has(rest, /^(?:--command.*|--dry-run|--)$/) || rest.includes('auth') && rest.includes('login') && !has(rest, /^--(?:cred-file|no-launch-browser)/);
const patroni: Asks = (rest) => has(rest, /^(?:restart|reload|remove|switchover|failover|reinit|edit-config|flush)$/) && !has(rest, /^--(?:force|scheduled)/);
const parted: Asks = (rest) => !has(rest, /^(?:-s|--script|-l|--list|-m)$/) && places(rest).length <= 1;
const partitions: Asks = (rest, fed) => !fed && !has(rest, /^(?:-l|--list|-s|-x)$/);
/** `sudo -i` and `sudo su -` open a shell. */
const sudo: Asks = (rest) => rest.length > 0 && rest.length <= 4 && rest.every((word) => /^(?:-i|-s|-E|su|-|-u|[\w-]+)$/.test(word)) && (has(rest, /^(?:-i|-s)$/) || rest[0] === 'su') && !has(rest, /^-c$/);
const git: Asks = (rest) => rest[0] === 'commit' && !has(rest, /^(?:-\w*m|--message.*|--no-edit|-F|--amend)$/) || rest[0] === 'rebase' && has(rest, /^(?:-i|--interactive)$/);

const listed = (names: string, asks: Asks) => Object.fromEntries(names.split(' ').map((name) => [name, asks]));

const asking: Readonly<Record<string, Asks>> = {
  ...listed('nano vi vim nvim emacs visudo less more man htop iotop k9s telnet sftp ftp screen tmux watch passwd irb zkCli.sh beeline sqlplus rman dgmgrl asmcmd ssh-copy-id', always),
  ...listed('kafka-console-producer.sh kafka-console-producer', (_, fed) => !fed),
  ...listed('docker podman docker-compose crictl', container),
  ...listed('mysql mariadb cqlsh clickhouse-client', unless(/^(?:-\w*[eqf]|--execute.*|--query.*|--version|-V)$/)),
  ...listed('psql gitlab-psql', unless(/^(?:-\w*[cfl]|--command.*|--file.*|--list|-V)$/)),
  ...listed('mongo mongosh', unless(/^--eval$|\.js$/)),
  ...listed('bash sh zsh python python3 ipython node', bare),
  ...listed('rails gitlab-rails', verb(/^(?:c|console|dbconsole)$/)),
  ...listed('gh', (rest) => rest[0] === 'auth' && rest[1] === 'login'),
  gcloud, patronictl: patroni, 'gitlab-patronictl': patroni, parted, fdisk: partitions, gdisk: partitions, cfdisk: partitions,
  chroot: (rest) => places(rest).length <= 1, nsenter: (rest) => positionals(rest, ['-t', '--target']).length === 0, tsh: (rest) => rest[0] === 'ssh' && places(rest).length <= 2,
  ...listed('vagrant heroku fly flyctl', (rest) => rest[0] === 'ssh' || rest.includes('console') || rest.includes('bash')), machinectl: verb(/^(?:shell|login)$/), virsh: verb(/^(?:console|edit)$/), lxc: verb(/^(?:shell|console)$/), incus: verb(/^(?:shell|console)$/), toolbox: (rest) => rest.length === 0 || rest[0] === 'enter',
  kubectl, oc, vault, sudo, git, 'redis-cli': redis,
  top: (rest) => !has(rest, /^-\w*b/),
  su: (rest) => !has(rest, /^-\w*c$/),
  ssh: (rest, fed) => places(rest).length <= 1 && !has(rest, /^-\w*N|^-O$/) && !fed,
  sqlite3: (rest, fed) => !fed && places(rest).length <= 1,
  az: (rest) => rest[0] === 'login' && !has(rest, /^(?:--identity|--service-principal)$/),
  aws: (rest) => rest[0] === 'ssm' && rest[1] === 'start-session' && !has(rest, /^--document-name/) || rest[0] === 'ecs' && rest[1] === 'execute-command' && has(rest, /^--interactive$/) || rest[0] === 'configure' && rest.length <= 3 && !has(rest, /^(?:list|get|set|import)$/),
  ...listed('terraform tofu terragrunt', (rest, fed) => !fed && /^(?:apply|destroy)$/.test(rest[0] ?? '') && !has(rest, /^--?(?:auto-approve|input=false|terragrunt-non-interactive|help)$/) && (rest[0] === 'destroy' || places(rest.slice(1)).length === 0)),
  crontab: (rest) => has(rest, /^-e$/),
  'ansible-vault': verb(/^(?:edit|create)$/),
  systemctl: verb(/^edit$/),
  'manage.py': verb(/^(?:shell|dbshell|createsuperuser)/),
};

/** Takes a command's words, and whether something is typed into it already; tells whether it waits for somebody to type. */
export function isTypedInto(words: Words, fed: boolean): boolean {
  const [first = '', ...rest] = words;
  const name = first.split('/').at(-1) ?? '';
  return Object.hasOwn(asking, name) && (asking[name]?.(rest, fed) ?? false);
}
