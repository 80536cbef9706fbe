/** Loaded before a measured program (`--import`): when it ends, tells on file descriptor 3 what it used. Threads are counted in. */
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeSync(3, JSON.stringify({ userMs: userCPUTime / 1000, systemMs: systemCPUTime / 1000, mostMiB: maxRSS / 1024 }));
  });
}
