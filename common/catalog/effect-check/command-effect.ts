/**
 * What a command that is run in a pod does at most. Unlike the checks of lint, which refuse what is surely declared too mild,
 * this one lets pass what is surely mild: a program, an option or a construct that is not listed counts as destroying. Pure.
 */
import { type Effect, isAtMost } from '../effect.ts';
import { readShell } from '../shell.ts';
import { readSql } from '../sql.ts';
import { redisEffect } from './redis-verbs.ts';
import { sqlEffect } from './sql-effect.ts';

export interface CommandEffect {
  effect: Effect;
}

const destroys: CommandEffect = { effect: 'destroy' };
const reads: CommandEffect = { effect: 'read' };

/** Programs that only read, with the arguments that make them do more; null when none does. */
const readers: Readonly<Record<string, RegExp | null>> = {
  arch: null, basename: null, cat: null, cksum: null, cmp: null, cut: null, date: /^(-s|--set)|^\d{8,}/, df: null, diff: null, dirname: null, du: null,
  echo: null, egrep: null, false: null, fgrep: null, free: null, getent: null, grep: null, groups: null, head: null, id: null, ls: null, lscpu: null, lsof: null,
  md5sum: null, nproc: null, nslookup: null, od: null, pgrep: null, printf: null, ps: null, pwd: null, readlink: null, realpath: null, seq: null, sha1sum: null,
  sha256sum: null, sleep: null, stat: null, strings: null, tail: null, test: null, '[': null, tr: null, true: null, uname: null, uptime: null, vmstat: null, wc: null,
  which: null, whoami: null, netstat: null, ss: /^(-\w*K|--kill)/,
};
/** Tools whose first words say what they do, for a few that only tell; an option before them may take one of them as its value. */
const telling: Readonly<Record<string, RegExp>> = {
  kubectl: /^(get|describe|logs|top|version|explain|events|api-resources)( |$)|^rollout (status|history)$/, helm: /^(list|ls|status|history)( |$)/,
  argocd: /^(version|app (get|list|history|resources))$/, vault: /^status( |$)/,
};
/** Where a pod keeps credentials: what Kubernetes mounts, and what the kernel tells of its processes. */
const guarded = /(^|\/)(proc|secrets?)(\/|$)|\.\.|environ|token|credential|passw|\.(key|pem)$/i;

/** Programs whose arguments say what they do. */
const judges: Readonly<Record<string, (rest: readonly string[]) => CommandEffect>> = {
  timeout: wrapped, nice: wrapped, sh: shellEffect, bash: shellEffect, 'redis-cli': redisCliEffect, psql: psqlEffect,
  tar: (rest) => (isArchive(tarReads, rest) ? reads : destroys),
  ...Object.fromEntries(['kafka-topics.sh', 'kafka-consumer-groups.sh', 'kafka-configs.sh'].map((name) => [name, kafkaEffect])),
  ...Object.fromEntries(Object.entries(telling).map(([name, verbs]) => [name, (rest: readonly string[]) => (verbs.test(rest.slice(0, 2).join(' ')) ? reads : destroys)])),
};

/** Takes a command and its arguments, without input; gives what it does at most. */
export function commandEffect(words: readonly string[]): CommandEffect {
  const [program = '', ...rest] = words;
  const name = /^(?:\/(?:usr\/(?:local\/)?)?s?bin\/)?([\w[.-]+)$/.exec(program)?.[1] ?? '';
  if (Object.hasOwn(judges, name)) return judges[name]?.(rest) ?? destroys;
  const more = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (more === undefined || rest.some((word) => guarded.test(word))) return destroys;
  return more !== null && rest.some((word) => more.test(word)) ? destroys : reads;
}

/**
 * Takes a command that is given input; gives what it does at most. `kubectl cp` unpacks an archive, which writes files of the
 * pod; of anything else nobody knows what its input says.
 */
export function inputEffect(words: readonly string[]): CommandEffect {
  return words[0] === 'tar' && isArchive(tarWrites, words.slice(1)) ? { effect: 'change' } : destroys;
}

/** `kubectl cp` alone asks for these (kubectl/pkg/cmd/cp). */
const tarReads = /^cf - (?:-C \S+ )?[^-\s]\S*$/;
const tarWrites = /^(?:--no-same-permissions --no-same-owner )?-xmf -(?: -C [^-\s]\S*)?$/;

function isArchive(pattern: RegExp, rest: readonly string[]): boolean {
  const isPlain = rest.every((word) => !/\s/.test(word));
  return isPlain && pattern.test(rest.join(' ')) && !rest.some((word) => guarded.test(word));
}

/** `timeout 5 …`, `nice …`: with an option of its own it is not looked through. */
function wrapped(rest: readonly string[]): CommandEffect {
  const command = /^[\d.]+[smhd]?$/.test(rest[0] ?? '') ? rest.slice(1) : rest;
  return command[0]?.startsWith('-') ? destroys : commandEffect(command);
}

/** What is harmless in a script though it looks like writing. */
const silenced = /(?:^|(?<=\s))(?:2>&1|[12&]?>\s?\/dev\/null)(?=\s|$|[;|&])/g;

/** Takes the arguments of a shell; a script passes when it is a list of known commands, with nothing that is worked out as it runs. */
function shellEffect(rest: readonly string[]): CommandEffect {
  const [option = '', script, ...more] = rest;
  if (!/^-(?:[elux]*)c$/.test(option) || script === undefined || more.length > 0) return destroys;
  const text = script.replaceAll(silenced, '');
  if (/[<>$`\\(){}*?~!#]/.test(text)) return destroys;
  const { commands, sets, uses, problems } = readShell(text);
  if (problems.length > 0 || sets.length > 0 || uses.length > 0 || commands.length === 0) return destroys;
  return harshest(commands.map(({ words }) => commandEffect(words.map(({ value }) => value ?? ''))));
}

/** Options of redis-cli that change how it asks and prints, not what it asks (`redis-cli --help`). */
const redisPlain = new Set(['--no-raw', '--raw', '--csv', '--json', '--quoted-json', '--no-auth-warning', '-2', '-3', '-e', '-c', '-4', '-6', '--tls', '--verbose']);
const redisValued = new Set(['-h', '-p', '-n', '-r', '-i', '-t', '--user', '-s', '--sni', '--cacert', '--cacertdir']);
const redisScans = new Set(['--scan', '--bigkeys', '--memkeys', '--hotkeys', '--stat', '--latency', '--latency-history', '--latency-dist', '--version', '--help']);

function redisCliEffect(rest: readonly string[]): CommandEffect {
  let at = 0;
  for (; rest[at]?.startsWith('-'); at += 1) {
    const option = rest[at] ?? '';
    if (redisValued.has(option)) at += 1;
    else if (redisScans.has(option)) return /^( --(pattern|count) [^-\s]\S*)*$/.test(rest.slice(at + 1).map((word) => ` ${word}`).join('')) ? reads : destroys;
    else if (!redisPlain.has(option)) return destroys;
  }
  const command = rest.slice(at);
  // Without a command it would read them from its input, of which there is none.
  return command.length === 0 ? destroys : redisEffect(command) ?? destroys;
}

const psqlPlain = new Set(['-t', '-A', '-x', '-q', '-w', '-X', '-tA', '-At', '-qt', '-tq', '--no-psqlrc', '--tuples-only', '--no-align', '--expanded', '--quiet', '--no-password', '--csv', '-l', '--list']);
const psqlValued = new Set(['-U', '-d', '-h', '-p', '--username', '--dbname', '--host', '--port', '-F', '-P']);

/** A backslash begins a command of psql's own, which may run programs. */
function psqlEffect(rest: readonly string[]): CommandEffect {
  const found: CommandEffect[] = [];
  for (let at = 0; at < rest.length; at += 1) {
    const word = rest[at] ?? '';
    if (word === '-c' || word === '--command') {
      at += 1;
      found.push(statementsEffect(rest[at] ?? ''));
    } else if (psqlValued.has(word)) at += 1;
    else if (!psqlPlain.has(word) && word.startsWith('-')) return destroys;
    else if (word === '-l' || word === '--list') found.push(reads);
  }
  return found.length === 0 ? destroys : harshest(found);
}

function statementsEffect(text: string): CommandEffect {
  const { statements, references, problems } = readSql(text);
  if (text.includes('\\') || problems.length > 0 || references.length > 0 || statements.length === 0) return destroys;
  return harshest(statements.map(sqlEffect));
}

/** The tools of Kafka: https://kafka.apache.org/documentation/#operations */
function kafkaEffect(rest: readonly string[]): CommandEffect {
  const acts = rest.filter((word) => word.startsWith('--') && !/^--(bootstrap-server|topic|group|command-config|all-groups|all-topics|members|verbose|offsets|state|entity-type|entity-name|exclude-internal|timeout)$/.test(word));
  if (acts.length === 0) return destroys;
  return harshest(acts.map((word) => (/^--(list|describe)$/.test(word) ? reads : /^--(create|alter|add-config|partitions|replication-factor|if-not-exists)$/.test(word) ? { effect: 'change' } : destroys)));
}

function harshest(found: readonly CommandEffect[]): CommandEffect {
  return found.reduce((worst, each) => (isAtMost(each.effect, worst.effect) ? worst : each), reads);
}
