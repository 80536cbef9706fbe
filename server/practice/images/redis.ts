/** The image `redis`: this machine's redis-server, which serves its port to the other pods of its cluster, too. */
import type { Image } from './image.ts';
import { programs } from './prompt-processing.ts';

/** What the seeded StatefulSet asks for. It runs whatever version the machine has; the log's second line says which. */
export const seededTag = '7.0.15';

/** Takes the machine's Redis version, such as `7.0.15`; gives the image with the tags that version may honestly carry. */
export function redisImage(version: string): Image {
  const [major = '', minor = ''] = version.split('.');
  const numbers = [seededTag, version, `${major}.${minor}`, major];
  return {
    names: ['redis'],
    tags: new Set(['latest', 'bookworm', ...numbers, ...numbers.map((number) => `${number}-bookworm`)]),
    command: ['sh', '/opt/practice/redis/docker-entrypoint.sh'],
    args: ['redis-server'],
    env: { REDIS_VERSION: version },
    workingDir: '/data',
    user: 999,
    ready: { line: /Ready to accept connections/, command: ['redis-cli', 'ping'] },
    programs,
    network: true,
  };
}

/** Takes what `redis-server --version` prints; gives the version, or null. */
export function redisVersion(printed: string): string | null {
  return /\bv=(\d+\.\d+\.\d+)/.exec(printed)?.[1] ?? null;
}
