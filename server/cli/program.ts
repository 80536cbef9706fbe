/**
 * The commands of `handrail`, their words and their help. What speaks to the runner is loaded only by the commands that do:
 * the others start faster.
 */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { Api } from './api.ts';
import type { Config } from '../config/load.ts';
import { addAudit } from './audit-commands.ts';
import { addBackup } from './backup-command.ts';
import { addDev } from './dev-command.ts';
import { addImport } from './import-command.ts';
import { addLint } from './lint-command.ts';
import { addLinks } from './links-command.ts';
import { addNew } from './new-command.ts';
import { addPeople } from './people-commands.ts';
import { addPractice } from './practice-commands.ts';
import { remoteOf } from './remote.ts';
import { run, type RunOptions } from './run.ts';
import { addSchema } from './schema-command.ts';
import { addStop } from './stop-command.ts';
import { addTest } from './test-command.ts';
import { addWait } from './wait-command.ts';
import { addWalkthrough } from './walkthrough-commands.ts';

/** Takes the address of a Handrail, or nothing for the one that is set or this machine's; gives it. */
type ApiAt = (url: string | undefined) => Api;

const urlHelp = 'a Handrail on another machine, shown the token that HANDRAIL_TOKEN_FILE names (also: HANDRAIL_URL)';

/**
 * Takes the configuration, the words that followed `--` (they are never ours), and what to do with the status a command
 * ends with; gives the program.
 */
export function createProgram(config: Config, afterDashes: readonly string[], end: (status: number) => void): Command {
  const api = new Api(config);
  /** on the machine that HANDRAIL_URL or `--url` names, else on this one */
  const at: ApiAt = (url) => new Api(config, remoteOf(url ?? '', process.env));
  const program = new Command('handrail')
    .description('Run the steps of runbooks, practise them, write them and keep them true, and let people in: on the machine that runs the server.')
    .version(version(), '--version', 'print the version')
    .enablePositionalOptions()
    // Commands take this over from the program: a wrong word ends with our status, not with commander's.
    .exitOverride()
    .configureOutput({ outputError: (text, write) => { write(text.replace(/^error: /, 'handrail: ')); } })
    .showHelpAfterError('--help tells what there is.')
    .addHelpText('after', `
Each command has a --help of its own, with examples. Status 125 means everywhere that Handrail itself could not.

Examples:
  handrail run prompt-redis#ping
  handrail practice -- kubectl get pods -n prompt-redis
  handrail new image-cache
  handrail lint
  handrail test prompt-redis
  handrail invite alice`);

  program.commandsGroup('Running and practising:');
  addRun(program, at, end);
  addWait(program, at, end);
  addPractice(program, { config, api, afterDashes, end });
  addWalkthrough(program, at, end);
  program.commandsGroup('Writing runbooks:');
  addNew(program, end);
  addImport(program, end);
  addDev(program, end);
  addLint(program, end);
  addLinks(program, end);
  addTest(program, { config, end });
  addSchema(program, end);
  program.commandsGroup('Looking after Handrail:');
  addPeople(program, api, end);
  addRecord(program, { config, at, end });
  addAudit(program, { config, api, end });
  addBackup(program, { config, api, end });
  addStop(program, { config, end });
  return program;
}

function addRecord(program: Command, { config, at, end }: { config: Config; at: ApiAt; end: (status: number) => void }): void {
  program.command('status')
    .description('tell whether the server runs, what runs are going, what this machine gives, and where steps may run')
    .addHelpText('after', `
Status 0: the server answers. 125: it does not.

Examples:
  handrail status
  HANDRAIL_TOKEN_FILE=~/.handrail-token handrail status --url https://runbooks.example.org`)
    .option('--url <origin>', urlHelp)
    .action(async ({ url }: { url?: string }) => {
      const { status } = await import('./status.ts');
      end(await status(at(url), config));
    });
}

function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return version;
}

function addRun(program: Command, at: ApiAt, end: (status: number) => void): void {
  program.command('run')
    .description('run a step through the server, stream its output, and end with its exit status')
    .argument('<runbook#step>', 'the step, as in its link')
    .option('--env <environment>', 'where it runs', 'practice')
    .option('--param <NAME=value>', 'a parameter; those left out have their default (repeatable)', (word: string, all: readonly string[] | undefined) => [...(all ?? []), word])
    .option('--reason <text>', 'why it runs, where that is asked: it is kept with the run')
    .option('--confirm <text>', 'what a step that destroys asks to be typed')
    .option('--approval <id>', 'what others have approved, as the page of approvals names it')
    .option('--json', 'print JSON lines: {"offset", "output"} as it comes, {"run"} when it changes; the last is the run as it ended')
    .addHelpText('after', `
Ctrl-C stops the run. Status 125 means that Handrail itself could not: the reason is on stderr.

Examples:
  handrail run prompt-redis#ping
  handrail run prompt-redis#message-statistics --param INSTRUMENT=hsc
  handrail run prompt-redis#delete-stream --param INSTRUMENT=hsc --confirm "delete the stream"
  handrail run prompt-redis#ping --json | tail -n 1`)
    .option('--url <origin>', urlHelp)
    .action(async (reference: string, { url, ...options }: RunOptions & { url?: string }) => { end(await run(at(url), reference, options)); });
}
