/** For tests: repositories in a folder of their own, and short files for them to begin with. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { findLimits, forgetLimits, type Limits } from '../../sandbox/limits.ts';
import { prepareGround } from '../pods/ground.ts';
import { Repositories } from './repositories.ts';
import type { Files } from './seed.ts';

export class TrialRepositories implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'handrail-git-'));
  readonly repositories: Repositories;
  readonly #limits: Limits | { why: string };

  /** Takes owner and name of each repository and its files. */
  constructor(seeds: Readonly<Record<string, () => Files>>) {
    this.#limits = findLimits(basename(this.folder));
    const ground = prepareGround(join(this.folder, 'ground'), [], 'why' in this.#limits ? null : this.#limits);
    this.repositories = new Repositories(join(this.folder, 'repositories'), ground, Object.entries(seeds).map(([name, files]) => ({ name, files })));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await forgetLimits(this.#limits);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
