/** Which Redis a page speaks to, by the command that opens its command line. */
import type { RedisOf } from './front-matter.ts';

const name = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** Takes a page's text; gives the pod or endpoint of the first `redis-cli` it opens, or null. */
export function redisIn(text: string): RedisOf | null {
  for (const [line] of text.matchAll(/kubectl [^\n`]{0,300}redis-cli/g)) {
    const namespace = /(?:-n|--namespace)[ =](\S+)/.exec(line)?.[1] ?? 'default';
    const before = line.slice(0, line.indexOf(' -- ') === -1 ? undefined : line.indexOf(' -- ')).replace(/(?:-n|--namespace|-c|--container|--context)[ =]\S+/g, '');
    const pod = before.split(/\s+/).slice(1).filter((word) => word !== 'exec' && !word.startsWith('-') && word !== 'redis-cli')[0]?.replace(/^pods?\//, '') ?? '';
    if (name.test(pod) && name.test(namespace)) return { pod, namespace };
  }
  const found = /redis-cli[^\n`]{0,80}? -h ([-a-z0-9.]+)(?:[^\n`]{0,80}? -p (\d{1,5}))?/.exec(text);
  return found ? { endpoint: `${found[1] ?? 'localhost'}:${found[2] ?? '6379'}` } : null;
}
