/** What is searched in the bench of search, and what is typed there. */
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compileCatalog } from '../common/catalog/compile.ts';
import { makeContent } from '../common/search/make-content.ts';
import { makeRunbooks, root } from './scale-site.ts';

export const questions = [
  'restart kafka bridge', 'drain fan out 12', 'kubectl logs', 'kubectl get pods -n job-queue-1', 'how far behind is the group', 'xinfo groups', 'OOMKilled', 'connection refused',
  'announce', 'give it more hands', 'kubectl scale deployment', '--sort-by', 'retry 17', 'image-cutout', 'instrument:lsstcam', 'exposrue log', 'what came in last', 'dashboard trusted',
  'namespace:fan-out-0', 'stream:instrument:lsstcam:4', 'file:patch-7.yaml', 'rotate butler registry 14', 'approval', 'practice world', 'aft', 'zzzz nothing is called so',
];

/** Takes how many runbooks to make; gives, as JSON, what search is made from on a site of them and this repository's handbook. */
export function searchContentOf(count: number): string {
  const made = makeRunbooks(count);
  const { catalog } = compileCatalog(made.map(({ id, text: source }) => ({ id, file: `${id}.mdx`, bytes: new TextEncoder().encode(source) })));
  const texts = new Map(made.map(({ id, text: source }) => [id, source]));
  const pages = globSync('docs/**/*.md', { cwd: root }).map((file) => ({ path: `/${file.replace(/\.md$/, '')}`, title: basename(file, '.md'), description: '', text: readFileSync(join(root, file), 'utf8') }));
  return JSON.stringify(makeContent(catalog.runbooks.map((runbook) => ({ runbook, path: `/runbooks/${runbook.id}`, text: texts.get(runbook.id) ?? '' })), pages));
}
