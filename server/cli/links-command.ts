/** `handrail links`: the short links there are, and whether those that were given away lead somewhere still. It needs no server. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { Sorry } from './api.ts';

interface Options {
  keep?: boolean;
  check?: boolean;
}

const name = 'links.txt';
const head = `# Every link to a runbook, a heading or a step that was ever there. A test keeps them leading somewhere: what is renamed gets a line
# in \`aliases\` or \`formerly\` of its front matter, what is removed a sentence in \`gone\`. \`npx handrail links --keep\` adds new ones.
`;

/** Takes the program and what to do with the status a command ends with; adds `links`. */
export function addLinks(program: Command, end: (status: number) => void): void {
  program.command('links')
    .description('list the short links there are, and see that those given away still lead somewhere')
    .argument('[folder]', 'the folder of runbooks', 'runbooks')
    .option('--check', `end with status 1 when a link of ${name} leads nowhere, or one that there is does not stand in it`)
    .option('--keep', `add the links there are to ${name}; none is ever taken out`)
    .addHelpText('after', `
A link leads to a runbook, a heading or a step by its name: /go/prompt-redis/creating-redis-streams.
Put ?env=… and parameters behind it. What is renamed keeps its links by \`aliases\` in the front matter.

Examples:
  handrail links
  handrail links --keep
  handrail links --check`)
    .action(async (folder: string, options: Options) => { end(await links(resolve(folder), options)); });
}

async function links(folder: string, { keep, check }: Options): Promise<number> {
  if (!existsSync(folder)) throw new Sorry(`${folder} is not there. Name the folder of runbooks.`);
  const { compileFolder } = await import('../catalog/compile.ts');
  const { keptName, linksOf, lostLinks, readKept } = await import('../links/kept.ts');
  const { catalog } = await compileFolder(folder, process.cwd());
  const file = join(folder, keptName);
  const kept = existsSync(file) ? readKept(readFileSync(file, 'utf8')) : [];
  const there = linksOf(catalog);
  if (keep !== true && check !== true) {
    process.stdout.write(`${there.join('\n')}\n`);
    return 0;
  }
  const fresh = there.filter((link) => !kept.includes(link));
  const lost = lostLinks(kept, catalog);
  for (const { link, why } of lost) process.stdout.write(`${link} leads nowhere. ${why} Say where its work went: \`aliases\`, \`formerly\` or \`gone\` in the front matter.\n`);
  if (keep === true && fresh.length > 0) writeFileSync(file, `${head}${[...kept, ...fresh].sort().join('\n')}\n`);
  if (keep !== true) for (const link of fresh) process.stdout.write(`${link} does not stand in ${relative(process.cwd(), file)} yet: handrail links --keep\n`);
  process.stdout.write(`${there.length} links, ${keep === true ? `${fresh.length} new` : `${fresh.length} not kept`}, ${lost.length} lost\n`);
  return lost.length > 0 || (keep !== true && fresh.length > 0) ? 1 : 0;
}
