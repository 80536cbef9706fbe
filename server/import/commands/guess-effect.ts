/** What a piece of shell does to its target, as well as can be told from its words. */
import { effects, type Effect } from '../../../common/catalog/effect.ts';
import { redisEffect } from '../../../common/catalog/effect-check/redis-verbs.ts';
import { sureEffects } from '../../../common/catalog/effect-check/shell-effect.ts';
import { sqlEffect } from '../../../common/catalog/effect-check/sql-effect.ts';
import { positionals, toolEffect, tools } from '../../../common/catalog/effect-check/tool-verbs.ts';
import { readShell } from '../../../common/catalog/shell.ts';
import { readSql } from '../../../common/catalog/sql.ts';
import { optionEffect } from './option-effects.ts';
import { changers, destroyers, generic, readers, rules } from './tool-rules.ts';
import { functionEffect } from './sql-functions.ts';
import { innermost, wordsOf } from './unwrap.ts';

export interface Guess {
  effect: Effect;
  /** the command whose effect nobody could know, so that it counts as a change; null when all were known */
  unknown: string | null;
}

type Opinion = Effect | null;

/** Takes valid bash; gives the harshest effect of its commands, never milder than the catalog's own check takes. */
export function guessEffect(source: string): Guess {
  const reading = readShell(source);
  const functions = new Set(Array.from(source.matchAll(/^\s*(?:function\s+)?(\w+)\s*\(\)\s*\{/gm), (match) => match[1]));
  let effect: Effect = redirected(source);
  let unknown: string | null = null;
  for (const { effect: sure } of sureEffects(reading.commands)) effect = harsher(effect, sure);
  for (const words of reading.commands.map(wordsOf).flatMap((each) => innermost(each))) {
    if (functions.has(words[0] ?? '')) continue;
    const opinion = opinionOf(words);
    if (opinion === null) unknown ??= words.slice(0, 3).join(' ');
    effect = harsher(effect, opinion ?? 'change');
  }
  return { effect, unknown };
}

function harsher(left: Effect, right: Effect): Effect {
  return effects.indexOf(left) >= effects.indexOf(right) ? left : right;
}

/** Writing over a file of the system changes it; emptying one destroys what was in it. */
function redirected(source: string): Effect {
  const plain = source.replace(/'[^']*'/g, "''");
  if (/(?:^|[\n;&|])\s*(?::\s*)?>\s*\/(?!dev\/|tmp\/)\S|(?:cat|cp)\s+\/dev\/null\s*>\s*\S/.test(plain)) return 'destroy';
  return /[^0-9&<>=-]>{1,2}\s*"?\/(?:etc|proc|sys|usr|var\/lib|boot)\//.test(plain) ? 'change' : 'read';
}

function asksForHelp(rest: readonly string[]): boolean {
  return rest.some((word) => word === '--help' || word === '--version') || rest.length === 1 && ['-h', '-V', 'help', 'version'].includes(rest[0] ?? '');
}

function opinionOf(words: readonly string[]): Opinion {
  const [first = '', ...rest] = words;
  const name = first.split('/').at(-1) ?? '';
  if (asksForHelp(rest)) return 'read';
  const special = Object.hasOwn(specials, name) ? specials[name]?.(rest) : undefined;
  const byOption = optionEffect(name, rest);
  if (byOption !== null && byOption !== undefined && !isDry(name, rest)) return byOption;
  if (special !== undefined) return special;
  return isDry(name, rest) || name === '' ? 'read' : always(name) ?? byTable(name, rest);
}

/** Tools that do one thing whatever their arguments. */
function always(name: string): Opinion {
  if (readers.has(name)) return 'read';
  if (changers.has(name)) return 'change';
  return destroyers.has(name) ? 'destroy' : null;
}

function byTable(name: string, rest: readonly string[]): Opinion {
  const sure = Object.hasOwn(tools, name) && name !== 'git' && name !== 'argocd' ? toolEffect(name, rest) : null;
  if (sure) return sure.effect;
  const plain = name.replace(/\.sh$/, '');
  const known = Object.hasOwn(rules, name) ? rules[name] : Object.hasOwn(rules, plain) ? rules[plain] : undefined;
  return known ? byVerb(known, rest) ?? known.otherwise : byVerb(generic, rest) ?? byName(name);
}

function isDry(name: string, rest: readonly string[]): boolean {
  if (name === 'kubectl' || name === 'helm') return rest.some((word) => /^--dry-run/.test(word) && word !== '--dry-run=none');
  return name !== 'make' ? rest.some((word) => /^--dry-?run(?:=\w+)?$|^--check$|^--simulate$|^--noop$|^--whatif$/.test(word)) : rest.some((word) => /^(?:-n|--dry-run|--just-print)$/.test(word));
}

/** `share-replica-list`, `list-inconsistent-obj`: what is done to what, as one word. */
const compound = { read: /^(?:list|show|get|describe)-[\w-]+$|^[a-z][\w-]*-(?:list|show|get|get-all|status|info|stats|check|describe|get-progress|list-all)$/, destroy: /^(?:delete|remove|purge|destroy)-[\w-]+$|^[a-z][\w-]*-(?:delete|remove|purge|destroy|force-delete)$/ };

function byVerb({ read, destroy }: typeof generic, rest: readonly string[]): Opinion {
  const places = positionals(rest, ['-n', '--namespace', '-p', '--profile', '--region', '-f', '-c', '--project', '-C', '--context', '-h', '--host', '--vhost']).slice(0, 4).filter((word) => word !== null);
  const candidates = [...places, ...rest.filter((word) => word.startsWith('-'))];
  if (candidates.some((word) => destroy.test(word))) return 'destroy';
  if (candidates.some((word) => read.test(word))) return 'read';
  const [verb = ''] = places;
  return compound.destroy.test(verb) ? 'destroy' : compound.read.test(verb) ? 'read' : null;
}

/** A script's name often says what it does: `check-lag.sh`, `purge_old.py`. */
function byName(name: string): Opinion {
  const parts = name.toLowerCase().replace(/\.\w+$/, '').split(/[-_.]/);
  if (parts.length < 2) return null;
  if (parts.some((part) => generic.destroy.test(part))) return 'destroy';
  return parts.some((part) => /^(?:get|list|ls|show|describe|check|status|info|verify|diagnose)$/.test(part)) && !parts.some((part) => /^(?:set|fix|repair|update|apply|restart|start|stop|install|reset|create|add|run)$/.test(part)) || generic.read.test(parts[0] ?? '') || /^(?:status|check|health|list|report|info|test|verify)$/.test(parts.at(-1) ?? '') ? 'read' : null;
}

const has = (rest: readonly string[], pattern: RegExp) => rest.some((word) => pattern.test(word));
const database = (flag: RegExp) => (rest: readonly string[]): Opinion => {
  const at = rest.findIndex((word) => flag.test(word));
  if (at !== -1) return statements(/^--?\w+=/.test(rest[at] ?? '') ? (rest[at] ?? '').replace(/^[^=]*=/, '') : rest[at + 1] ?? '');
  return has(rest, /^(?:-l|--list|-V)$/) ? 'read' : 'change';
};

function statements(sql: string): Effect {
  if (/^\s*\\(?:d|l|dt|du|dn|di|conninfo|x|timing|df|dv|z|sf)/.test(sql)) return 'read';
  const found = readSql(sql).statements.map((statement) => sqlEffect(statement).effect);
  return found.reduce(harsher, found.length === 0 ? 'change' : functionEffect(sql));
}

/** Tools whose verb is not a word of its own. */
const specials: Readonly<Record<string, (rest: readonly string[]) => Opinion | undefined>> = {
  curl: (rest) => request(rest),
  http: (rest) => request(['-X', rest.find((word) => /^[A-Z]+$/.test(word)) ?? 'GET', ...rest]),
  wget: () => 'read',
  psql: database(/^(?:-\w*c|--command(?:=.*)?)$/),
  'gitlab-psql': database(/^-\w*c$/),
  mysql: database(/^(?:-\w*e|--execute(?:=.*)?)$/),
  mariadb: database(/^(?:-\w*e|--execute(?:=.*)?)$/),
  cqlsh: database(/^(?:-e|--execute(?:=.*)?)$/),
  'clickhouse-client': database(/^(?:-q|--query(?:=.*)?)$/),
  sqlite3: (rest) => { const sql = positionals(rest, ['-cmd', '-separator'])[1]; return sql ? statements(sql) : 'change'; },
  mongosh: (rest) => evaluated(rest),
  mongo: (rest) => evaluated(rest),
  'redis-cli': (rest) => redis(rest),
  find: (rest) => (has(rest, /^-delete$/) || rest.includes('rm') ? 'destroy' : has(rest, /^-(?:exec|execdir|ok)$/) ? undefinedUnless(rest) : 'read'),
  sed: (rest) => (has(rest, /^(?:-\w*i|-i\..*|--in-place.*)$/) ? 'change' : 'read'),
  perl: (rest) => (has(rest, /^-\w*i/) ? 'change' : null),
  tar: (rest) => (/^-?\w*t/.test(rest[0] ?? '') && !/x|c/.test(rest[0] ?? '') ? 'read' : 'change'),
  make: (rest) => makeEffect(rest),
  kubectl: (rest) => kubectl(rest),
  git: (rest) => git(rest),
  journalctl: (rest) => (has(rest, /^--(?:vacuum|rotate)/) ? 'destroy' : 'read'),
  dmesg: (rest) => (has(rest, /^-C$|^--clear$/) ? 'destroy' : 'read'),
  helm: (rest) => (has(rest, /^(?:uninstall|delete)$/) ? 'destroy' : undefined),
  aws: (rest) => aws(rest),
  sysctl: (rest) => (has(rest, /^(?:-w|-p|--system)$|=/) ? 'change' : 'read'),
  hostname: (rest) => (rest.some((word) => !word.startsWith('-')) ? 'change' : 'read'),
  date: (rest) => (has(rest, /^(?:-s|--set)/) ? 'change' : 'read'),
  service: (rest) => (rest[1] === 'status' || has(rest, /^--status-all$/) ? 'read' : 'change'),
  systemctl: (rest) => (systemd(rest)),
  'kafka-consumer-groups.sh': (rest) => groups(rest), 'kafka-consumer-groups': (rest) => groups(rest),
  mount: (rest) => (rest.length === 0 || has(rest, /^-l$/) ? 'read' : 'change'), xfs_quota: (rest) => (has(rest, /^(?:limit|timer|project|disable|enable|off|remove|restore)\b/) ? 'change' : 'read'),
  ssh: (rest) => (has(rest, /^-\w*N/) ? 'read' : 'change'), ipmitool: (rest) => (has(rest, /^(?:cycle|reset|off|on|soft|bootdev|set)$/) ? 'change' : has(rest, /^clear$/) ? 'destroy' : 'read'),
  'kafka-run-class.sh': (rest) => (/DumpLogSegments|GetOffsetShell|JmxTool|ConsumerGroupCommand|LogDirsCommand/.test(rest[0] ?? '') ? 'read' : 'change'), pgbench: () => 'change', kcat: (rest) => (has(rest, /^-P$/) ? 'change' : 'read'), crontab: (rest) => (has(rest, /^-l$/) ? 'read' : has(rest, /^-r$/) ? 'destroy' : 'change'),
  ansible: (rest) => (has(rest, /^(?:ping|setup|--list-hosts|--version)$/) ? 'read' : 'change'),
  'ansible-playbook': (rest) => (has(rest, /^(?:--check|-C|--list-hosts|--list-tasks|--list-tags|--syntax-check)$/) ? 'read' : 'change'),
  pg_ctlcluster: (rest) => (has(rest, /^status$/) ? 'read' : 'change'), openssl: (rest) => (has(rest, /^(?:req|genrsa|genpkey|ca)$/) ? has(rest, /^-(?:text|noout|verify)$/) ? 'read' : 'change' : undefined),
  vault: (rest) => (has(rest, /^(?:seal|unseal|step-down|rekey|rotate)$/) ? 'change' : has(rest, /^(?:revoke|disable|delete|destroy)$/) ? 'destroy' : has(rest, /^(?:lookup|list-peers|list|capabilities|key-status|snapshot)$/) || rest[0] === 'policy' && rest[1] === 'read' ? 'read' : undefined),
 su: () => 'change', bash: (rest) => scriptFile(rest), sh: (rest) => scriptFile(rest), python: (rest) => scriptFile(rest), python3: (rest) => scriptFile(rest),
  ip: (rest) => (has(rest, /^(?:add|set|replace|change)$/) ? 'change' : undefined), argocd: (rest) => (has(rest, /^--prune$/) ? 'destroy' : has(rest, /^sync$/) ? 'change' : undefined), docker: (rest) => (has(rest, /^(?:down)$/) && !has(rest, /^(?:-v|--volumes|--rmi)$/) ? 'change' : undefined), 'docker-compose': (rest) => (has(rest, /^down$/) && !has(rest, /^(?:-v|--volumes|--rmi)$/) ? 'change' : undefined),
};

function undefinedUnless(rest: readonly string[]): Opinion {
  const at = rest.findIndex((word) => /^-(?:exec|execdir|ok)$/.test(word));
  return opinionOf(rest.slice(at + 1).filter((word) => word !== '{}' && word !== ';' && word !== '\\;'));
}

function request(rest: readonly string[]): Effect {
  const at = rest.findIndex((word) => /^-(?!-)[a-zA-Z]*X|^--request/.test(word));
  const method = methodOf(rest[at], rest[at + 1]);
  if (method === 'DELETE') return 'destroy';
  const asks = has(rest, /_search|_count|_analyze|\/graphql|\/query|_msearch|\/explain/);
  const sends = has(rest, /^(?:-d|--data.*|-F|--form|-T|--upload-file|--json)/);
  if (method === '' || method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return sends && method === '' && !asks ? 'change' : 'read';
  return asks && method === 'POST' ? 'read' : 'change';
}

/** `-X DELETE`, `-XDELETE` and `--request=DELETE`. */
function methodOf(option: string | undefined, next: string | undefined): string {
  if (option === undefined) return '';
  const joined = /^-\w*X(\w+)|^--request=(\w+)/.exec(option);
  return (joined?.[1] ?? joined?.[2] ?? next ?? '').toUpperCase().replace(/[^A-Z]/g, '');
}

function evaluated(rest: readonly string[]): Opinion {
  const at = rest.findIndex((word) => word === '--eval');
  const script = rest[at + 1] ?? '';
  if (at === -1) return 'change';
  if (/\.(?:adminCommand|runCommand)\(\s*\{?\s*['"]?(?:ping|hello|isMaster|serverStatus|replSetGetStatus|currentOp|hostInfo|getParameter|dbStats|collStats|buildInfo|connPoolStats|listDatabases)\b/.test(script)) return 'read';
  if (/\.(?:drop\w*|remove|delete\w*)\(/.test(script)) return 'destroy';
  return /\.(?:status|find\w*|count\w*|stats|serverStatus|printReplicationInfo|printSecondaryReplicationInfo|getIndexes|currentOp|conf|hello|isMaster|hostInfo|aggregate|list\w*|get\w+)\(/.test(script) && !/\.(?:insert|update|replace|create|save|reconfig|stepDown|add)\w*\(/.test(script) ? 'read' : 'change';
}

function redis(rest: readonly string[]): Opinion {
  const at = positionals(rest, ['-h', '-p', '-s', '-a', '-n', '-u', '-r', '-i', '-d', '--user', '--pass']).filter((word) => word !== null);
  if (has(rest, /^--(?:bigkeys|memkeys|hotkeys|latency.*|stat|scan|rdb)$/)) return 'read';
  if (has(rest, /^--cluster$/)) return has(rest, /^(?:check|info)$/) ? 'read' : has(rest, /^del-node$/) ? 'destroy' : 'change';
  return at.length === 0 ? 'change' : redisEffect(at)?.effect ?? null;
}

function makeEffect(rest: readonly string[]): Opinion {
  if (isDry('make', rest)) return 'read';
  const target = positionals(rest, ['-C', '-f', '-j']).find((word) => word !== null && !word.includes('=')) ?? '';
  return /^(?:status|logs?|lint|check|help|list|show|diff|plan|verify|validate)(?:-|$)|-(?:status|logs?|check|list|info|diff|plan)$/.test(target) ? 'read' : /^(?:clean|destroy|delete|purge|teardown|uninstall|down|reset|nuke)(?:-|$)/.test(target) ? 'destroy' : /^(?:apply|deploy|install|build|up|start|stop|restart|push|release|upgrade|run|sync|migrate|rollback|test)(?:-|$)/.test(target) ? 'change' : null;
}

const looking = new Set(['port-forward', 'proxy', 'kustomize', 'options', 'completion']);
const inside = new Set(['exec', 'run', 'debug', 'attach']);
/** Verbs of its own; any other first word is the name of a plugin. */
const own = new Set('get describe logs top explain version api-resources api-versions auth diff events wait cluster-info rollout config apply create patch label annotate scale set expose run edit autoscale cordon uncordon taint replace cp debug attach delete drain exec certificate port-forward proxy kustomize options completion plugin alpha'.split(' '));

/** What the catalog's own table leaves open. */
function kubectl(rest: readonly string[]): Opinion | undefined {
  const verbs = positionals(rest, tools['kubectl']?.valued ?? []).map((word) => word ?? '');
  const [verb = '', noun = ''] = verbs;
  if (looking.has(verb)) return 'read';
  if (inside.has(verb)) return 'change';
  if (verb === 'certificate') return noun === 'approve' || noun === 'deny' ? 'change' : 'read';
  return verb !== '' && !own.has(verb) ? byVerb(generic, verbs.slice(1)) : undefined;
}

function git(rest: readonly string[]): Opinion | undefined {
  const [verb = ''] = positionals(rest, ['-C', '-c']);
  if (verb === 'reset' && has(rest, /^--hard$/) || has(rest, /^(?:--force|--force-with-lease|--mirror|--delete)$/) || verb === 'branch' && has(rest, /^-D$/) || verb === 'push' && has(rest, /^-f$/)) return 'destroy';
  if (verb === 'checkout' && has(rest, /^--$/)) return 'destroy';
  return undefined;
}

const awsReads = /^(?:get|list|describe|head|batch-get|wait|filter|lookup|scan|query|start-query|simulate|estimate|validate|ls|presign|tail|test|search|select|view|assume-role|decode)/;
const awsDestroys = /^(?:rm$|rb$|delete|terminate|remove|purge|deregister|destroy|revoke)/;

function aws(rest: readonly string[]): Opinion | undefined {
  const [service = '', verb = ''] = positionals(rest, ['--profile', '--region', '--output', '--query', '--endpoint-url']).map((word) => word ?? '');
  if (service === 's3' && ['cp', 'sync', 'mv'].includes(verb)) return has(rest, /^--delete$/) ? 'destroy' : 'change';
  if (service === 'sso' || service === 'configure' || service === 'eks' && verb === 'update-kubeconfig') return 'read';
  if (awsDestroys.test(verb)) return 'destroy';
  return verb === '' ? null : awsReads.test(verb) ? 'read' : 'change';
}

function systemd(rest: readonly string[]): Opinion {
  const verb = positionals(rest, ['-H', '-M', '-t', '-n'])[0] ?? '';
  return verb === '' || /^(?:status|is-|list-|show|cat|get-default|help)/.test(verb) ? 'read' : 'change';
}

function groups(rest: readonly string[]): Effect {
  if (has(rest, /^--delete(?:-offsets)?$/)) return 'destroy';
  return has(rest, /^--reset-offsets$/) && has(rest, /^--execute$/) ? 'change' : 'read';
}

/** `python3 check.py` is known by the name of what it runs. */
function scriptFile(rest: readonly string[]): Opinion {
  const file = rest.find((word) => !word.startsWith('-'));
  const module = rest.indexOf('-m');
  if (module !== -1) return ['http.server', 'json.tool', 'pip'].includes(rest[module + 1] ?? '') ? 'read' : null;
  if (file === undefined) return 'change';
  return opinionOf([file, ...rest.slice(rest.indexOf(file) + 1)]);
}
