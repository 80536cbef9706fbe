/** Looks into the world's repositories for what an application should be. */
import type { Manifest } from '../../cluster/object.ts';
import type { Heads, Repositories } from '../../repository/repositories.ts';
import type { Source, Spec } from './application.ts';
import { firstTargets, isUsual, phalanx, phalanxRevision } from './phalanx.ts';
import { renderApart } from './renderer.ts';

/** What was found: the commit and its manifests, or why there are none. */
export interface Looked {
  spec: Spec;
  revision: string | null;
  targets: readonly Manifest[];
  /** null when all went well */
  error: string | null;
}

const problem = 'Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc =';

export class Lookout {
  readonly #repositories: Repositories;
  /** branches by repository, as long as nobody pushes */
  readonly #heads = new Map<string, Promise<Heads>>();
  readonly #unsubscribe: () => void;

  constructor(repositories: Repositories) {
    this.#repositories = repositories;
    this.#unsubscribe = repositories.onPush(({ repository }) => this.#heads.delete(repository));
  }

  /**
   * Takes an application's name, its spec, what was found before and whether to render anew even when the commit is the
   * same; gives what is found now. Never throws.
   */
  async look(application: string, spec: Spec, before: Looked | undefined, hard: boolean): Promise<Looked> {
    let revision: string | null = null;
    try {
      const name = repositoryOf(spec.source);
      revision = await this.#resolve(name, spec.source.targetRevision);
      if (!hard && before?.error === null && before.revision === revision && JSON.stringify(before.spec) === JSON.stringify(spec)) return before;
      const targets = name === phalanx && revision === phalanxRevision() && !hard && isUsual(spec)
        ? firstTargets(application, spec)
        : await renderApart({ files: await this.#repositories.files(name, revision), source: spec.source, application, namespace: spec.destination.namespace });
      return { spec, revision, targets, error: null };
    } catch (error) {
      return { spec, revision, targets: [], error: `${problem} ${error instanceof Error ? error.message : String(error)}` };
    }
  }

  async #resolve(name: string, revision: string): Promise<string> {
    if (/^[0-9a-f]{40}$/.test(revision)) return revision;
    const branch = revision === '' || revision === 'HEAD' ? 'main' : revision;
    const asked = this.#heads.get(name) ?? this.#repositories.heads(name);
    this.#heads.set(name, asked);
    asked.catch(() => this.#heads.delete(name));
    const heads = await asked;
    const commit = Object.hasOwn(heads, branch) ? heads[branch] : undefined;
    if (commit === undefined) throw new Error(`failed to resolve git revision: unable to resolve '${branch}' to a commit SHA`);
    return commit;
  }

  close(): void {
    this.#unsubscribe();
  }
}

/** Gives owner and name of the repository. Whether the world has it, the repositories know. */
function repositoryOf({ repoURL }: Source): string {
  const found = /^https:\/\/github\.com\/([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(repoURL)?.[1];
  if (found === undefined) throw new Error(`failed to list refs: repository not found: ${repoURL}`);
  return found;
}
