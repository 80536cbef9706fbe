/** What the commands of a shell touch: each looked at by its tool, through `sudo`, `xargs`, `kubectl exec … --` and `bash -c`. */
import { redisValued, unwrap, wrappers } from '../catalog/effect-check/shell-effect.ts';
import { fileTouches, underFolder } from './file-touches.ts';
import type { KnownCommand } from './known-words.ts';
import { kubectlTouches } from './kubectl-touches.ts';
import { redisTouches, type Words } from './redis-touches.ts';
import type { Touch } from './touch.ts';

type Read = (script: string) => readonly KnownCommand[];

/** A command that runs another that runs another. */
const deepest = 5;

/** Takes commands in order and how a script within one is read; gives what they touch. A file is told from where `cd` led. */
export function commandTouches(commands: readonly KnownCommand[], read: Read, depth = 0): Touch[] {
  const found: Touch[] = [];
  let folders: readonly string[] = [''];
  for (const { words, redirects } of commands) {
    if (words[0]?.[0] === 'cd') folders = underFolder(folders, words[1] ?? ['']);
    else found.push(...touchesOf(words, folders, read, depth), ...underFolder(folders, redirects.flat().filter((path) => !path.startsWith('/dev/') && !/^\d+$|^-$/.test(path))).map(file));
  }
  return found;
}

function touchesOf(words: Words, folders: readonly string[], read: Read, depth: number): Touch[] {
  const name = words[0]?.[0]?.split('/').at(-1) ?? '';
  const rest = words.slice(1);
  if (depth > deepest) return [];
  if (Object.hasOwn(wrappers, name)) return touchesOf(rest.slice(rest.length - unwrap(name, rest.map(only)).length), folders, read, depth + 1);
  if (name === 'bash' || name === 'sh') return scriptTouches(rest, read, depth);
  if (name === 'redis-cli') return redisTouches(rest.slice(optionsIn(rest, redisValued)));
  if (name === 'kubectl' || name === 'oc') return clusterTouches(rest, folders, read, depth);
  return [...toolTouches(name, rest), ...fileTouches(name, rest, folders)];
}

function clusterTouches(words: Words, folders: readonly string[], read: Read, depth: number): Touch[] {
  const end = words.findIndex((values) => values[0] === '--');
  const { touches, files } = kubectlTouches(end === -1 ? words : words.slice(0, end));
  // What runs in a pod runs in the pod's own folder.
  return [...touches, ...underFolder(folders, files).map(file), ...(end === -1 ? [] : touchesOf(words.slice(end + 1), [''], read, depth + 1).filter(({ kind }) => kind !== 'file'))];
}

function scriptTouches(words: Words, read: Read, depth: number): Touch[] {
  const at = words.findIndex((values) => /^-\w*c$/.test(values[0] ?? ''));
  return at === -1 ? [] : (words[at + 1] ?? []).flatMap((script) => commandTouches(read(script), read, depth + 1));
}

/** Applications of ArgoCD, topics of Kafka's own tools, and buckets of S3's. */
function toolTouches(name: string, words: Words): Touch[] {
  if (name === 'argocd') return words[0]?.[0] === 'app' ? (words[2] ?? []).map((app) => ({ kind: 'app', name: app })) : [];
  const values = words.flat();
  const topics = /^(kafka-|kcat|rpk)/.test(name) ? words.flatMap((word, at) => (['--topic', '-t'].includes(word[0] ?? '') ? words[at + 1] ?? [] : [])) : [];
  const buckets = values.flatMap((value) => /^s3:\/\/([^/]+)/.exec(value)?.[1] ?? []);
  const long = /^kafka-/.test(name) ? values.flatMap((value) => /^--topic=(.+)/.exec(value)?.[1] ?? []) : [];
  return [...[...topics, ...long].map((topic) => ({ kind: 'topic' as const, name: topic })), ...buckets.map((bucket) => ({ kind: 'bucket' as const, name: bucket }))];
}

function optionsIn(words: Words, valued: readonly string[]): number {
  let at = 0;
  while (at < words.length && words[at]?.[0]?.startsWith('-')) at += valued.includes(words[at]?.[0] ?? '') ? 2 : 1;
  return at;
}

function only(values: readonly string[]): string | null {
  return values[0] ?? null;
}

function file(name: string): Touch {
  return { kind: 'file', name };
}
