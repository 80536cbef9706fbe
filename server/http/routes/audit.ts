/** The record over HTTP, for those with the right to read it: search, export and where it stands. Who looks stands in it, too. */
import { once } from 'node:events';
import { join } from 'node:path';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { HandrailError } from '../../../common/errors.ts';
import { chainsIn, chainPath } from '../../audit/place.ts';
import { linesOf, searchBack } from '../../audit/search.ts';
import { parse } from '../../runs/request.ts';
import type { Principal } from '../../auth/principal.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

const word = z.string().max(200).optional();
const time = z.coerce.number().int().min(0).max(8_640_000_000_000_000).optional();
const wanted = {
  chain: z.string().regex(/^(server|runner(-\d{1,4})?)$/, 'must be the name of a record: `server`, `runner`, `runner-2`, …').default('server'),
  person: word, kind: word, run: word, environment: word, from: time, to: time,
};
const searchBody = z.strictObject({ ...wanted, text: word, before: z.int().nonnegative().optional() });
/** Without a text: people look for secrets that should not be there, and an address is no place for those. */
const exportQuery = z.strictObject(wanted);

/** Records that one answer brings. */
const most = 50;

/** Looks for events, the newest first: 50 at most, and where to go on. */
export async function searchAudit(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { chain, before, ...asked } = parse(searchBody, request.body);
  requireScopeNamed(principalOf(response), asked.environment);
  deps.audit.write({ kind: 'audit-searched', by: principalOf(response).person.id, chain, wanted: given({ ...asked, before }) });
  const found = await searchBack(chainPath({ audit: deps.record }, chain), asked, before ?? null, most);
  response.json({ ...found, chains: chainsIn({ audit: deps.record }) });
}

/** Sends the matching lines of the record as they are, the oldest first, as a file to keep. */
export async function exportAudit(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { chain, ...asked } = parse(exportQuery, { ...request.query });
  requireScopeNamed(principalOf(response), asked.environment);
  deps.audit.write({ kind: 'audit-exported', by: principalOf(response).person.id, chain, wanted: given(asked) });
  const lines = linesOf(join(deps.record, `${chain}.jsonl`), asked);
  // What cannot be read at all is answered by an error, not by an empty file.
  let part = await lines.next();
  response.setHeader('Content-Type', 'application/x-ndjson');
  response.setHeader('Content-Disposition', `attachment; filename="handrail-${chain}.jsonl"`);
  try {
    for (; part.done !== true && !response.destroyed; part = await lines.next()) {
      if (!response.write(part.value)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    response.end();
  } catch (error) {
    // It breaks off, and does not look complete.
    deps.log.error({ err: error }, 'the record could not be read to its end');
    response.destroy();
  } finally {
    await lines.return(undefined);
  }
}

/** Answers where the server's record stands, to be compared with what is on the disk. */
export async function auditHead({ audit }: AppDeps, _request: Request, response: Response): Promise<void> {
  response.json(audit.head());
  await Promise.resolve();
}

/** A token for some environments reads of one of them at a time; that it may, was checked before. */
function requireScopeNamed({ environments }: Principal, named: string | undefined): void {
  if (environments === null || named !== undefined) return;
  throw new HandrailError('denied', { reason: `This token is for ${environments.join(', ')} only: say with \`environment\` which of them to read of.` });
}

/** What was asked for, without what was left out. Of a text only how long it is: it may be a secret that somebody looks for, and would be in the record from here on. */
function given(asked: Readonly<Record<string, string | number | undefined>>): Record<string, string | number> {
  const said = Object.entries(asked).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, name === 'text' ? `${String(value).length} characters` : value]]));
  return Object.fromEntries(said) as Record<string, string | number>;
}
