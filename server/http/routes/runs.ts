/** Runs over HTTP: start, list, read, stop, and a run's output as a download. */
import { once } from 'node:events';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { HandrailError } from '../../../common/errors.ts';
import { isRunId, type RunId } from '../../../common/ids.ts';
import { parse, readPreview, readStart } from '../../runs/request.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

/** What makes sure that something asked for twice is done once. */
export const idempotencyKey = z.string('send the header Idempotency-Key with a new UUID for each run').regex(/^[\w-]{8,64}$/, 'the Idempotency-Key must be a UUID');
const listQuery = z.strictObject({
  runbook: z.string().max(200).optional(),
  step: z.string().max(200).optional(),
  environment: z.string().max(200).optional(),
  going: z.literal('true').transform(() => true).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
const offset = z.string().regex(/^\d{1,15}$/, 'must be a whole number').transform(Number);
const rangeQuery = z.strictObject({ from: offset.default(0), to: offset.optional() });
const nothingBody = z.strictObject({});

/** One read of a journal, in bytes; a download is made of as many as it takes. */
const readAtOnce = 1024 * 1024;

/** Starts a step: 201 with a new run, 200 with the same one when the key repeats. */
export async function startRun({ starter }: AppDeps, request: Request, response: Response): Promise<void> {
  const key = parse(idempotencyKey, request.headers['idempotency-key']);
  const { run, isNew } = await starter.start(principalOf(response), readStart(request.body), key);
  response.status(isNew ? 201 : 200).json({ run });
}

/** Answers what would be decided on a step, without starting it. */
export async function preview({ starter }: AppDeps, request: Request, response: Response): Promise<void> {
  response.json(await starter.preview(principalOf(response), readPreview(request.body)));
}

const placeQuery = z.strictObject({ runbook: z.string().max(200), environment: z.string().max(200), target: z.string().max(200).optional() });

/** Answers what would be decided on each step of a runbook in an environment: the page holds no rules, it shows this. */
export async function readDecisions({ starter }: AppDeps, request: Request, response: Response): Promise<void> {
  const { runbook, environment, target } = parse(placeQuery, { ...request.query });
  response.json({ decisions: starter.foresee(principalOf(response), runbook, environment, target ?? null) });
  await Promise.resolve();
}

/** Answers one's own runs, newest first. */
export async function listRuns({ register }: AppDeps, request: Request, response: Response): Promise<void> {
  const filter = parse(listQuery, { ...request.query });
  const { person, environments } = principalOf(response);
  const runs = await register.list({ ...filter, person: person.id });
  // A token for some environments shows the runs of these.
  response.json({ runs: runs.filter(({ environment }) => environments === null || environments.includes(environment)) });
}

/** Answers one run, one's own or one that is shared, and the walkthrough it was made in. */
export async function readRun({ register, store }: AppDeps, request: Request, response: Response): Promise<void> {
  const run = await register.watchable(principalOf(response), runId(request));
  response.json({ run, walkthrough: await store.walkthroughs.ofRun(run.id) });
}

/** Stops a run; one that has ended stays as it ended. */
export async function stopRun({ register, walkthroughs }: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  const principal = principalOf(response);
  // Who took the lead of a walkthrough over took over what runs in it.
  response.json({ run: await register.stop(principal, runId(request), (run) => walkthroughs.leads(principal, run)) });
}

/** Sends the bytes of a run's output as a file to keep: never as a page. */
export async function readOutput({ register, runner }: AppDeps, request: Request, response: Response): Promise<void> {
  const principal = principalOf(response);
  const run = await register.watchable(principal, runId(request));
  const range = parse(rangeQuery, { ...request.query });
  if (range.from > run.end) throw new HandrailError('past-the-end', { from: range.from, end: run.end });
  const to = Math.min(range.to ?? run.end, run.end);
  response.setHeader('Content-Type', 'application/octet-stream');
  response.setHeader('Content-Disposition', `attachment; filename="${run.id}.txt"`);
  for (let at = range.from; at < to && !response.destroyed;) {
    const bytes = await runner.output(run.id, at, Math.min(to, at + readAtOnce));
    // Sharing may end in the middle of a download: it breaks off, and does not look complete.
    if (run.person !== principal.person.id && !await register.isShared(run.id)) response.destroy();
    // A journal that was damaged has less than its record says: this too does not look complete.
    if (bytes.length === 0 && !response.headersSent) {
      response.removeHeader('Content-Disposition');
      throw new HandrailError('output-removed');
    }
    if (bytes.length === 0) response.destroy();
    if (response.destroyed) return;
    at += bytes.length;
    if (!response.write(bytes)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
  }
  response.end();
}

/** Takes a request about one run; gives the run's id. Throws `not-yours` when it is none. */
export function runId(request: Request): RunId {
  const id = request.params.id;
  if (!isRunId(id)) throw new HandrailError('not-yours', { run: String(id).replace(/[^\w-]/g, '?').slice(0, 60) });
  return id;
}
