/** The thread of `renderer.ts`: makes an application's manifests, once, and says what came of it. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Rendered, Rendering } from './renderer.ts';
import { targetsOf } from './targets.ts';

const { files, source, application, namespace } = workerData as Rendering;

function rendered(): Rendered {
  try {
    return { targets: targetsOf(files, source, application, namespace) };
  } catch (error) {
    return { why: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.postMessage(rendered());
