/** `handrail practice clock`: tells a world's time, and lets time pass in it. */
import { type ClockGlance, usualPace } from '../../common/practice.ts';
import { Sorry } from './api.ts';
import type { OwnWorld } from './practice-world.ts';

export interface ClockOptions {
  pass?: string;
  in?: string;
  json?: boolean;
}

const units: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Takes a duration such as `90s` or `1h30m`; gives milliseconds. Throws a Sorry that says how to write one. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|d|h|m|s)/g)];
  if (parts.length === 0 || parts.map(([all]) => all).join('') !== text) throw new Sorry(`\`${text}\` is no duration. Write it like 90s, 15m, 1h30m or 2d.`);
  return parts.reduce((sum, [, number, unit = 's']) => sum + Number(number) * (units[unit] ?? 0), 0);
}

/** Takes milliseconds; gives them as people say them, to two units: `1h30m`. */
export function sayDuration(milliseconds: number): string {
  const parts: string[] = [];
  let left = Math.round(milliseconds / 1000) * 1000;
  for (const unit of ['d', 'h', 'm', 's']) {
    const size = units[unit] ?? 1;
    if (left >= size && parts.length < 2) parts.push(`${Math.floor(left / size)}${unit}`);
    left %= size;
  }
  return parts.length === 0 ? '0s' : parts.join('');
}

/** Takes the world and what was asked for; prints the world's time. */
export async function practiceClock(world: OwnWorld, { pass, in: within, json = false }: ClockOptions): Promise<number> {
  if (pass === undefined && within !== undefined) throw new Sorry('`--in` says how fast time passes; say with `--pass` how much of it.');
  const clock = pass === undefined ? (await world.ask({ act: 'glance' })).clock : await letPass(world, parseDuration(pass), within);
  console.log(json ? JSON.stringify(clock) : sayClock(clock));
  return 0;
}

async function letPass(world: OwnWorld, ms: number, within: string | undefined): Promise<ClockGlance> {
  return await world.ask({ act: 'pass', ms, inMs: within === undefined ? usualPace(ms) : parseDuration(within) });
}

/** Takes what the world says of its time; gives it in words. */
export function sayClock({ now, rate, ahead, left }: ClockGlance): string {
  const time = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  const lead = ahead < 1000 ? 'the same as ours' : `${sayDuration(ahead)} ahead of ours`;
  const pace = rate === 1 ? '' : `; another ${sayDuration(left)} pass within ${sayDuration(left / rate)}`;
  return `${time}, ${lead}${pace}`;
}
