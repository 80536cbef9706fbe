/** The runner's own copy of the environments. One whose file has mistakes at its start still serves practice, and looks again. */
import type { Environments } from '../../config/environments/environments.ts';
import { openEnvironments, type OpenEnvironments } from '../../config/environments/open.ts';
import type { Log } from '../../log.ts';

/** Takes the file's path and the log; gives the environments, none as long as the file has had mistakes from the start. */
export function openOwnEnvironments(path: string, log: Log): Pick<OpenEnvironments, 'current' | 'look' | 'close'> {
  const none: Environments = new Map();
  let opened: OpenEnvironments | null = null;
  const open = (): void => {
    try {
      opened = openEnvironments(path, log);
    } catch (error) {
      log.error({ err: error }, 'the environments have mistakes: until they are mended, steps run in practice alone');
    }
  };
  open();
  return {
    current: () => opened?.current() ?? none,
    look() {
      if (opened === null) open();
      else opened.look();
    },
    close: () => opened?.close(),
  };
}

/** Takes environments; gives the names of the variables in which the runner finds credentials. */
export function secretVariables(environments: Environments): string[] {
  const refs = [...environments.values()].flatMap(({ redis, http }) => [
    ...Object.values(redis).map(({ password }) => password), ...Object.values(http).map(({ authorization }) => authorization),
  ]);
  return [...new Set(refs.flatMap((ref) => (ref !== null && 'env' in ref ? [ref.env] : [])))];
}
