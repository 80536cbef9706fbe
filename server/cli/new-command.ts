/** `handrail new`: a runbook from the template. It needs no server. */
import { relative, resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import type { Asker, Given } from '../template/questions.ts';
import { Sorry } from './api.ts';

interface Options extends Omit<Given, 'id' | 'targets' | 'windows' | 'params'> {
  target?: string[];
  window?: string[];
  param?: string[];
  folder: string;
  yes?: boolean;
  json?: boolean;
}

const runbooks = resolve(import.meta.dirname, '../../runbooks');
const gather = (word: string, all: string[] | undefined): string[] => [...(all ?? []), word];

/** Takes the program and what to do with the status; adds the command. */
export function addNew(program: Command, end: (status: number) => void): void {
  program.command('new')
    .description('make a runbook from the template, and the practice script beside it; what is not said is asked')
    .argument('[name]', 'the file’s name without .mdx; it is in links')
    .option('--title <text>', 'its title')
    .option('--service <text>', 'the service it is about; the name when left out')
    .option('--audience <text>', 'for whom it is written')
    .option('--owners <list>', 'who keeps it true, with commas')
    .option('--slack <list>', 'Slack channels, with commas')
    .option('--namespace <name>', 'its namespace on Kubernetes')
    .option('--target <name[=context]>', 'a deployment it covers, with its kubectl context (repeatable)', gather)
    .option('--production <target>', 'people depend on this one (repeatable)', gather)
    .option('--window <target=window>', 'when it may be worked on: always, or 09:00-17:00 America/Santiago (repeatable)', gather)
    .option('--redis <place>', 'where its Redis is: pod/namespace, or host:port')
    .option('--param <NAME:type[:default]>', 'a value the reader fills in (repeatable); choices have “|” between', gather)
    .option('--folder <folder>', 'the folder of runbooks', runbooks)
    .option('-y, --yes', 'ask nothing: what is not said is left out or as usual')
    .option('--json', 'print {"runbook", "practice"}: the files made')
    .addHelpText('after', `
Nothing is asked where there is no terminal. A file that is there is never written over.

Status 0: made. 125: not made; the reason is on stderr.

Examples:
  handrail new
  handrail new image-cache --title "Image cache" --owners "Cache team" --slack "#image-cache"
  handrail new image-cache --yes --target dev=dev-cluster --target prod=prod-cluster \\
    --production prod --window "prod=09:00-17:00 America/Santiago" --param POD:name:cache-0`)
    .action(async (id: string | undefined, options: Options) => {
      const { answersFrom } = await import('../template/questions.ts');
      const { writeRunbook } = await import('../template/write.ts');
      const { BadAnswer } = await import('../template/answers.ts');
      const { target: targets, window: windows, param: params, folder, yes, json, ...rest } = options;
      const terminal = process.stdin.isTTY && !yes ? openTerminal() : null;
      try {
        const answers = await answersFrom({ ...rest, id, targets, windows, params }, terminal);
        const made = writeRunbook(resolve(folder), answers);
        const shown = (path: string): string => relative(process.cwd(), path);
        console.log(json ? JSON.stringify(made) : `Made ${shown(made.runbook)} and ${shown(made.practice)}.\nWrite it, and look at it as you do: npx handrail dev`);
        end(0);
      } catch (error) {
        throw error instanceof BadAnswer ? new Sorry(error.message) : error;
      } finally {
        terminal?.close();
      }
    });
}

/** Asks on the terminal. Ctrl-D, and Ctrl-C, end the asking. */
function openTerminal(): Asker & { close(): void } {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const closed = new Promise<null>((done) => { lines.once('close', () => { done(null); }); });
  return {
    ask: async (question, otherwise) => await Promise.race([lines.question(`${question}${otherwise === '' ? '' : ` [${otherwise}]`}: `).catch(() => null), closed]),
    tell: (sentence) => { process.stderr.write(`  ${sentence}\n`); },
    close: () => { lines.close(); },
  };
}
