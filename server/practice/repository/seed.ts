/** What a repository of the world begins with: files, put into one commit that is the same in every world. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Path in the repository → content. */
export type Files = ReadonlyMap<string, string>;

export interface RepositorySeed {
  /** owner and name, as in its address on GitHub */
  readonly name: string;
  /** gives its files; called when a world first needs the repository */
  files(): Files;
}

/** Takes a folder of ours; gives its files, links not among them. */
export function readFolder(folder: string): Map<string, string> {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = found.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
  return new Map(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}

/** The same moment in every world, so that the first commit has the same name everywhere: 3 November 2025, 09:00 UTC. */
const when = '1762160400 +0000';
const who = 'Practice world <practice@handrail.invalid>';

/** Takes files; gives what `git fast-import` makes the first commit of `main` from (https://git-scm.com/docs/git-fast-import). Pure. */
export function firstCommit(files: Files, message = 'Begin the practice copy\n'): string {
  const parts = [`commit refs/heads/main\nauthor ${who} ${when}\ncommitter ${who} ${when}\n${data(message)}`];
  for (const [path, content] of files) parts.push(`M 100644 inline ${quote(path)}\n${data(content)}`);
  return `${parts.join('')}\ndone\n`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function quote(path: string): string {
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
