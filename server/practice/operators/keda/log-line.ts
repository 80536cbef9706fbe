/** A line of the KEDA operator's log, in the console format its chart asks for (`--zap-encoder=console`, times as RFC 3339). Pure. */
import { formatTime } from '../../cluster/clock.ts';

export type Level = 'INFO' | 'ERROR';

/** Takes the time, the level, who says what, and its fields; gives the line. */
export function logLine(now: number, level: Level, logger: string, message: string, fields: Record<string, unknown> = {}): string {
  const told = Object.keys(fields).length === 0 ? [] : [JSON.stringify(fields).replaceAll('","', '", "').replaceAll('":', '": ')];
  return [formatTime(now), level, logger, message, ...told].join('\t');
}
