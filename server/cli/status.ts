/** `handrail status`: whether the server runs, what this machine gives, and where steps may run. */
import type { Config } from '../config/load.ts';
import { createLog } from '../log.ts';
import { connectRunner } from '../runner/client.ts';
import { type Api, ownFailure, Sorry } from './api.ts';

interface Session {
  environments: { name: string; title: string; targets: string[] | null; on: boolean; why: string; level: string }[];
  catalog: { digest: string; problems: string[] };
}

/** Takes the API and the configuration; prints how things stand. */
export async function status(api: Api, config: Config): Promise<number> {
  const runner = await runnerLine(config);
  try {
    const session = await api.get('/api/session') as Session;
    console.log(`server   ${config.origin}`);
    console.log(runner);
    console.log(`catalog  ${session.catalog.digest.slice(0, 12) || 'none'}`);
    for (const problem of session.catalog.problems) console.log(`         ${problem}`);
    for (const { name, on, why, level } of session.environments) {
      console.log(`${name.padEnd(8)} ${on ? 'on' : 'off'}, this machine gives: ${level}${on ? '' : `. ${why}`}`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof Sorry)) throw error;
    console.log(`server   ${error.message}`);
    console.log(runner);
    return ownFailure;
  }
}

async function runnerLine(config: Config): Promise<string> {
  try {
    const runner = await connectRunner({ config, log: createLog('silent', 'cli'), startIfAway: false });
    const { pid, level, missing, why } = await runner.hello();
    runner.close();
    const lacking = missing.length > 0 ? `; missing: ${missing.join(', ')}` : '';
    return `runner   process ${pid}, sandbox level: ${level}${lacking}${why === '' ? '' : ` (${why})`}`;
  } catch {
    return 'runner   not running; it is started with the server or with `npx handrail practice`';
  }
}
