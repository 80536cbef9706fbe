/** `handrail schema`: JSON Schemas for editors. It needs no server. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Argument, type Command } from 'commander';
import { Sorry } from './api.ts';

const names = ['front-matter', 'fence', 'practice', 'environments'];

/** Takes the program and what to do with the status; adds the command. */
export function addSchema(program: Command, end: (status: number) => void): void {
  program.command('schema')
    .description('print the JSON Schema of what an author writes, so that an editor completes and checks it')
    .addArgument(new Argument('[what]', 'which; with none, the list').choices(names))
    .option('--out <folder>', 'write files there instead, <what>.json; with no name, all of them')
    .option('--json', 'print all of them as one JSON object, or the list of files written')
    .addHelpText('after', `
The site serves them too, as /schema/<what>.json. docs/editors.md says how editors take them.

Status 0: done. 125: it could not be; the reason is on stderr.

Examples:
  handrail schema
  handrail schema front-matter
  handrail schema --out .schemas`)
    .action(async (what: string | undefined, options: { out?: string; json?: boolean }) => {
      const { schemas, schemaText } = await import('./schemas.ts');
      const wanted = what === undefined ? names : [what];
      if (options.out !== undefined) {
        const { out } = options;
        makeFolder(out);
        const files = wanted.map((name) => join(out, `${name}.json`));
        for (const [at, name] of wanted.entries()) writeFileSync(files[at] ?? '', schemaText(name));
        console.log(options.json ? JSON.stringify({ files }) : files.join('\n'));
      } else if (what !== undefined) {
        process.stdout.write(schemaText(what));
      } else if (options.json) {
        console.log(JSON.stringify(Object.fromEntries(names.map((name) => [name, schemas[name]?.make()]))));
      } else {
        for (const name of names) console.log(`${name.padEnd(14)}${schemas[name]?.of ?? ''}`);
      }
      end(0);
    });
}

/** Makes a folder and those above it. One by one: Node's own way never ends where none can be made, as under /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    throw new Sorry(`The folder ${path} cannot be made (${(error as NodeJS.ErrnoException).code ?? String(error)}). Make it, or name another with --out.`);
  }
}
