/** A pod that is ended while its sandbox is still being built leaves no process behind. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { plan, trialKubelet } from './trial-kubelet.ts';

/** Processes whose command line names a folder. */
function processesOf(folder: string): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((name) => {
    try {
      return readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(folder);
    } catch {
      return false; // it ended while we looked
    }
  });
}

test('whenever in its first moments a pod is ended, nothing of it is left', async () => {
  await using trial = trialKubelet();
  for (let round = 0; round < 40; round += 1) {
    const pod = trial.pod(`early-${round}`);
    pod.running.start(plan({ command: ['sleep', '1000'] }));
    await new Promise((resolve) => setTimeout(resolve, round / 2));
    const begun = performance.now();
    await pod.running.stop(0);
    assert.ok(performance.now() - begun < 5000, `round ${round} took ${performance.now() - begun} ms`);
  }
  assert.deepEqual(processesOf(trial.folder), []);
});
