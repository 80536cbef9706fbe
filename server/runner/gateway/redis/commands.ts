/**
 * What the commands of one Redis do, by what that Redis says of them (`COMMAND`), purely: a command that writes nothing
 * reads; one that deletes keys or is dangerous, administrative or a script destroys; other writes change. Where Redis 7's
 * own classes are known to us (common/catalog/effect-check/redis-verbs.ts), a command is never taken for milder than there,
 * which counts for older servers that say less. What this Redis does not know has no effect that we know.
 */
import { type Effect, effects } from '../../../../common/catalog/effect.ts';
import { redisEffect } from '../../../../common/catalog/effect-check/redis-verbs.ts';
import type { Answer } from './answers.ts';

export interface KnownCommand {
  effect: Effect;
  /** takes a subcommand: one of those this Redis lists, or of those we know when it is too old to list them */
  parts: 'listed' | 'unlisted' | null;
  /** places of the first and last key and the step between them, as `COMMAND` tells them; 0 for none */
  keys: readonly [first: number, last: number, step: number];
}

/** By name in lower case; `name|subcommand` for those that have one. */
export type CommandTable = ReadonlyMap<string, KnownCommand>;

/** Commands about the connection itself: they neither read nor change anything that is kept. */
const ofConnection = new Set(`
  asking client|getname client|help client|id client|info client|no-touch client|setinfo client|setname client|trackinginfo
  discard echo exec hello multi ping psubscribe punsubscribe quit readonly readwrite select ssubscribe subscribe sunsubscribe
  unsubscribe unwatch watch`.trim().split(/\s+/));
/** Older servers class a whole container only; its subcommands are then told apart by what Redis 7 says. */
const containers = new Set(['acl', 'client', 'cluster', 'command', 'config', 'debug', 'function', 'latency', 'memory', 'module', 'object', 'pubsub', 'script', 'slowlog', 'xgroup', 'xinfo']);

/** Takes the answer to `COMMAND`; gives the table. Throws when it is none. */
export function commandTable(answer: Answer): CommandTable {
  if (answer instanceof Error) throw answer;
  if (!Array.isArray(answer) || answer.length === 0) throw new Error('the answer to COMMAND is no list');
  const table = new Map<string, KnownCommand>();
  for (const entry of answer) add(table, entry);
  return table;
}

function add(table: Map<string, KnownCommand>, entry: Answer): void {
  if (!Array.isArray(entry) || typeof entry[0] !== 'string') return;
  const [called, , flags, first, last, step, categories, , specs, parts] = entry;
  const name = called.toLowerCase();
  const subcommands = Array.isArray(parts) ? parts : [];
  table.set(name, {
    effect: effectOf(name, wordsIn(flags), wordsIn(categories), deletesKeys(specs)),
    parts: subcommands.length > 0 ? 'listed' : containers.has(name) ? 'unlisted' : null,
    keys: [count(first), count(last), count(step)],
  });
  for (const part of subcommands) add(table, part);
}

function effectOf(name: string, flags: ReadonlySet<string>, categories: ReadonlySet<string>, deletes: boolean): Effect {
  if ((ofConnection.has(name) || /^pubsub\||\|help$/.test(name)) && !flags.has('write')) return 'read';
  const told = redisEffect(name.split('|'))?.effect ?? null;
  // Redis counts what only asks how the server is as dangerous too.
  if (told === 'read' && !flags.has('write')) return 'read';
  const shown = effectShown(flags, categories, deletes);
  return told !== null && effects.indexOf(told) > effects.indexOf(shown) ? told : shown;
}

function effectShown(flags: ReadonlySet<string>, categories: ReadonlySet<string>, deletes: boolean): Effect {
  const harsh = ['@dangerous', '@admin', '@scripting'].some((category) => categories.has(category)) || flags.has('admin');
  if (deletes || harsh) return 'destroy';
  if (flags.has('readonly') && !flags.has('write')) return 'read';
  // A module's command that says nothing of what it does could do anything.
  return flags.has('write') || flags.has('pubsub') ? 'change' : 'destroy';
}

/** Takes a command's name and its next argument, in lower case; gives the command in full and what it does, or null when nobody knows. */
export function commandOf(table: CommandTable, name: string, next: string | null): { name: string; known: KnownCommand } | null {
  const known = table.get(name);
  if (known === undefined || name.includes('|')) return null;
  if (known.parts === null || next === null) return { name, known };
  const whole = `${name}|${next}`;
  const part = table.get(whole);
  if (part !== undefined) return { name: whole, known: part };
  const told = ofConnection.has(whole) ? 'read' : redisEffect([name, next])?.effect;
  if (known.parts === 'listed' || told === undefined) return null;
  return { name: whole, known: { ...known, effect: told } };
}

/** Whether a key is one it may delete. Key specifications came with Redis 7. */
function deletesKeys(specs: Answer | undefined): boolean {
  if (!Array.isArray(specs)) return false;
  return specs.some((spec) => Array.isArray(spec) && spec.some((field, at) => field === 'flags' && wordsIn(spec[at + 1]).has('delete')));
}

function wordsIn(list: Answer | undefined): Set<string> {
  return new Set(Array.isArray(list) ? list.filter((word) => typeof word === 'string').map((word) => word.toLowerCase()) : []);
}

function count(value: Answer | undefined): number {
  return typeof value === 'number' ? value : 0;
}

/** Takes where a command's keys stand and how many arguments it has, its name among them; gives how many keys it names, or null when only their values would tell. */
export function keysNamed([first, last, step]: KnownCommand['keys'], args: number): number | null {
  if (first <= 0 || step <= 0) return null;
  const end = last < 0 ? args + last : last;
  return Math.max(0, Math.floor((Math.min(end, args - 1) - first) / step) + 1);
}
