/** The part of a backup that only the server can do while it runs: a whole copy of its database. */
import { join } from 'node:path';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { databaseCopy } from '../../backup/archive.ts';
import { parse } from '../../runs/request.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

/** Makes the copy in the data folder, where `handrail backup` takes it from. */
export async function copyDatabase(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(z.strictObject({}), request.body ?? {});
  deps.audit.write({ kind: 'backed-up', by: principalOf(response).person.id });
  await deps.store.copyTo(join(deps.data, databaseCopy));
  response.json({ ok: true });
}
