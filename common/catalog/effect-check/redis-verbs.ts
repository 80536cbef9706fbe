/**
 * What Redis's commands do, by the flags that Redis 7 itself gives them (`COMMAND`): `readonly` reads; a key with the
 * delete flag, `@dangerous`, `@admin` and scripting destroy; other writes change. Commands that only ask how the server
 * is (INFO, SLOWLOG GET) are reads here, though Redis counts them as dangerous. A test asks a real server.
 */
import type { Effect } from '../effect.ts';

const reads = `
  bitcount bitfield_ro bitpos dbsize dump exists expiretime geodist geohash geopos georadius_ro georadiusbymember_ro
  geosearch get getbit getrange hexists hget hgetall hkeys hlen hmget hrandfield hscan hstrlen hvals keys lcs lindex llen
  lolwut lpos lrange memory|usage mget object|encoding object|freq object|idletime object|refcount pexpiretime pfcount
  pttl randomkey scan scard sdiff sinter sintercard sismember smembers smismember sort_ro srandmember sscan strlen substr
  sunion touch ttl type xinfo|consumers xinfo|groups xinfo|stream xlen xpending xrange xread xrevrange zcard zcount zdiff
  zinter zintercard zlexcount zmscore zrandmember zrange zrangebylex zrangebyscore zrank zrevrange zrevrangebylex
  zrevrangebyscore zrevrank zscan zscore zunion
  acl|cat acl|getuser acl|list acl|log acl|users acl|whoami client|getname client|id client|info client|list cluster|info
  cluster|keyslot cluster|links cluster|myid cluster|nodes cluster|replicas cluster|shards cluster|slots command
  command|count command|docs command|info command|list config|get echo function|list function|stats hello info lastsave
  latency|doctor latency|histogram latency|history latency|latest memory|doctor memory|stats module|list monitor ping
  pubsub|channels pubsub|numpat pubsub|numsub role script|exists select slowlog|get slowlog|len subscribe psubscribe time
  wait xgroup|help xinfo|help`;

const changes = `
  append bitfield bitop copy decr decrby expire expireat geoadd georadius georadiusbymember geosearchstore getex getset
  hincrby hincrbyfloat hmset hset hsetnx incr incrby incrbyfloat linsert lpush lpushx lset mset msetnx persist pexpire
  pexpireat pfadd pfmerge psetex publish rpush rpushx sadd sdiffstore set setbit setex setnx setrange sinterstore
  sunionstore xack xadd xclaim xgroup|create xgroup|createconsumer xgroup|setid xreadgroup xsetid zadd zdiffstore zincrby
  zinterstore zrangestore zunionstore
  client|setname discard exec move multi spublish unwatch watch`;

const destroys = `
  blmove blmpop blpop brpop brpoplpush bzmpop bzpopmax bzpopmin del getdel hdel lmove lmpop lpop lrem ltrim migrate rename
  renamenx rpop rpoplpush smove spop srem unlink xautoclaim xdel xgroup|delconsumer xgroup|destroy xtrim zmpop zpopmax
  zpopmin zrem zremrangebylex zremrangebyrank zremrangebyscore
  acl|deluser acl|load acl|save acl|setuser bgrewriteaof bgsave client|kill client|no-evict client|pause client|unblock
  client|unpause cluster|addslots cluster|delslots cluster|failover cluster|flushslots cluster|forget cluster|meet
  cluster|replicate cluster|reset cluster|setslot config|resetstat config|rewrite config|set debug eval eval_ro evalsha
  evalsha_ro failover fcall fcall_ro flushall flushdb function|delete function|flush function|kill function|load
  function|restore latency|reset memory|purge module|load module|loadex module|unload replicaof reset restore save
  script|flush script|kill script|load shutdown slaveof slowlog|reset sort swapdb sync psync`;

const table = new Map<string, Effect>([
  ...words(reads).map((name) => [name, 'read'] as const),
  ...words(changes).map((name) => [name, 'change'] as const),
  ...words(destroys).map((name) => [name, 'destroy'] as const),
]);
const containers = new Set([...table.keys()].filter((name) => name.includes('|')).map((name) => name.split('|')[0]));

/** Takes a Redis command's arguments, its name first; gives what it does and its name in full, or null when it is not known. */
export function redisEffect(args: readonly string[]): { effect: Effect; name: string } | null {
  const [first = '', second = ''] = args.map((arg) => arg.toLowerCase());
  const whole = containers.has(first) && table.has(`${first}|${second}`) ? `${first}|${second}` : first;
  const effect = table.get(whole);
  return effect ? { effect, name: whole.replace('|', ' ').toUpperCase() } : null;
}

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}
