/**
 * What stands in a new Prompt Redis: streams with messages, some read and acknowledged, some still worked on, some waiting.
 * It is written as Redis's append-only file, so that Redis itself carries out the commands when it first starts: what
 * `XINFO` and `XPENDING` then say is its own account. Pure.
 */
import { createHash } from 'node:crypto';

export interface StreamSeed {
  instrument: string;
  /** messages sent, read by consumers, and of those not acknowledged yet */
  sent: number;
  read: number;
  pending: number;
}

/** instrument → as its messages write it */
export const instrumentNames: Readonly<Record<string, string>> = { hsc: 'HSC', latiss: 'LATISS', lsstcam: 'LSSTCam' };

/** Seconds between two visits: an exposure, readout and slew of the telescope. */
const cadence = 34;
/** The last message came this many seconds before the world was made. */
const lastAgo = 240;

/** Takes the streams and the time, unix milliseconds; gives the content of `appendonly.aof` (Redis 7 takes it over into its own layout). */
export function appendOnlyFile(streams: readonly StreamSeed[], now: number): Buffer {
  return Buffer.concat(streams.flatMap((stream) => commandsFor(stream, now)).map(encode));
}

/** Takes a stream and the time; gives the Redis commands that make it. */
export function commandsFor(seed: StreamSeed, now: number): string[][] {
  const stream = `instrument:${seed.instrument}`;
  const group = `${seed.instrument}_consumer_group`;
  const commands = [['XGROUP', 'CREATE', stream, group, '$', 'MKSTREAM']];
  const ids = Array.from({ length: seed.sent }, (_, index) => `${now - (lastAgo + (seed.sent - 1 - index) * cadence) * 1000}-0`);
  ids.forEach((id, index) => commands.push(['XADD', stream, id, ...message(seed.instrument, index, Number.parseInt(id, 10))]));
  // Each message is read by a job of its own, started for it by KEDA.
  for (const [index, id] of ids.slice(0, seed.read).entries()) {
    commands.push(['XREADGROUP', 'GROUP', group, consumer(seed.instrument, index), 'COUNT', '1', 'STREAMS', stream, '>']);
    if (index < seed.read - seed.pending) commands.push(['XACK', stream, group, id]);
  }
  return commands;
}

function message(instrument: string, index: number, time: number): string[] {
  const filters = ['g_01', 'r_03', 'i_06', 'z_03'];
  const visit = {
    instrument: instrumentNames[instrument] ?? instrument,
    groupId: new Date(time).toISOString().replace('Z', ''),
    detector: String((index * 37) % 189),
    filters: filters[Math.floor(index / 8) % filters.length] ?? '',
    survey: 'SURVEY',
    nimages: '2',
    duration: '30.0',
  };
  return Object.entries(visit).flat();
}

/** The name of a job's pod, as Kubernetes makes them. */
function consumer(instrument: string, index: number): string {
  return `prompt-keda-${instrument}-${createHash('sha256').update(`${instrument}/${index}`).digest('hex').slice(0, 5)}`;
}

/** A command as Redis keeps and sends it (https://redis.io/docs/latest/develop/reference/protocol-spec/). */
function encode(command: readonly string[]): Buffer {
  const parts = command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`);
  return Buffer.from(`*${command.length}\r\n${parts.join('')}`);
}
