/** What a step's commands touch: namespaces, Redis streams, files and so on, each by its name. */

export const touchKinds = ['namespace', 'context', 'resource', 'stream', 'group', 'topic', 'bucket', 'table', 'app', 'file', 'make'] as const;
export type TouchKind = (typeof touchKinds)[number];

export interface Touch {
  kind: TouchKind;
  /** `prompt-redis`, `instrument:lsstcam`, `deployment/s3proxy`, `apply`; `*` stands for anything in a Redis key */
  name: string;
}

/** What each kind is called before a name. */
export const touchTitles: Readonly<Record<TouchKind, string>> = {
  namespace: 'namespace', context: 'kubectl context', resource: 'resource of Kubernetes', stream: 'stream or key', group: 'consumer group', topic: 'topic', bucket: 'bucket',
  table: 'table', app: 'ArgoCD application', file: 'file', make: 'make target',
};

/** What each kind is called as a heading. */
export const touchPlurals: Readonly<Record<TouchKind, string>> = {
  namespace: 'Namespaces', context: 'Contexts of kubectl', resource: 'Resources of Kubernetes', stream: 'Streams and keys of Redis', group: 'Consumer groups', topic: 'Topics',
  bucket: 'Buckets', table: 'Tables', app: 'Applications of ArgoCD', file: 'Files', make: 'Targets of make',
};

/** Other words that people type for a kind. */
const aliases: Readonly<Record<string, TouchKind>> = {
  ns: 'namespace', key: 'stream', redis: 'stream', pod: 'resource', deployment: 'resource', application: 'app', argocd: 'app', path: 'file', target: 'make',
};

/** Kinds whose names are the same for every service. */
const everywhere: ReadonlySet<TouchKind> = new Set(['file', 'make']);
/** Shorter names are words of every message. */
const shortestName = 4;

/** Takes a word in front of a colon; gives the kind it means, or null. */
export function touchKindOf(word: string): TouchKind | null {
  const lower = word.toLowerCase();
  if (Object.hasOwn(aliases, lower)) return aliases[lower] ?? null;
  return touchKinds.find((kind) => kind === lower) ?? null;
}

/** Takes what a step touches and what somebody asks for; tells how well they fit: 3 the same, 2 within its path or as a pattern, 1 in part, 0 not. */
export function fit(name: string, wanted: string): 0 | 1 | 2 | 3 {
  const [own, asked] = [name.toLowerCase(), wanted.toLowerCase()];
  if (own === asked) return 3;
  if (own.endsWith(`/${asked}`) || own.startsWith(`${asked}/`) || matchesPattern(own, asked)) return 2;
  return own.includes(asked) ? 1 : 0;
}

/** Takes a thing; gives what messages call it, in lower case: of `deployment/s3proxy` the end. Null when it is called so everywhere, as files and kinds of resources are. */
export function nameInMessages({ kind, name }: Touch): string | null {
  const called = kind === 'resource' ? name.split('/')[1] ?? '' : name;
  return everywhere.has(kind) || called.length < shortestName || /[*$]/.test(called) ? null : called.toLowerCase();
}

/** Of Redis's patterns only `*` is read: the others are rare, and a name that is missed here is still found as text. */
function matchesPattern(pattern: string, name: string): boolean {
  if (!pattern.includes('*')) return false;
  const [first = '', ...rest] = pattern.split('*');
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const [index, part] of rest.entries()) {
    const found = index === rest.length - 1 ? name.length - part.length : name.indexOf(part, at);
    if (found < at || !name.startsWith(part, found)) return false;
    at = found + part.length;
  }
  return true;
}
