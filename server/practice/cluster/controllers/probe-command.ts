/** One probe's command, run in a container beside its own process. */
import type { RunningPod } from '../kubelet.ts';
import type { Outcome } from './prober.ts';

/** What is kept of its output, in bytes; a kubelet keeps ten times as much. */
const mostOutput = 1024;

/** Takes what runs of a pod, a container, a command and real milliseconds; gives how it ended. Never rejects. */
export function runProbe(running: RunningPod | null, container: string, command: string[], timeout: number): Promise<Outcome> {
  if (!running) return Promise.resolve({ ok: false, output: `container "${container}" is not running` });
  return new Promise((resolve) => {
    const session = running.exec(container, { command, tty: false, stdin: false });
    let output = '';
    let late = false;
    // real time, whatever the world's clock does: a program takes as long as it takes
    const timer = setTimeout(() => {
      late = true;
      session.kill();
    }, timeout).unref();
    const hear = (bytes: Uint8Array) => { if (output.length < mostOutput) output += Buffer.from(bytes).toString(); };
    session.onStdout(hear);
    session.onStderr(hear);
    session.onExit((status, message) => {
      clearTimeout(timer);
      if (late) resolve({ ok: false, output: `command timed out: "${command.join(' ')}" timed out after ${timeout / 1000}s` });
      else resolve({ ok: status === 0, output: message ?? output });
    });
  });
}
