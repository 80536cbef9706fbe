/** What the page reads of a runbook's front matter. The catalog has checked it; here it is only what the author wrote. */
import type { FrontMatter as Checked } from '../../../common/catalog/runbook.ts';

export type FrontMatter = Partial<Pick<Checked, 'service' | 'description' | 'audience' | 'owners' | 'slack' | 'environments' | 'targets' | 'aliases' | 'gone'>>;

/** Takes front matter; tells whether it is a runbook's: the handbook's pages have no service. */
export function isRunbook(front: FrontMatter): boolean {
  return front.service !== undefined;
}

/** Takes a runbook's front matter; gives the environments its steps may run in. */
export function allowedIn(front: FrontMatter): readonly string[] {
  return front.environments ?? ['practice'];
}

/** Takes a runbook's front matter; gives the targets that people depend on. */
export function productionOf(front: FrontMatter): string[] {
  return Object.entries(front.targets ?? {}).flatMap(([name, target]) => (target.production ? [name] : []));
}
