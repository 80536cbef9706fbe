/** `handrail dev`: edit a runbook, and see the page and its problems at once. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { Sorry } from './api.ts';

interface Options {
  port: number;
  data?: string;
  editor?: string;
  json?: boolean;
}

const root = resolve(import.meta.dirname, '../..');
/** Schemes that editors register: VS Code’s is documented at https://code.visualstudio.com/docs/editor/command-line#_opening-vs-code-with-urls */
const editors = ['vscode', 'vscodium', 'cursor'];

/** Takes the program and what to do with the status; adds the command. */
export function addDev(program: Command, end: (status: number) => void): void {
  program.command('dev')
    .description('edit runbooks and see the page, and what is wrong with it, at once; steps can be run from it in practice')
    .argument('[folder]', 'the folder of runbooks', resolve(root, 'runbooks'))
    .option('--port <number>', 'the port on loopback that the browser opens', port, 3190)
    .option('--data <folder>', 'keep worlds and runs here; with none they go when dev ends')
    .option('--editor <name>', `make places on the page open in your editor: ${editors.join(', ')}`, editor)
    .option('--json', 'print JSON lines: {"ready"} once, {"report"} for every look at the runbooks, {"line"} for anything else')
    .addHelpText('after', `
A save is on the page after a moment. What is wrong stands above the page and here, with file, line and column, and goes
once it is mended. Everything listens on 127.0.0.1 only. Ctrl-C ends all of it.

Status 0: ended by Ctrl-C. 125: it could not be; the reason is on stderr.

Examples:
  handrail dev
  handrail dev --editor vscode
  handrail dev ~/my-runbooks --port 4000 --data ~/.handrail-dev`)
    .action(async (folder: string, options: Options) => {
      const runbooks = resolve(folder);
      if (!statSync(runbooks, { throwIfNoEntry: false })?.isDirectory()) throw new Sorry(`There is no folder ${runbooks}. Name the folder of runbooks.`);
      const { dev } = await import('../dev/dev.ts');
      const ended = new AbortController();
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => { ended.abort(); });
      const print = (json: object, line: string): void => { console.log(options.json ? JSON.stringify(json) : line); };
      if (!options.json) console.log('Starting. The first page takes about half a minute.');
      try {
        await dev({
          root, runbooks, port: options.port, data: options.data === undefined ? null : resolve(options.data), editor: options.editor ?? null,
          tell: (line) => { if (!options.json) console.log(line); },
          onReport: (report) => { if (options.json) console.log(JSON.stringify({ report })); },
          onReady: (ready) => { print({ ready }, `\n  Open  ${ready.loginLink}\n\n  It logs you in once. Save a runbook and look. End with Ctrl-C.\n`); },
        }, ended.signal);
      } catch (error) {
        throw new Sorry((error as Error).message);
      }
      end(0);
    });
}

function port(word: string): number {
  const number = Number(word);
  if (!/^\d{1,5}$/.test(word) || number < 1 || number > 65_535) throw new InvalidArgumentError('Give a port from 1 to 65535.');
  return number;
}

function editor(word: string): string {
  if (!editors.includes(word)) throw new InvalidArgumentError(`There are: ${editors.join(', ')}.`);
  return word;
}
