/**
 * Hooks of Docusaurus by which a runbook that has problems becomes a page that tells them, instead of ending the build.
 * https://docusaurus.io/docs/api/docusaurus-config#markdown
 *
 * Load it with Node's own `require`, as `runnable-steps`, and for the same reason.
 */
import { createHash } from 'node:crypto';
import { basename, relative, resolve, sep } from 'node:path';
import type { Root } from 'mdast';
import { guessTitle } from '../../../common/catalog/mdx/title.ts';
import { visibleLine } from '../../../common/catalog/visible.ts';
import { examine } from './examine.ts';
import { excluded } from './exclude.ts';
import { asMdx, brokenPage } from './page.ts';

interface Given {
  filePath: string;
  fileContent: string;
}

interface Parsed {
  frontMatter: Record<string, unknown>;
  content: string;
}

interface Unresolved {
  /** as Docusaurus tells it: from the site's folder */
  sourceFilePath: string;
  url: string;
  node: { position?: { start: { line: number; column: number } } | undefined };
}

type Transformer = (tree: Root, file: { path?: string; value: unknown }) => Promise<void>;

export interface Hooks {
  preprocessor: (given: Given) => string;
  parseFrontMatter: (given: Given & { defaultParseFrontMatter: (given: Given) => Promise<Parsed> }) => Promise<Parsed>;
  /** for a link or a picture that leads nowhere: told in a runbook, an error in the handbook */
  onUnresolved: (unresolved: Unresolved) => undefined;
  /** patterns of files that become no page at all */
  exclude: string[];
  /** makes a remark plugin pass over pages of problems */
  unlessBroken: (plugin: () => Transformer) => () => Transformer;
}

/** Takes the folder of runbooks and where warnings go; gives the hooks. Pages elsewhere are left as they are. */
export function brokenRunbooks(runbooks: string, warn: (line: string) => void): Hooks {
  const folder = resolve(runbooks);
  const isOurs = (path: string): boolean => resolve(path).startsWith(folder + sep);
  const problemsOf = (path: string) => examine(resolve(path), folder).problems;
  return {
    exclude: excluded(folder),
    preprocessor: ({ filePath, fileContent }) => {
      if (!isOurs(filePath) || problemsOf(filePath).length === 0) return fileContent;
      const { problems, source } = examine(resolve(filePath), folder);
      return asMdx(brokenPage(problems, source));
    },
    parseFrontMatter: async (given) => {
      if (!isOurs(given.filePath)) return await given.defaultParseFrontMatter(given);
      const { problems, source } = examine(resolve(given.filePath), folder);
      const id = basename(given.filePath).replace(/\.mdx?$/, '');
      if (problems.length > 0) return { frontMatter: frontMatterOf(relative(folder, resolve(given.filePath)), guessTitle(source, id)), content: '' };
      const { frontMatter, content } = await given.defaultParseFrontMatter(given);
      return { frontMatter: { ...frontMatter, ...addressOf(id) }, content };
    },
    onUnresolved: ({ sourceFilePath, url, node }) => {
      const { line, column } = node.position?.start ?? { line: 1, column: 1 };
      const told = visibleLine(`${sourceFilePath}:${line}:${column} \`${url}\` leads nowhere. Write the path of a file that exists.`, 500);
      if (!isOurs(sourceFilePath)) throw new Error(told);
      warn(told);
      return undefined;
    },
    unlessBroken: (plugin) => () => {
      const transform = plugin();
      return async (tree, file) => {
        if (file.path !== undefined && isOurs(file.path) && problemsOf(file.path).length > 0) return;
        await transform(tree, file);
      };
    },
  };
}

/** Docusaurus takes numbers off the front of names, and `readme` for the folder's own page; a runbook's address is its id. */
function addressOf(id: string): { id: string; slug: string } {
  return { id, slug: `/${id}` };
}

/** A broken runbook keeps its address where it has one; other files get one that no runbook can have. */
function frontMatterOf(path: string, title: string): Record<string, unknown> {
  const id = /^([a-z0-9](?:[-a-z0-9]*[a-z0-9])?)\.mdx$/.exec(path)?.[1];
  const mark = createHash('sha256').update(path).digest('hex').slice(0, 8);
  const name = id ?? `${path.toLowerCase().replace(/[^a-z0-9]+/g, '-').slice(0, 60)}_${mark}`;
  // The page is MDX whatever the file is called.
  return { title, description: 'This runbook has problems.', ...addressOf(name), mdx: { format: 'mdx' } };
}
