/** Commands that go on until somebody stops them. */
type Words = readonly string[];
type Goes = (rest: Words) => boolean;

const has = (words: Words, pattern: RegExp) => words.some((word) => pattern.test(word));
const follows: Goes = (rest) => has(rest, /^(?:-[a-zA-Z]*[fF][a-zA-Z]?|--follow(?:=true|=name)?)$/);
const counted: Goes = (rest) => rest.filter((word) => /^\d+$/.test(word)).length === 1;

const kubectl: Goes = (rest) => rest.includes('logs') && has(rest, /^(?:-\w*f|--follow(?:=true)?)$/)
  || rest.includes('port-forward') || rest[0] === 'proxy' || rest.includes('get') && has(rest, /^(?:-w|--watch(?:=true)?)$/);
const starts: Goes = (rest) => (rest[0] === 'up' || rest[0] === 'compose' && rest.includes('up')) && !has(rest, /^(?:-d|--detach|--wait)$/);
const docker: Goes = (rest) => rest.includes('logs') && follows(rest) || rest[0] === 'stats' && !has(rest, /^--no-stream/) || rest[0] === 'events' || starts(rest);
const consumer: Goes = (rest) => !has(rest, /^--(?:max-messages|timeout-ms)/);
const kcat: Goes = (rest) => has(rest, /^-C$/) && !has(rest, /^-\w*[ec]$/);

const listed = (names: string, goes: Goes) => Object.fromEntries(names.split(' ').map((name) => [name, goes]));

const going: Readonly<Record<string, Goes>> = {
  ...listed('kubectl oc', kubectl), ...listed('docker docker-compose podman', docker), ...listed('tail journalctl', follows),
  ...listed('kafka-console-consumer kafka-console-consumer.sh', consumer), ...listed('kcat kafkacat', kcat), ...listed('vmstat iostat mpstat', counted),
  ...listed('python python3', (rest) => rest.includes('http.server')),
  patroni: (rest) => has(rest, /\.ya?ml$/),
  ...listed('consul nomad', (rest) => rest[0] === 'agent' || rest[0] === 'monitor'), ...listed('vault minio', (rest) => rest[0] === 'server'), etcd: () => true, icinga2: (rest) => rest[0] === 'daemon' && !has(rest, /^(?:-C|--validate|-d|--daemonize)$/), prometheus: (rest) => has(rest, /^--config/),
  'redis-server': (rest) => !has(rest, /^--(?:daemonize|version)$/) && !rest.includes('&'), ...listed('varnishlog varnishncsa', (rest) => !has(rest, /^-d$/)), perf: (rest) => rest[0] === 'top', dstat: counted,
  argocd: (rest) => rest.includes('logs') && has(rest, /^(?:-f|--follow)$/), flux: (rest) => rest[0] === 'logs' && follows(rest) || has(rest, /^--watch$/),
  ceph: (rest) => has(rest, /^(?:-w|--watch.*)$/),
  stern: (rest) => !has(rest, /^--no-follow$/),
  ping: (rest) => !has(rest, /^-\w*c/),
  tcpdump: (rest) => !has(rest, /^-\w*c$|^-r$/),
  'redis-cli': (rest) => has(rest, /^(?:monitor|MONITOR|--stat|--latency|subscribe|SUBSCRIBE)$/),
  ssh: (rest) => has(rest, /^-\w*N\w*$/) && !has(rest, /^-\w*f/),
  dmesg: (rest) => has(rest, /^-\w*w$|^--follow$/),
  'gitlab-ctl': (rest) => rest[0] === 'tail',
  aws: (rest) => rest[0] === 'logs' && rest[1] === 'tail' && follows(rest),
};

/** Takes a command's words; tells whether it goes on until somebody stops it. */
export function isEndless(words: Words): boolean {
  const [first = '', ...rest] = words;
  const name = first.split('/').at(-1) ?? '';
  return Object.hasOwn(going, name) && (going[name]?.(rest) ?? false);
}
