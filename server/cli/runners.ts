/** The runners of a data folder in words: which there are, what they have going, and what becomes of them. */
import type { Run } from '../../common/run.ts';
import { summaryOf, type Wall } from '../../common/sandbox.ts';
import { buildOf } from '../config/build.ts';
import type { RunnerSeen } from '../runner/client.ts';
import { protocolVersion } from '../runner/protocol.ts';

/** Takes what was seen, today's build and the time (Unix milliseconds); gives lines, the first of each runner beginning with “runner”. */
export function runnerLines(seen: readonly RunnerSeen[], now: number, build: string = buildOf()): string[] {
  return seen.flatMap((runner) => {
    const { pid, level, missing, why, draining } = runner.hello;
    if (!runner.speaks) {
      return [
        `runner   process ${pid} speaks version ${runner.hello.protocol}, this Handrail ${protocolVersion}: its runs go on, and are shown once it has ended.`,
        `         Wait for that, or end it and its runs: kill ${pid}`,
      ];
    }
    const lacking = missing.length > 0 ? `; missing: ${missing.join(', ')}` : '';
    const standing = draining
      ? `takes no new run, and ends when its last one has`
      : `sandbox level: ${level}${lacking}${why === '' ? '' : ` (${why})`}`;
    const other = !draining && runner.hello.build !== build ? ['         It is of another build than this one. When the server starts next, one of this build takes over.'] : [];
    return [`runner   process ${pid}, ${standing}; ${count(runner.runs)}`, ...(draining ? [] : proved(runner.hello.walls ?? [])), ...other, ...runs(runner.runs, now)];
  });
}

/** What was tried of its sandbox, and what did not hold. */
function proved(walls: readonly Wall[]): string[] {
  if (walls.length === 0) return [];
  const broken = walls.filter(({ holds }) => !holds).map(({ says, found }) => `         does not hold: ${plain(`${says}: ${found}`, 400)}`);
  return [`         ${summaryOf(walls)}`, ...broken];
}

function count(runs: readonly Run[]): string {
  if (runs.length === 0) return 'no run is going';
  return runs.length === 1 ? '1 run is going' : `${runs.length} runs are going`;
}

function runs(going: readonly Run[], now: number): string[] {
  return going.map(({ title, runbook, step, person, environment, startedAt, queuedAt, background }) => {
    const name = title || (runbook === '' ? step : `${runbook}#${step}`);
    const since = startedAt === null ? `waiting for ${span(now - queuedAt)}` : `running for ${span(now - startedAt)}`;
    return `         ${plain(name)}: ${person} in ${environment}, ${since}${background === true ? ', in the background' : ''}`;
  });
}

/** A title is somebody's text: what a terminal would obey is left out. */
function plain(text: string, most = 80): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '').slice(0, most);
}

function span(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60 / 24)} days`;
}
