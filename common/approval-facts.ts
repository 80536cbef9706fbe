/**
 * What a workspace is like, as an approver sees it and as an approval is bound to it: the directory, the exported
 * variables, and the files that are not as in the commit they were checked out from. Marks are digests with a key of the
 * workspace's own: equal marks mean equal content, and nobody can try passwords on them.
 */

export interface FactVariable {
  readonly name: string;
  /** null where it looks like a secret */
  readonly value: string | null;
  readonly mark: string;
}

/** A git checkout in the workspace. */
export interface FactCheckout {
  /** shown; empty for the workspace itself */
  readonly path: string;
  /** of HEAD; null where that could not be read, and then all its files are listed */
  readonly commit: string | null;
  /** first line of the commit's message */
  readonly subject: string;
  /** as its configuration says: name and address */
  readonly remotes: readonly string[];
  /** a remote's branch that ends at this commit, as the workspace knows it; empty when none does */
  readonly known: string;
  /** why it could not be read; empty when it could */
  readonly why: string;
}

export const fileChanges = ['new', 'changed', 'removed'] as const;
export type FileChange = (typeof fileChanges)[number];
export const fileKinds = ['file', 'program', 'link', 'submodule', 'other'] as const;
/** `program` is a file that can be executed, `other` a pipe or a socket. */
export type FileKind = (typeof fileKinds)[number];
/** Why content is not shown. */
export const unshownWhy = ['large', 'binary', 'much', 'home'] as const;
export type Unshown = (typeof unshownWhy)[number];

export interface FactFile {
  /** shown, below the workspace; one of the home folder begins with `~/` */
  readonly path: string;
  readonly change: FileChange;
  readonly kind: FileKind;
  /** as HEAD has it; null where it has none of that path */
  readonly was: FileKind | null;
  /** bytes, now */
  readonly size: number;
  /** content, every hidden character spelled out, secrets masked; null where it is not shown or there is none */
  readonly before: string | null;
  readonly after: string | null;
  readonly unshown: Unshown | null;
  readonly mark: string;
}

/** Files that are counted and bound, but not listed one by one. */
export interface FactGroup {
  readonly path: string;
  readonly count: number;
  readonly size: number;
  readonly mark: string;
}

export interface WorkspaceFacts {
  /** over all that follows, and over every file of the workspace, whether or not it is listed */
  readonly digest: string;
  readonly directory: string;
  readonly variables: readonly FactVariable[];
  readonly checkouts: readonly FactCheckout[];
  readonly files: readonly FactFile[];
  readonly groups: readonly FactGroup[];
}

/** Of a workspace in which nothing is yet. */
export const noFacts: WorkspaceFacts = Object.freeze({ digest: '', directory: '/workspace', variables: [], checkouts: [], files: [], groups: [] });

/** Changes named one by one, the rest is counted; and how long a name is told, in characters. */
const mostNamed = 5;
const longestNamed = 200;

/** Takes the facts an approval was asked for and those of now; gives what changed, in words; empty when nothing did. */
export function changedFacts(before: WorkspaceFacts, now: WorkspaceFacts): string[] {
  if (before.digest === now.digest) return [];
  const told = [
    ...(before.directory === now.directory ? [] : [`the directory (it was ${before.directory}, and is ${now.directory})`]),
    ...named('the variable', 'variables', changedKeys(before.variables, now.variables, ({ name }) => name, ({ mark }) => mark)),
    ...named('the commit of the checkout', 'checkouts', changedKeys(before.checkouts, now.checkouts, ({ path }) => path === '' ? 'in the workspace itself' : path, ({ commit }) => commit ?? '')),
    ...named('the file', 'files', changedKeys(before.files, now.files, ({ path }) => path, ({ mark }) => mark)),
    ...named('what is in', 'folders', changedKeys(before.groups, now.groups, ({ path }) => path, ({ mark }) => mark)),
  ];
  return told.length > 0 ? told : ['a file of the workspace'];
}

function named(one: string, many: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const rest = names.length - mostNamed;
  return [`${one} ${names.slice(0, mostNamed).map((name) => (name.length > longestNamed ? `${name.slice(0, longestNamed)}…` : name)).join(', ')}${rest > 0 ? ` and ${rest} more ${many}` : ''}`];
}

/** The keys whose mark is another, that came, or that went. */
function changedKeys<Item>(before: readonly Item[], now: readonly Item[], key: (item: Item) => string, mark: (item: Item) => string): string[] {
  const was = new Map(before.map((item) => [key(item), mark(item)]));
  const is = new Map(now.map((item) => [key(item), mark(item)]));
  return [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name));
}
