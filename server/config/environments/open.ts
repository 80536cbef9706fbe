/** The environments as they are now: the rules of a file with mistakes never hold, those before it do. */
import type { Log } from '../../log.ts';
import { type OpenFile, openFile } from '../open-file.ts';
import { type Environments, loadEnvironments } from './environments.ts';

export type OpenEnvironments = OpenFile<Environments>;

/** Takes the file's path and the log; gives the environments. Throws `bad-config` when it has mistakes from the start. */
export function openEnvironments(path: string, log: Log): OpenEnvironments {
  return openFile<Environments>({
    path,
    read: () => loadEnvironments(path),
    isSame,
    changed: (next) => { log.info({ environments: [...next.keys()] }, 'the environments were read again'); },
    mistaken: (problems) => { log.error({ problems }, 'the environments have mistakes; those that held go on'); },
  });
}

function isSame(left: Environments, right: Environments): boolean {
  return left.size === right.size && [...left].every(([name, { digest }]) => right.get(name)?.digest === digest);
}
