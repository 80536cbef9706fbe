/** The repositories of a world, the same for everybody who works with them: the site github.com, Argo CD. */
import { join } from 'node:path';
import type { WorldParts } from '../parts.ts';
import { deployFiles } from '../repositories/usdf-consdb-deploy/files.ts';
import { Repositories } from './repositories.ts';
import { readFolder, type RepositorySeed } from './seed.ts';

const folder = join(import.meta.dirname, '../repositories');

/** Owner and name on GitHub, and what each begins with. */
const seeds: readonly RepositorySeed[] = [
  { name: 'slaclab/usdf-consdb-deploy', files: deployFiles },
  { name: 'lsst-sqre/phalanx', files: () => readFolder(join(folder, 'phalanx')) },
];

const known = new WeakMap<WorldParts, Repositories>();

/** Takes the parts of a world; gives its repositories. */
export function repositoriesOf(parts: WorldParts): Repositories {
  const found = known.get(parts) ?? new Repositories(join(parts.folder, 'repositories'), parts.ground, seeds);
  known.set(parts, found);
  return found;
}
