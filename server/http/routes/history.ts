/** History over HTTP: what was run by whom, where, and how it ended. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { HandrailError } from '../../../common/errors.ts';
import { type HistoryPage, type HistoryPersons, outcomes, readCursor, writeCursor } from '../../../common/history.ts';
import { parse } from '../../runs/request.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

const name = z.string().max(200).optional();
const time = z.string().regex(/^\d{1,15}$/, 'must be a time in Unix milliseconds').transform(Number).optional();
const historyQuery = z.strictObject({
  person: name, environment: name, runbook: name, procedure: name, step: name,
  outcome: z.enum(outcomes).optional(),
  from: time, to: time,
  after: z.string().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** Answers a page of the runs that whoever asks may know of, newest first. */
export async function readHistory({ store }: AppDeps, request: Request, response: Response): Promise<void> {
  const { after, limit, ...filter } = parse(historyQuery, { ...request.query });
  const cursor = after === undefined ? null : readCursor(after);
  if (after !== undefined && cursor === null) throw new HandrailError('bad-message', { why: 'after: take it from `next` of the page before.' });
  const { person, environments } = principalOf(response);
  // One more tells whether there are older ones.
  const found = await store.history.page({ ...filter, viewer: person.id, environments, after: cursor, limit: limit + 1 });
  const runs = found.slice(0, limit);
  const last = runs.at(-1);
  response.json({ runs, next: found.length > limit && last !== undefined ? writeCursor({ at: last.queuedAt, run: last.id }) : null } satisfies HistoryPage);
}

/** Answers whose runs whoever asks may know of. */
export async function readHistoryPersons({ store }: AppDeps, request: Request, response: Response): Promise<void> {
  parse(z.strictObject({}), { ...request.query });
  const { person, environments } = principalOf(response);
  response.json({ persons: await store.history.persons({ viewer: person.id, environments }) } satisfies HistoryPersons);
}
