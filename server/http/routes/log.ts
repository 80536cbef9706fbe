/** A long output over HTTP: parts of it by rows, and searches. What one searches for may be a secret, so it goes in a body. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { type PartAsk, searchAsk } from '../../../common/log/ask.ts';
import { mostRows } from '../../../common/log/part.ts';
import { parse } from '../../runs/request.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';
import { runId } from './runs.ts';

const whole = z.string().regex(/^\d{1,15}$/, 'must be a whole number').transform(Number);
const partQuery = z.strictObject({
  row: whole.optional(),
  line: whole.pipe(z.int().min(1)).optional(),
  rows: whole.pipe(z.int().max(mostRows)).default(mostRows),
  now: z.literal('true').optional(),
}).refine(({ row, line }) => row === undefined || line === undefined, 'ask for a row or for a line');

/** Sends rows of a run's output as common/log/part.ts has them; without `row` and `line`, the last ones. */
export async function readLog({ register, runner }: AppDeps, request: Request, response: Response): Promise<void> {
  const run = await register.watchable(principalOf(response), runId(request));
  const { row, line, rows, now } = parse(partQuery, { ...request.query });
  const at: PartAsk['at'] = line !== undefined ? { line } : row !== undefined ? { row } : 'tail';
  const part = await runner.log(run.id, { at, rows, atOnce: now === 'true' });
  response.setHeader('Content-Type', 'application/octet-stream');
  response.setHeader('Content-Disposition', `attachment; filename="${run.id}.rows"`);
  response.end(part);
}

/** Answers what a search of a run's output finds in a moment, and where to go on. */
export async function searchLog({ register, runner }: AppDeps, request: Request, response: Response): Promise<void> {
  const run = await register.watchable(principalOf(response), runId(request));
  response.json(await runner.search(run.id, parse(searchAsk, request.body)));
}
