/** `handrail backup` and `handrail restore`: everything kept, in one file and back. Runs go on meanwhile. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Config } from '../config/load.ts';
import { type Api, Sorry } from './api.ts';
import { recordRestore } from './restore-record.ts';

interface Deps {
  config: Config;
  api: Api;
  end(status: number): void;
}

/** Takes the program and what the commands need; adds them. */
export function addBackup(program: Command, deps: Deps): void {
  program.command('backup')
    .description('put everything that is kept into one file; the server may be running')
    .argument('<file>', 'the file to make, such as handrail-2026-11-21.tar.gz')
    .addHelpText('after', `
In it: people and the index of runs, the record, what runs printed, workspaces. Not in it: practice worlds, which anybody
makes anew, and login sessions’ secrets, which are kept as hashes only. Keep the file as safe as the data folder.

Status 0: made. 125: not made; the reason is on stderr.

Example:
  handrail backup handrail.tar.gz`)
    .action(async (file: string) => { deps.end(await backup(deps, resolve(file))); });
  program.command('restore')
    .description('put a backup back into an empty data folder')
    .argument('<file>', 'a file that `handrail backup` made')
    .addHelpText('after', `
The data folder (HANDRAIL_DATA) must be empty or missing. The database is checked, and the record is verified.

Status 0: it is all back. 1: it is back, but its record does not hold. 125: not restored; the reason is on stderr.

Example:
  handrail restore handrail.tar.gz`)
    .action(async (file: string) => { deps.end(await restore(deps, resolve(file))); });
}

async function backup({ config, api }: Deps, file: string): Promise<number> {
  const { databaseCopy, writeArchive } = await import('../backup/archive.ts');
  if (!await askServer(api)) {
    if (!existsSync(config.paths.database)) throw new Sorry(`There is nothing to back up in ${config.paths.data}. Set HANDRAIL_DATA as for the server.`);
    const { openStore } = await import('../store/store.ts');
    const store = await openStore(config.paths.database);
    await store.copyTo(join(config.paths.data, databaseCopy));
    await store.close();
  }
  const bytes = await writeArchive(config.paths, file);
  console.log(`${file}: ${(bytes / 1024 / 1024).toFixed(1)} MiB.`);
  return 0;
}

/** Tells whether a server is there and has made a copy of its database. */
async function askServer(api: Api): Promise<boolean> {
  try {
    await api.post('/api/backups');
    return true;
  } catch (error) {
    // One that is not running has nothing open.
    if (error instanceof Sorry) return false;
    throw error;
  }
}

async function restore({ config }: Deps, file: string): Promise<number> {
  const { readArchive } = await import('../backup/archive.ts');
  await readArchive(file, config.paths);
  console.log(`Everything of ${file} is back in ${config.paths.data}. Start Handrail; runs that were going when the backup was made will be told as lost.`);
  return await recordRestore(config);
}
