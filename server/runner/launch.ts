/**
 * Starts a runner that outlives whoever started it: a session of its own, nothing inherited but a log file and the few
 * variables it needs. What else is in our environment stays here.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/load.ts';
import { loadEnvironments } from '../config/environments/environments.ts';
import { makeFolders } from '../config/paths.ts';
import { secretVariables } from './endpoints/environments.ts';

/** Takes the configuration; starts a runner. Two at once are no harm: of one build, the second sees the first and ends. */
export function launchRunner({ paths, environments, log, keeping }: Config): void {
  makeFolders(paths);
  const output = openSync(join(paths.logs, 'runner.log'), 'a', 0o600);
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', output, output],
    env: {
      ...credentials(environments),
      PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: process.env.TMPDIR, NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE, HANDRAIL_DATA: paths.data, HANDRAIL_ENVIRONMENTS: environments, HANDRAIL_LOG: log,
      // By which a runner in a pod finds its cluster (`kubeconfig: in-cluster`).
      KUBERNETES_SERVICE_HOST: process.env.KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT: process.env.KUBERNETES_SERVICE_PORT,
      HANDRAIL_MIN_FREE: String(keeping.minFreeMiB), HANDRAIL_MAX_OUTPUT: String(keeping.maxOutputMiB), HANDRAIL_MAX_WORKSPACE: String(keeping.maxWorkspaceMiB),
      HANDRAIL_OUTPUT_DAYS: String(keeping.outputDays), HANDRAIL_WORKSPACE_DAYS: String(keeping.workspaceDays),
    },
  });
  child.on('error', () => undefined);
  child.unref();
  closeSync(output);
}

/** The variables in which the environments say that credentials are: nobody else could give them to the runner that we start. */
function credentials(environments: string): NodeJS.ProcessEnv {
  try {
    return Object.fromEntries(secretVariables(loadEnvironments(environments)).map((name) => [name, process.env[name]]));
  } catch {
    // The runner tells what is wrong with the file.
    return {};
  }
}
