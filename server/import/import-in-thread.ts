/** Imports pages in a thread of its own, with an end to the time and memory that each page may take. */
import { Worker } from 'node:worker_threads';
import type { Imported, Refused, SourcePage } from './import-pages.ts';

interface Outcome { imported: Imported[]; refused: Refused[] }
type Message = { reading: string } | Outcome;
type Ending = { outcome: Outcome } | { stuck: string; why: string };

const thread = new URL('./reading-thread.ts', import.meta.url);
const memory = 1024;

export interface Limits {
  /** seconds that one page may take */
  seconds: number;
  /** of memory that the thread may take */
  megabytes?: number;
  /** the program of the thread; another one only in tests */
  program?: URL;
}

/** Takes pages; gives a runbook for each, and those that cannot be read, take too long or too much memory. Throws what is our own fault. */
export async function importInThread(sources: readonly SourcePage[], limits: Limits = { seconds: 60 }): Promise<Outcome> {
  const refused: Refused[] = [];
  let left = [...sources];
  while (left.length > 0) {
    const ending = await run(left, limits);
    if ('outcome' in ending) return { imported: ending.outcome.imported, refused: [...refused, ...ending.outcome.refused] };
    refused.push({ file: ending.stuck, why: ending.why });
    left = left.filter(({ file }) => file !== ending.stuck);
  }
  return { imported: [], refused };
}

function run(sources: readonly SourcePage[], { seconds, megabytes = memory, program = thread }: Limits): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData: sources, resourceLimits: { maxOldGenerationSizeMb: megabytes, stackSizeMb: 4 } });
    let reading = sources[0]?.file ?? '';
    const end = (ending: Ending) => {
      clearTimeout(timer);
      void worker.terminate();
      resolve(ending);
    };
    const late = () => { end({ stuck: reading, why: `Reading the page took more than ${seconds} seconds. Divide it, or simplify what is nested in it.` }); };
    let timer = setTimeout(late, seconds * 1000);
    worker.on('message', (message: Message) => {
      if ('imported' in message) return end({ outcome: message });
      reading = message.reading;
      clearTimeout(timer);
      timer = setTimeout(late, seconds * 1000);
    });
    worker.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') return end({ stuck: reading, why: 'The page takes more memory than a page should. Divide it.' });
      clearTimeout(timer);
      reject(error);
    });
  });
}
