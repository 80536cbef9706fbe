/**
 * `handrail stop`: ends the server and, once their runs have ended, the runners of this data folder. With `--force` the runs
 * are stopped first.
 */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import { openAudit } from '../audit/log.ts';
import { operator } from '../auth/principal.ts';
import { systemClock } from '../clock.ts';
import type { Config } from '../config/load.ts';
import { isRunning, markedProcess } from '../config/process-mark.ts';
import { createLog } from '../log.ts';
import { connectRunner, drainRunners, lookAtRunners, type RunnerSeen } from '../runner/client.ts';
import { Sorry } from './api.ts';
import { runnerLines } from './runners.ts';

interface Deps {
  config: Config;
  end(status: number): void;
}

/** A server that ends gives requests under way a few seconds; a step climbs from INT over TERM to KILL; a runner without runs ends. Milliseconds. */
const patienceMs = { server: 15_000, start: 20_000, runs: 30_000, idle: 5_000 } as const;

/** Takes the program and what the command needs; adds it. */
export function addStop(program: Command, { config, end }: Deps): void {
  program.command('stop')
    .description('end the server, and the runner when no run needs it any more')
    .option('--force', 'stop the runs that are going too')
    .addHelpText('after', `
Runs that are going keep their runner until they end; they are listed. The next start finds them. \`make stop\` and
\`make stop FORCE=1\` do the same.

Status 0: the server has ended. 125: something did not end; what, is on stderr.

Examples:
  handrail stop
  handrail stop --force`)
    .action(async ({ force }: { force?: boolean }) => { end(await stop(config, force === true)); });
}

/** Takes the configuration and whether runs are to be stopped; does it and tells. Gives the status to end with. */
export async function stop(config: Config, isForced: boolean): Promise<number> {
  await stopServer(config);
  // One that is just starting would be there a moment later.
  await lookAtRunners(config, patienceMs.start);
  if (isForced) await stopRuns(config);
  await drainRunners(config);
  const left = await drained(config);
  console.log(left.length === 0 ? 'runner   none is running' : runnerLines(left, Date.now()).join('\n'));
  if (left.length > 0) console.log('Stop these runs and their runner too: npx handrail stop --force, or make stop FORCE=1');
  return 0;
}

async function stopServer({ paths }: Config): Promise<void> {
  const server = markedProcess(paths.serverMark);
  if (server === null) {
    console.log('server   not running');
    return;
  }
  await endServer(server);
  console.log(`server   process ${server} has ended`);
}

/** Stops every run as its Stop button would. The server is gone, so its record is ours to go on with. */
async function stopRuns(config: Config): Promise<void> {
  const runs = (await lookAtRunners(config)).flatMap((runner) => runner.runs);
  if (runs.length === 0) return;
  const client = await connectRunner({ config, log: createLog('silent', 'cli'), startIfAway: false }).catch(() => null);
  if (client === null) return;
  const audit = openAudit(join(config.paths.audit, 'server.jsonl'), systemClock);
  try {
    for (const { id } of runs) {
      audit.write({ kind: 'run-stopped', run: id, by: operator.id });
      await client.stop(id).catch(() => undefined);
    }
    const going = async () => (await lookAtRunners(config)).some((runner) => runner.runs.length > 0);
    for (const until = Date.now() + patienceMs.runs; Date.now() < until && await going(); ) await pause(100);
    console.log(runs.length === 1 ? 'runs     1 was stopped' : `runs     ${runs.length} were stopped`);
  } finally {
    audit.close();
    client.close();
  }
}

/** What is left once those that had nothing to do are gone. */
async function drained(config: Config): Promise<RunnerSeen[]> {
  for (const until = Date.now() + patienceMs.idle; ; await pause(100)) {
    const seen = await lookAtRunners(config);
    if (seen.every(({ speaks, runs, hello }) => !speaks || (hello.draining && runs.length > 0)) || Date.now() > until) return seen;
  }
}

async function endServer(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGTERM');
    for (const until = Date.now() + patienceMs.server; Date.now() < until; await pause(50)) if (!isRunning(pid)) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return;
    throw new Sorry(`The server (process ${pid}) could not be ended: ${(error as Error).message}.`);
  }
  throw new Sorry(`The server (process ${pid}) does not end. End it by force: kill -9 ${pid}`);
}
