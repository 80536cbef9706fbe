/**
 * `handrail practice`: any command, or a shell, inside the sandbox of one's own practice world, without the server. The
 * world stays between calls until `handrail practice reset`.
 */
import { newRunId } from '../../common/ids.ts';
import type { Run } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import { operator } from '../auth/principal.ts';
import { systemClock } from '../clock.ts';
import type { Config } from '../config/load.ts';
import type { RunnerClient } from '../runner/client.ts';
import type { RunRequest } from '../runner/protocol.ts';
import { outcomeOf } from './outcome.ts';
import { withRunner } from './practice-world.ts';
import { queueNotice } from './queue-notice.ts';
import { standardInput } from './standard-input.ts';
import { isPerson, onInterrupt, Printer, sizeNow, takeKeys } from './terminal.ts';

/** A shell may stay open over a working day and more. Seconds. */
const longest = 7 * 24 * 3600;
const frameHeader = 25;

/** Takes the configuration and the command (none for a shell); runs it. Gives the status to end with. */
export async function practice(config: Config, argv: readonly string[]): Promise<number> {
  // As everywhere, a shell that has no terminal reads its commands from standard input. Typed before it is ready, their end
  // would be lost.
  const words = argv.length === 0 && !process.stdin.isTTY ? ['bash'] : argv;
  const input = await standardInput();
  return await withRunner(config, async (runner) => {
    const ended = await watch(runner, requestFor(words, input));
    const { status, say } = outcomeOf(ended);
    if (say !== '') process.stderr.write(`handrail: ${say}\n`);
    return status;
  });
}

function requestFor(argv: readonly string[], input: string): RunRequest {
  const isShell = argv.length === 0;
  return {
    run: newRunId(systemClock.now(), systemClock.random(10)), person: operator.id, environment: 'practice', parameters: {},
    redis: null, context: null, groups: [], rules: '', bound: null, size: sizeNow(),
    step: {
      runbook: '', id: '', digest: '', title: isShell ? 'shell' : argv.join(' '), language: 'argv', source: input, argv: [...argv],
      // A shell stays open for hours: steps of the page must not wait for it.
      interactive: isShell || isPerson(), background: isShell,
      timeout: longest, exit: [0], expect: null, mask: null, effect: 'destroy',
    },
  };
}

/** Streams a run to the terminal; gives it when it has ended. */
async function watch(runner: RunnerClient, request: RunRequest): Promise<Run> {
  const { promise, resolve, reject } = Promise.withResolvers<Run>();
  const printer = new Printer();
  const notice = queueNotice();
  let writing: Promise<void> = Promise.resolve();
  const started = await runner.start(request);
  const attachment = await runner.attach(started.id, 0, {
    output: (frame, offset, length) => {
      writing = writing.then(() => printer.write(frame.subarray(frameHeader))).then(() => { attachment.ack(offset + length); });
      writing.catch(reject);
    },
    run: (run) => {
      notice.see(run);
      if (isOver(run.state)) resolve(run);
    },
    gap: () => undefined,
  });
  notice.see(attachment.run);
  if (isOver(attachment.run.state) && attachment.run.end === 0) resolve(attachment.run);
  const quiet = request.step.interactive
    ? takeKeys({
        input: (data) => { runner.input(started.id, data).catch(() => undefined); },
        resize: (size) => { runner.resize(started.id, size).catch(() => undefined); },
      })
    : onInterrupt(() => { runner.stop(started.id).catch(() => undefined); });
  try {
    const ended = await promise;
    await writing;
    printer.end();
    return ended;
  } finally {
    quiet();
    notice.end();
    attachment.detach();
  }
}
