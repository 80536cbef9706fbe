/** `handrail status`: whether the server runs, which runners there are and what they have going, what this machine gives, and where steps may run. */
import type { Config } from '../config/load.ts';
import { lookAtRunners } from '../runner/client.ts';
import { type Api, ownFailure, Sorry } from './api.ts';
import { runnerLines } from './runners.ts';

/** How long to wait for a runner that is starting, in milliseconds. */
const startMs = 3_000;

interface Session {
  person: { id: string };
  rights: string[];
  environments: { name: string; title: string; targets: string[] | null; on: boolean; why: string; level: string }[];
  catalog: { digest: string; problems: string[] };
  /** of the files of environments and of chat */
  problems: string[];
}

/** Takes the API and the configuration; prints how things stand. */
export async function status(api: Api, config: Config): Promise<number> {
  const runner = api.isRemote ? null : await linesOf(config);
  try {
    const session = await api.get('/api/session') as Session;
    console.log(`server   ${api.isRemote ? api.base : config.origin}`);
    if (runner === null) console.log(`you      ${session.person.id}, who may here: ${session.rights.join(', ')}`);
    else console.log(runner);
    console.log(`catalog  ${session.catalog.digest.slice(0, 12) || 'none'}`);
    for (const problem of session.catalog.problems) console.log(`         ${problem}`);
    if (session.problems.length > 0) console.log('rules    a file of settings has mistakes, so what it said before holds on:');
    for (const problem of session.problems) console.log(`         ${problem}`);
    for (const { name, on, why, level } of session.environments) {
      console.log(`${name.padEnd(8)} ${on ? 'on' : 'off'}, this machine gives: ${level}${on ? '' : `. ${why}`}`);
    }
    return 0;
  } catch (error) {
    if (!(error instanceof Sorry)) throw error;
    console.log(`server   ${error.message}`);
    if (runner !== null) console.log(runner);
    return ownFailure;
  }
}

async function linesOf(config: Config): Promise<string> {
  const lines = runnerLines(await lookAtRunners(config, startMs), Date.now());
  const missing = config.runner === 'start' ? 'it is started with the server or with `npx handrail practice`' : 'HANDRAIL_RUNNER is “attach”, so it is started apart from the server';
  return lines.length === 0 ? `runner   not running; ${missing}` : lines.join('\n');
}
