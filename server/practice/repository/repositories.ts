/**
 * The git repositories of one world: bare, each made from its seed when it is first needed. Only names of seeds are known,
 * so no path ever comes from a request.
 */
import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { GitError, runGit, type Walls } from './git-sandbox.ts';
import { firstCommit, type RepositorySeed } from './seed.ts';
import { bounds, type Commit, isBranch, logFormat, parseBatch, parseLog, parseTree } from './tree.ts';

/** Branch → commit. */
export type Heads = Record<string, string>;

export interface Push {
  /** owner and name */
  repository: string;
  before: Heads;
  after: Heads;
}

export interface Merged {
  commit: string;
  how: 'already there' | 'fast-forward' | 'merge';
}

/** A repository may take this many bytes and files; past them it accepts no push. */
const fullAt = { bytes: 64 * 1024 * 1024, files: 4000 };
/** Bytes that the names of its branches may take: one push can bring some ten thousand. */
const longestHeads = 16 * 1024 * 1024;
/** Who merges, in the merge commit: there is nobody else to name. */
const merger = { GIT_AUTHOR_NAME: 'Practice world', GIT_AUTHOR_EMAIL: 'practice@handrail.invalid', GIT_COMMITTER_NAME: 'Practice world', GIT_COMMITTER_EMAIL: 'practice@handrail.invalid' };

export class Repositories {
  readonly #folder: string;
  readonly #walls: Walls;
  readonly #seeds: readonly RepositorySeed[];
  readonly #made = new Map<string, Promise<string>>();
  readonly #listeners = new Set<(push: Push) => void>();

  /** Takes the folder they are in, the walls git runs behind and what repositories begin with. */
  constructor(folder: string, walls: Walls, seeds: readonly RepositorySeed[]) {
    this.#folder = folder;
    this.#walls = walls;
    this.#seeds = seeds;
  }

  /** Owner and name of each. */
  get names(): string[] {
    return this.#seeds.map((seed) => seed.name);
  }

  get walls(): Walls {
    return this.#walls;
  }

  /** Takes owner and name; gives the folder of the bare repository, made from its seed when it is not there. Throws for another name. */
  ensure(name: string): Promise<string> {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const seed = this.#seeds.find((one) => one.name === name);
    if (seed === undefined) return Promise.reject(new Error(`there is no repository ${name} in this world; there are ${this.names.join(', ')}`));
    const making = this.#make(seed);
    this.#made.set(name, making);
    making.catch(() => this.#made.delete(name));
    return making;
  }

  /** Takes a repository; gives its branches and the commits they point at. */
  async heads(name: string): Promise<Heads> {
    const output = (await this.#git(name, ['for-each-ref', '--format=%(refname:lstrip=2) %(objectname)', 'refs/heads'], { largest: longestHeads })).toString();
    return Object.fromEntries(output.split('\n').filter((line) => line !== '').map((line) => {
      const space = line.lastIndexOf(' ');
      return [line.slice(0, space), line.slice(space + 1)];
    }));
  }

  /** Takes a repository and a branch or commit; gives its files. Throws when there is no such ref, or there is too much to read. */
  async files(name: string, ref: string): Promise<Map<string, string>> {
    const tree = await this.#git(name, ['ls-tree', '-r', '-z', '--long', '--full-tree', revision(ref)], { largest: bounds.bytes });
    const entries = parseTree(tree.toString());
    const input = entries.map(({ object }) => `${object}\n`).join('');
    const contents = await this.#git(name, ['cat-file', '--batch'], { input, largest: bounds.bytes + entries.length * 100 });
    return parseBatch(entries, contents);
  }

  /** Takes a repository, a branch or commit, and how many; gives the newest commits, newest first. */
  async commits(name: string, ref: string, count: number): Promise<Commit[]> {
    return parseLog((await this.#git(name, ['log', `--max-count=${Math.max(1, Math.min(count, 500))}`, logFormat, revision(ref), '--'])).toString());
  }

  /**
   * Merges a branch into another as a pull request would: by moving it forward where that will do, else by a merge commit.
   * Throws, naming the files, when they conflict.
   */
  async merge(name: string, branch: string, into: string): Promise<Merged> {
    const before = await this.heads(name);
    const [theirs, ours] = [branch, into].map((one) => before[one] ?? missing(name, one)) as [string, string];
    const base = (await this.#git(name, ['merge-base', ours, theirs]).catch(() => { throw new Error(`${branch} and ${into} have no commit in common`); })).toString().trim();
    if (base === theirs) return { commit: ours, how: 'already there' };
    const merged: Merged = base === ours ? { commit: theirs, how: 'fast-forward' } : { commit: await this.#mergeCommit(name, branch, into, before), how: 'merge' };
    await this.#git(name, ['update-ref', `refs/heads/${into}`, merged.commit, ours], { writable: true });
    this.pushed({ repository: name, before, after: { ...before, [into]: merged.commit } });
    return merged;
  }

  /** Takes who wants to hear of branches that moved, after each push or merge; gives a function that ends it. */
  onPush(listener: (push: Push) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Tells the listeners of a push, when it moved anything. */
  pushed(push: Push): void {
    const moved = [...new Set([...Object.keys(push.before), ...Object.keys(push.after)])].some((branch) => push.before[branch] !== push.after[branch]);
    if (moved) for (const listener of this.#listeners) listener(push);
  }

  /** Takes a repository; tells whether it is too large to take another push. Branches and tags are files too, and cost no bytes. */
  async full(name: string): Promise<boolean> {
    let [bytes, files] = [0, 0];
    for await (const entry of await opendir(await this.ensure(name), { recursive: true })) {
      if (!entry.isFile()) continue;
      bytes += sizeOf(join(entry.parentPath, entry.name));
      files += 1;
      if (bytes > fullAt.bytes || files > fullAt.files) return true;
    }
    return false;
  }

  async #mergeCommit(name: string, branch: string, into: string, heads: Heads): Promise<string> {
    const [ours = '', theirs = ''] = [heads[into], heads[branch]];
    const tree = await this.#git(name, ['merge-tree', '--write-tree', '--name-only', '--no-messages', ours, theirs], { writable: true }).catch((error: unknown) => {
      // 1 means that there were conflicts; the first line is the tree with them, the others name the files.
      if (!(error instanceof GitError) || error.status !== 1) throw error;
      throw new Error(`${branch} conflicts with ${into} in ${error.output.trim().split('\n').slice(1).join(', ')}`);
    });
    const message = `Merge branch '${branch}' into ${into}`;
    const made = await this.#git(name, ['commit-tree', tree.toString().trim(), '-p', ours, '-p', theirs, '-m', message], { writable: true, env: merger });
    return made.toString().trim();
  }

  async #git(name: string, command: readonly string[], how: { writable?: boolean; input?: string; largest?: number; env?: Record<string, string> } = {}): Promise<Buffer> {
    const repository = await this.ensure(name);
    const options = { repository, inside: basename(repository), writable: how.writable ?? false, command: ['git', ...command], env: how.env ?? {} };
    return runGit(options, this.#walls, how.input, how.largest);
  }

  async #make(seed: RepositorySeed): Promise<string> {
    const folder = join(this.#folder, `${seed.name.split('/').at(-1) ?? ''}.git`);
    if (statSync(join(folder, 'HEAD'), { throwIfNoEntry: false }) !== undefined) return folder;
    const beginning = `${folder}.new`;
    rmSync(beginning, { recursive: true, force: true });
    mkdirSync(beginning, { recursive: true, mode: 0o700 });
    const script = 'git init --quiet --bare --template= --initial-branch=main . && exec git -c fastimport.unpackLimit=1 fast-import --quiet --done';
    await runGit({ repository: beginning, inside: basename(beginning), writable: true, command: ['sh', '-c', script] }, this.#walls, firstCommit(seed.files()));
    renameSync(beginning, folder);
    return folder;
  }
}

/** Takes a branch or the name of a commit; gives what git is to look for. Throws for anything else: git reads much more into a name. */
function revision(ref: string): string {
  if (/^[0-9a-f]{40}$/.test(ref)) return ref;
  if (!isBranch(ref)) throw new Error(`\`${ref}\` is neither a branch nor the full name of a commit`);
  return `refs/heads/${ref}`;
}

function missing(name: string, branch: string): never {
  throw new Error(`there is no branch ${branch} in ${name}`);
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
