/** What tools do whose options, or the place of a word, decide it. */
import type { Effect } from '../../../common/catalog/effect.ts';
import { positionals } from '../../../common/catalog/effect-check/tool-verbs.ts';

type Words = readonly string[];
type Judge = (rest: Words) => Effect | null;

const has = (rest: Words, pattern: RegExp) => rest.some((word) => pattern.test(word));
const places = (rest: Words, valued: Words = []) => positionals(rest, valued).map((word) => word ?? '');
/** One effect where a word fits, another elsewhere. */
const when = (pattern: RegExp, yes: Effect, no: Effect): Judge => (rest) => (has(rest, pattern) ? yes : no);

/** A partition editor with nothing to do waits for what could be anything. */
const parted: Judge = (rest) => {
  if (has(rest, /^(?:-l|--list)$/)) return 'read';
  const [, verb] = places(rest);
  if (verb === undefined) return 'destroy';
  return /^(?:print|p|unit|align-check)$/.test(verb) ? 'read' : /^(?:name|set|toggle|resizepart|disk_set)$/.test(verb) ? 'change' : 'destroy';
};

/** Onto a device it destroys; onto a file it writes a file. */
const dd: Judge = (rest) => {
  const to = rest.find((word) => word.startsWith('of='))?.slice(3) ?? '';
  if (to === '' || to === '/dev/null') return 'read';
  return to.startsWith('/dev/') || /^["']?\$/.test(to) ? 'destroy' : 'change';
};

const rsync: Judge = (rest) => {
  if (has(rest, /^-[a-zA-Z]*n[a-zA-Z]*$|^--(?:dry-run|list-only)$/)) return 'read';
  return has(rest, /^--(?:del|delete(?:-\w+)*|remove-source-files)$/) ? 'destroy' : 'change';
};

const gh: Judge = (rest) => {
  const [first = ''] = places(rest);
  if (first !== 'api') return null;
  const at = rest.findIndex((word) => /^(?:-X|--method)/.test(word));
  const method = (/(?:-X|--method=)(\w+)/.exec(rest[at] ?? '')?.[1] ?? (at === -1 ? '' : rest[at + 1] ?? '')).toUpperCase();
  if (method === 'DELETE') return 'destroy';
  return method === 'GET' || method === '' && !has(rest, /^-[fF]$|^--(?:raw-)?field|^--input/) || has(rest, /^graphql$/) && !has(rest, /mutation/) ? 'read' : 'change';
};

/** First words of etcdctl whose second one says what is done; the others are known by themselves. */
const etcdVerbs: Readonly<Record<string, { read: RegExp; destroy: RegExp }>> = {
  snapshot: { read: /^(?:save|status)$/, destroy: /^restore$/ }, member: { read: /^list$/, destroy: /^remove$/ }, alarm: { read: /^list$/, destroy: /^$/ }, lease: { read: /^(?:list|timetolive)$/, destroy: /^revoke$/ },
  user: { read: /^(?:list|get)$/, destroy: /^delete$/ }, role: { read: /^(?:list|get)$/, destroy: /^delete$/ }, auth: { read: /^status$/, destroy: /^disable$/ },
};
const etcd: Judge = (rest) => {
  const [first = '', second = ''] = places(rest, ['--endpoints', '--cert', '--key', '--cacert', '-w', '--write-out', '--user', '--command-timeout', '--dial-timeout']);
  const verbs = Object.hasOwn(etcdVerbs, first) ? etcdVerbs[first] : undefined;
  if (verbs === undefined) return null;
  return verbs.read.test(second) ? 'read' : verbs.destroy.test(second) ? 'destroy' : 'change';
};

const iscsi: Judge = (rest) => (has(rest, /^(?:-l|-u|--login|--logout|-R|--rescan)$|^-o$/) ? has(rest, /^delete$/) ? 'destroy' : 'change' : 'read');
const alone = (bare: Effect, pattern: RegExp, yes: Effect, no: Effect): Judge => (rest) => (places(rest).length === 0 && !has(rest, /^--\w+=/) ? bare : has(rest, pattern) ? yes : no);
const sentinel = /^sentinel$/i;
const redis: Judge = (rest) => {
  const at = rest.findIndex((word) => sentinel.test(word));
  if (at === -1) return null;
  const verb = (rest[at + 1] ?? '').toLowerCase();
  return /^(?:masters?|replicas|slaves|sentinels|get-master-addr-by-name|ckquorum|myid|info-cache|is-master-down-by-addr)$/.test(verb) ? 'read' : verb === 'remove' ? 'destroy' : 'change';
};
const s3: Judge = (rest) => {
  const [service, verb, , to] = places(rest, ['--profile', '--region', '--output', '--query', '--endpoint-url']);
  return service === 's3' && verb === 'cp' && (to === '-' || to === undefined && rest.at(-1) === '-') ? 'read' : null;
};
const context: Judge = (rest) => (/^(?:config|auth)$/.test(rest[0] ?? '') ? has(rest, /^revoke$/) ? 'change' : 'read' : null);
const account: Judge = (rest) => (rest[0] === 'account' && /^(?:set|list|show)$/.test(rest[1] ?? '') ? 'read' : null);
const gluster: Judge = (rest) => {
  const [, verb, , what] = places(rest);
  return verb === 'heal' ? what !== undefined && /^(?:info|statistics)$/.test(what) ? 'read' : 'change' : null;
};
const daemon: Judge = (words) => (words.includes('reset') || /^(?:injectargs|config|compact|heap|scrub|repair|flush_journal)$/.test(words[2] ?? '') && !/^(?:show|get|diff|help)$/.test(words[3] ?? '') ? 'change' : 'read');
const ceph: Judge = (rest) => {
  const words = [...places(rest, ['-n', '-c', '-k', '--id', '--conf', '--keyring', '-f', '--format']), '', '', ''];
  const [first, second, third] = words as [string, string, string];
  if (first === 'tell' || first === 'daemon') return daemon(words);
  if (first === 'pg') return /^(?:repair|scrub|deep-scrub|force-|cancel-)/.test(second) ? 'change' : 'read';
  if (/^(?:del|rm|rm-.*|purge.*|destroy|zap|remove)$/.test(second) || /^(?:rm|delete|rm-.*|zap|remove)$/.test(third)) return 'destroy';
  if (first === 'features' || /^(?:get(?:map|crushmap|-.+)|ls-.+|count-metadata|lspools|stat|test-reweight-.+|tree-from|dump_.*|lookup)$/.test(second) || first === 'osd' && second === 'crush' && /^(?:dump|tree|ls|class|get-.+|show-.+)$/.test(third) && words[3] !== 'rename') return 'read';
  return /^(?:services|utilization|perf|blocked-by|module)$/.test(second) && !/^(?:enable|disable)$/.test(third) ? 'read' : null;
};
const rake: Judge = (rest) => (has(rest, /:(?:check|info|status|list|show|doctor|verify)(?:$|:)|^-T$/) ? 'read' : has(rest, /:(?:drop|purge|delete|destroy|reset)(?:$|:)/) ? 'destroy' : 'change');
const builder: Judge = (rest) => (places(rest).length <= 1 || has(rest, /^(?:search|validate|dispersion|list_parts|analyze|version|id|default)$/) ? 'read' : has(rest, /^remove$/) ? 'destroy' : 'change');
const salt: Judge = (rest) => (has(rest, /^(?:test\.\w+|grains\.\w+|pillar\.(?:get|items|ls)|\w+\.(?:status|list\w*|get\w*|show\w*|version|available|ls)|disk\.\w+|network\.\w+|manage\.(?:up|down|status))$|^test=True$/) ? 'read' : 'change');

const optionEffects: Readonly<Record<string, Judge>> = {
  parted, dd, rsync, gh, iscsiadm: iscsi, ceph, gluster, salt, 'redis-cli': redis, valkey: redis,
  etcdctl: etcd, etcdutl: etcd, aws: s3, gcloud: context, az: account, 'gitlab-rake': rake, rake, 'swift-ring-builder': builder,
  fdisk: when(/^(?:-l|--list|-s)$/, 'read', 'destroy'), cfdisk: () => 'destroy', gdisk: when(/^-l$/, 'read', 'destroy'), sgdisk: when(/^(?:-p|-i|-v|--print|--info.*|--verify|-L)$/, 'read', 'destroy'), sfdisk: when(/^(?:-l|-d|--list|--dump|-V|--verify)$/, 'read', 'destroy'),
  xfs_admin: when(/^-[lu]+$/, 'read', 'change'), tune2fs: when(/^-l$/, 'read', 'change'), e2label: (rest) => (places(rest).length > 1 ? 'change' : 'read'), xfs_repair: when(/^-\w*n\w*$/, 'read', 'change'),
  fsck: when(/^-\w*[nN]\w*$/, 'read', 'change'), e2fsck: when(/^-\w*n\w*$/, 'read', 'change'), 'fsck.ext4': when(/^-\w*n\w*$/, 'read', 'change'), blockdev: when(/^--(?:set|flush|rereadpt)/, 'change', 'read'),
  hdparm: when(/^(?:-[wWSyYB]|--security.*|--trim.*)/, 'change', 'read'), badblocks: when(/^-\w*w\w*$/, 'destroy', 'read'), losetup: when(/^(?:-a|--list|-l|-j)$/, 'read', 'change'), swapon: when(/^(?:-s|--show.*|--summary)$/, 'read', 'change'),
  'apt-mark': when(/^show/, 'read', 'change'), 'update-alternatives': when(/^--(?:display|list|query|get-selections)$/, 'read', 'change'), alternatives: when(/^--(?:display|list)$/, 'read', 'change'),
  'iptables-save': () => 'read', 'ip6tables-save': () => 'read', 'iptables-restore': () => 'destroy', nft: (rest) => (has(rest, /^(?:list|monitor|-f)$/) && !has(rest, /^-f$/) ? 'read' : has(rest, /^(?:flush|delete|destroy|reset)$/) ? 'destroy' : 'change'), conntrack: when(/^-[DF]$|^--(?:delete|flush)$/, 'destroy', 'read'), ipset: when(/^(?:list|-L|test|save)$/, 'read', 'change'),
  timedatectl: alone('read', /^(?:status|show|list-timezones|timesync-status|show-timesync)$/, 'read', 'change'), hostnamectl: alone('read', /^(?:status|show)$/, 'read', 'change'), localectl: alone('read', /^(?:status|list-.*)$/, 'read', 'change'), loginctl: alone('read', /^(?:list-.*|show-.*|.*-status)$/, 'read', 'change'),
  networkctl: alone('read', /^(?:status|list|lldp|cat)$/, 'read', 'change'), resolvectl: alone('read', /^(?:status|query|dns|statistics|domain)$/, 'read', 'change'), tc: when(/^(?:add|del|delete|replace|change)$/, 'change', 'read'), bridge: when(/^(?:add|del|set|append|replace)$/, 'change', 'read'), brctl: when(/^show/, 'read', 'change'),
  crm_mon: () => 'read', crm_resource: when(/^(?:-L|-l|-W|-q|--list.*|--locate|--query.*|--why)$/, 'read', 'change'), crm_verify: () => 'read', 'corosync-quorumtool': when(/^-e$/, 'change', 'read'), 'corosync-cfgtool': when(/^-[rRk]$/, 'change', 'read'), stonith_admin: when(/^-[FBUR]$|^--(?:fence|reboot|unfence)/, 'destroy', 'read'),
  logrotate: when(/^-\w*d|^--debug$/, 'read', 'change'), 'chef-client': when(/^(?:--why-run|-W)$/, 'read', 'change'), puppet: when(/^(?:--noop|lookup|facts|--version|config|resource)$/, 'read', 'change'),
  'wal-g': (rest) => (has(rest, /^(?:backup-list|wal-show|wal-verify|backup-show|st|binlog-find)$/) ? 'read' : has(rest, /^delete$/) ? 'destroy' : 'change'), restic: (rest) => (has(rest, /^(?:snapshots|check|ls|stats|diff|find|cat|list|version)$/) ? 'read' : has(rest, /^(?:forget|prune)$/) ? 'destroy' : 'change'),
  borg: (rest) => (has(rest, /^(?:list|info|check|diff|--version|config)$/) && !has(rest, /^--repair$/) ? 'read' : has(rest, /^(?:delete|prune)$/) ? 'destroy' : 'change'), kubeadm: (rest) => (has(rest, /^reset$/) || has(rest, /^token$/) && has(rest, /^delete$/) ? 'destroy' : has(rest, /^(?:check-expiration|plan|list|print|version|view|migrate|diff|validate|preflight)$/) ? 'read' : 'change'),
  talosctl: (rest) => (has(rest, /^(?:reset|wipe)$/) ? 'destroy' : has(rest, /^(?:dmesg|health|logs|get|version|services?|dashboard|containers|stats|memory|mounts|processes|list|ls|read|cat|time|disks|netstat|members|config|kubeconfig|status|snapshot|inspect|support|events)$/) ? 'read' : 'change'),
  k3s: (rest) => (has(rest, /^check-config$/) ? 'read' : null), 'pg_dropcluster': () => 'destroy', pg_controldata: () => 'read', pg_waldump: () => 'read', pg_checksums: when(/^(?:-e|-d|--enable|--disable)$/, 'change', 'read'), pg_rewind: () => 'destroy', pg_resetwal: when(/^-n$/, 'read', 'destroy'), initdb: () => 'change', pg_upgrade: when(/^(?:-c|--check)$/, 'read', 'change'),
  'ceph-volume': (rest) => (has(rest, /^zap$/) ? 'destroy' : has(rest, /^(?:list|inventory|report)$/) ? 'read' : 'change'), cephadm: (rest) => (has(rest, /^(?:ls|logs|inspect-image|list-networks|version|check-host|gather-facts|disk-rescan)$/) ? 'read' : has(rest, /^(?:rm-.*|zap-osds)$/) ? 'destroy' : 'change'), 'radosgw-admin': (rest) => (has(rest, /^(?:rm|purge|remove)$/) ? 'destroy' : has(rest, /^(?:list|info|stats|get|show|status|check|ls)$/) && !has(rest, /^--fix$/) ? 'read' : 'change'),
  monmaptool: when(/^--print$/, 'read', 'change'), crushtool: when(/^(?:--test|--tree|--dump|-d|--decompile)$/, 'read', 'change'), osdmaptool: when(/^--(?:print|dump.*|test-\S+|tree.*|health)$/, 'read', 'change'), 'ceph-bluestore-tool': when(/^(?:show-label|free-\w+|bluefs-stats|bluefs-bdev-sizes)$/, 'read', 'change'),
  'kafka-delete-records.sh': () => 'destroy', 'kafka-dump-log.sh': () => 'read', swift: (rest) => (has(rest, /^(?:list|stat|download|info|capabilities|auth|tempurl)$/) ? 'read' : has(rest, /^delete$/) ? 'destroy' : 'change'),
};

/** Takes a tool's name and its arguments; gives what they do, or null where the verb has to tell, undefined where this table does not know the tool. */
export function optionEffect(name: string, rest: Words): Effect | null | undefined {
  return Object.hasOwn(optionEffects, name) ? optionEffects[name]?.(rest) : undefined;
}
