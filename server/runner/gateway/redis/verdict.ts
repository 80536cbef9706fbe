/**
 * Whether one command may go to Redis, purely: what it does against what the step says it does, and what no step may send
 * whatever it says, since it would change who the connection belongs to, show a credential, or turn Redis's answers into
 * something other than one answer a command.
 */
import { type Effect, isAtMost } from '../../../../common/catalog/effect.ts';
import { commandOf, type CommandTable } from './commands.ts';

export interface Asked {
  /** the arguments that are known so far */
  args: readonly Buffer[];
  /** how many there are */
  count: number;
  /** whether no further one can be had to decide by */
  isLast: boolean;
}

export interface Bounds {
  commands: CommandTable;
  /** the harshest that passes */
  effect: Effect;
  /** the database the environment names; null lets the step choose */
  database: number | null;
  inTransaction: boolean;
  /** from then on only what belongs to subscribing passes */
  isSubscribed: boolean;
}

export type Verdict =
  | { verdict: 'more' }
  | { verdict: 'close'; why: string }
  | { verdict: 'refuse'; name: string; answer: string }
  | { verdict: 'forward'; name: string; effect: Effect; keys: readonly [number, number, number] };

/** What is said to each, whatever the step's effect. */
const never: Readonly<Record<string, string>> = {
  auth: 'The gateway has signed in already: leave AUTH out.',
  reset: 'RESET would sign the gateway out: open another connection instead.',
  monitor: 'MONITOR shows what others send, and cannot pass the gateway.',
  sync: 'Replication cannot pass the gateway.', psync: 'Replication cannot pass the gateway.', replconf: 'Replication cannot pass the gateway.',
  'client|reply': 'The gateway needs every answer: leave CLIENT REPLY out.',
  'client|tracking': 'Tracking cannot pass the gateway.', 'client|caching': 'Tracking cannot pass the gateway.',
  'script|debug': 'The script debugger cannot pass the gateway.',
};
const openAcl = new Set(['acl|whoami', 'acl|cat', 'acl|help', 'acl']);
/** After one of them, answers come by themselves. */
export const subscribing: ReadonlySet<string> = new Set(['subscribe', 'psubscribe', 'ssubscribe', 'unsubscribe', 'punsubscribe', 'sunsubscribe']);
/** Settings that are credentials (redis.conf), or where they are kept. */
const secretSetting = /^(requirepass|masterauth|masteruser|aclfile|tls-.*key.*)$/i;
/** Those of which every argument has to be seen. */
const looked = new Set(['hello', 'config|get', 'config|set', 'select', 'move']);
const longestName = 64;

/** Takes what is asked and within which bounds; gives what becomes of it. */
export function verdictOn(asked: Asked, bounds: Bounds): Verdict {
  const [first = '', second = null] = asked.args.map((arg) => arg.toString('latin1', 0, longestName + 1).toLowerCase());
  if (first === 'host:' || first === 'post') return { verdict: 'close', why: 'This is a Redis: it speaks no HTTP.' };
  const isContainer = typeof bounds.commands.get(first)?.parts === 'string';
  if (isContainer && second === null && !asked.isLast) return { verdict: 'more' };
  const command = commandOf(bounds.commands, first, second);
  if (command === null) {
    const called = isContainer ? `${nameOf(first)}|${nameOf(second ?? '')}` : nameOf(first);
    return refuse(called, `ERR This Redis does not know the command ${spoken(called)}, so the gateway does not send it.`);
  }
  const { name, known } = command;
  const refusal = refusalOf(name, known.effect, bounds);
  if (refusal !== null) return refuse(name, refusal);
  return (looked.has(name) ? lookInto(name, asked, bounds) : null) ?? { verdict: 'forward', name, effect: known.effect, keys: known.keys };
}

/** Why a command does not pass, whatever its arguments. */
function refusalOf(name: string, effect: Effect, { inTransaction, isSubscribed, effect: limit }: Bounds): string | null {
  const forbidden = never[name] ?? (name.startsWith('acl') && !openAcl.has(name) ? 'The users of this Redis are not for steps to see or change.' : undefined);
  if (forbidden !== undefined) return `NOPERM ${forbidden}`;
  if (isSubscribed && !subscribing.has(name) && name !== 'ping' && name !== 'quit') return `ERR This connection is subscribed: send ${spoken(name)} on another one.`;
  if (inTransaction && subscribing.has(name)) return `ERR ${spoken(name)} cannot be part of a transaction.`;
  if (isAtMost(effect, limit)) return null;
  return `NOPERM ${spoken(name)} ${does[effect]}, and this step says that it ${says[limit]}. Nothing was sent. Declare \`effect=${effect}\`, or leave the command out.`;
}

/** Null when nothing in the arguments speaks against it. */
function lookInto(name: string, { args, count, isLast }: Asked, bounds: Bounds): Verdict | null {
  if (args.length < count && !isLast) return { verdict: 'more' };
  const why = args.length < count ? `${spoken(name)} has too long an argument.` : complaint(name, args, bounds);
  if (why === null) return null;
  return refuse(name, why.startsWith('NOPROTO') ? why : `NOPERM ${why}`);
}

const does: Readonly<Record<Effect, string>> = { read: 'reads', change: 'changes something', destroy: 'counts as destroying' };
const says: Readonly<Record<Effect, string>> = { read: 'only reads', change: 'only changes something', destroy: 'destroys' };

function complaint(name: string, args: readonly Buffer[], { database }: Bounds): string | null {
  const rest = args.slice(name.includes('|') ? 2 : 1).map((arg) => arg.toString('latin1'));
  if (name === 'hello') {
    if (rest.length === 0 || (rest.length === 1 && rest[0] === '2')) return null;
    return rest[0] === '2' ? 'The gateway has signed in already: leave AUTH and SETNAME out of HELLO.' : 'NOPROTO The gateway speaks RESP2.';
  }
  if (name === 'config|get') return rest.some((word) => /[*?[\\]/.test(word) || secretSetting.test(word)) ? 'Name the settings one by one: those that are credentials are not for steps to see.' : null;
  if (name === 'config|set') return rest.some((word, at) => at % 2 === 0 && secretSetting.test(word)) ? 'Credentials are not for steps to set.' : null;
  const other = database !== null && rest.at(-1) !== String(database);
  return other ? `The environment names database ${database} of this Redis, and no other.` : null;
}

function refuse(name: string, answer: string): Verdict {
  return { verdict: 'refuse', name, answer };
}

/** A name as it can be shown and recorded, whatever was sent. */
function nameOf(text: string): string {
  return /^[a-z0-9][\w.:|-]*$/.test(text) && text.length <= longestName ? text : '?';
}

function spoken(name: string): string {
  return name.replace('|', ' ').toUpperCase();
}
