/**
 * The text of a runnable block, looked at in its own language: is it valid, which names does it use, and is its effect
 * declared as harsh as what it surely does?
 */
import { isAtMost, type Effect } from '../effect.ts';
import { parseConsole } from '../console.ts';
import { redisEffect } from '../effect-check/redis-verbs.ts';
import { sureEffects, wantsTerminal } from '../effect-check/shell-effect.ts';
import { sqlEffect } from '../effect-check/sql-effect.ts';
import { parseRedis, redisNames, type RedisLine } from '../redis.ts';
import { readShell } from '../shell.ts';
import { readSql } from '../sql.ts';
import type { Language, StepMeta } from '../step.ts';
import { lineAndColumn, type ComplainInside } from './place.ts';

export interface Use { name: string; line: number; column: number }

export interface SourceReading {
  /** names that could be parameters, each time they are used */
  uses: readonly Use[];
  /** variables the block sets itself, for itself and the steps after it */
  sets: readonly string[];
  /** it runs make, which reads its whole environment and expands it once more */
  makes: boolean;
  /** it speaks to Redis */
  redis: boolean;
  /** it is SQL */
  sql: boolean;
  /** the command shown to open a Redis session; null when none is */
  opening: string | null;
}

const nothing: SourceReading = { uses: [], sets: [], makes: false, redis: false, sql: false, opening: null };

/** Takes a runnable block; gives what is in it, and complains of what is wrong with it. */
export function readSource(language: Language, source: string, meta: StepMeta, complain: ComplainInside): SourceReading {
  switch (language) {
    case 'bash': return bash(source, meta, complain);
    case 'redis': return redis(source, meta, complain);
    case 'console': return transcript(source, meta, complain);
    case 'sql': return sql(source, meta, complain);
  }
}

function bash(source: string, meta: StepMeta, complain: ComplainInside): SourceReading {
  const reading = readShell(source);
  const at = (pos: number) => lineAndColumn(source, pos);
  for (const { pos, message } of reading.problems) complain('shell-syntax', ...at(pos), `bash cannot read this: ${message}.`);
  if (reading.problems.length === 0 && reading.commands.length === 0 && reading.sets.length === 0) {
    complain('empty-step', 1, 1, 'The block holds no command. Write one, or remove `run`.');
  }
  for (const { effect, name, pos } of sureEffects(reading.commands)) tooMild(meta, effect, name, at(pos), complain);
  const typed = meta.interactive ? undefined : reading.commands.find(wantsTerminal);
  if (typed) complain('interactive', ...at(typed.pos), 'This command opens a terminal to type into (`-it`), so it would wait for ever. Mark the step `interactive`, or leave `-it` out.', 'interactive');
  return {
    ...nothing,
    uses: reading.uses.map(({ name, pos }) => ({ name, line: at(pos)[0], column: at(pos)[1] })),
    sets: reading.sets,
    makes: reading.commands.some(({ words }) => words.some(({ value }) => value === 'make')),
  };
}

function redis(source: string, meta: StepMeta, complain: ComplainInside): SourceReading {
  const { lines, problems } = parseRedis(source);
  for (const { line, column, message } of problems) complain('redis-syntax', line, column, message);
  for (const line of lines) checkRedisLine(line, line.line, meta, complain);
  const uses = lines.flatMap((line) => redisNames([line]).map((name) => ({ name, line: line.line, column: columnOf(source, line.line, name) })));
  return { ...nothing, uses, redis: true };
}

function checkRedisLine({ args }: RedisLine, line: number, meta: StepMeta, complain: ComplainInside): void {
  const name = args[0] ?? '';
  const found = redisEffect(args);
  if (name.includes('${')) complain('redis-syntax', line, 1, 'The command itself may not be a parameter: its effect could not be known. Write it out.');
  else if (found) tooMild(meta, found.effect, found.name, [line, 1], complain);
  else complain('redis-syntax', line, 1, `Redis’s command \`${name}\` is not known here, so its effect is not either. Correct it, or write a bash step.`);
}

function sql(source: string, meta: StepMeta, complain: ComplainInside): SourceReading {
  const { statements, references, problems } = readSql(source);
  const at = (pos: number) => lineAndColumn(source, pos);
  for (const { pos, message } of problems) complain('sql-syntax', ...at(pos), message);
  for (const statement of statements) {
    const { effect, name } = sqlEffect(statement);
    tooMild(meta, effect, name, at(statement.pos), complain);
  }
  return { ...nothing, uses: references.map(({ name, pos }) => ({ name, line: at(pos)[0], column: at(pos)[1] })), sql: true };
}

function columnOf(source: string, line: number, name: string): number {
  return (source.split('\n')[line - 1] ?? '').indexOf(`\${${name}}`) + 1;
}

function transcript(source: string, meta: StepMeta, complain: ComplainInside): SourceReading {
  const block = parseConsole(source);
  for (const { line, message } of block.problems) complain('transcript', line, 1, message);
  const readings: SourceReading[] = block.exchanges.map(({ command, prompt, line }) => {
    const place = (row: number, column: number) => [line + row - 1, row === 1 ? column + prompt.length + 1 : column] as const;
    const say: ComplainInside = (rule, row, column, message, instead) => complain(rule, ...place(row, column), message, instead);
    const reading = block.session === 'shell' ? bash(command, meta, say) : checkTyped(command, meta, say);
    return { ...reading, uses: reading.uses.map(({ name, line: row, column }) => ({ name, line: place(row, column)[0], column: place(row, column)[1] })) };
  });
  if (block.opening !== null) readings.unshift(checkOpening(block.opening, meta, complain));
  return {
    uses: readings.flatMap(({ uses }) => uses),
    sets: readings.flatMap(({ sets }) => sets),
    makes: readings.some(({ makes }) => makes),
    redis: block.session === 'redis',
    sql: false,
    opening: block.opening,
  };
}

/** The line that opens a session runs too: it must be one plain command, and only open Redis. */
function checkOpening(opening: string, meta: StepMeta, complain: ComplainInside): SourceReading {
  const { commands, problems } = readShell(opening);
  const words = commands[0]?.words ?? [];
  const plain = problems.length === 0 && commands.length === 1 && !/[;&|<>`\n]|\$\(/.test(opening);
  if (!plain || words.at(-1)?.value !== 'redis-cli') {
    complain('transcript', 1, 1, `\`${opening}\` does not just open Redis. Write one command that ends with \`redis-cli\`, such as \`kubectl exec -it POD -n NAMESPACE -- redis-cli\`.`);
    return nothing;
  }
  return bash(opening, { ...meta, interactive: true }, complain);
}

function checkTyped(command: string, meta: StepMeta, complain: ComplainInside): SourceReading {
  const { lines, problems } = parseRedis(command);
  for (const { line, column, message } of problems) complain('redis-syntax', line, column, message);
  for (const read of lines) checkRedisLine(read, read.line, meta, complain);
  const [name] = redisNames(lines);
  if (name !== undefined) complain('transcript', 1, 1, `A transcript shows what was typed, so \`\${${name}}\` cannot stand in it. Write a redis step.`);
  return nothing;
}

function tooMild(meta: StepMeta, effect: Effect, name: string, [line, column]: readonly [number, number], complain: ComplainInside): void {
  if (isAtMost(effect, meta.effect)) return;
  complain('effect', line, column, `\`${name}\` is \`${effect}\`, and the step says \`effect=${meta.effect}\`. Write \`effect=${effect}\`.`, effect);
}
