/** What runs in the thread that reads pages: hostile text can keep a parser busy for ever, and a thread can be ended. */
import { parentPort, workerData } from 'node:worker_threads';
import { importPages, type SourcePage } from './import-pages.ts';

const { imported, refused } = importPages(workerData as SourcePage[], (file) => { parentPort?.postMessage({ reading: file }); });
// Only plain data goes through: what a runbook holds beyond it stays here.
parentPort?.postMessage({ imported: JSON.parse(JSON.stringify(imported)) as unknown, refused });
