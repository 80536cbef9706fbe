/** One's own workspaces over HTTP: their files, what carries over in them, and beginning anew. */
import { once } from 'node:events';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { mostEditedBytes } from '../../../common/workspace-files.ts';
import { pathOfId } from '../../../common/workspace-path.ts';
import { parse } from '../../runs/request.ts';
import { listFolder, lookAround, makeFolder, type Named, openDownload, readFile, removeEntry, saveFile, type Spot, spotOf } from '../../workspaces/files.ts';
import { resetWorkspace } from '../../workspaces/reset.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

const environmentBody = z.strictObject({ environment: z.string().max(200) });
const at = z.string().max(8_192).refine((id) => pathOfId(id) !== null, 'must be the id of a path').default('');
/** As a person writes it; in bytes it may have no more than 4,095. */
const path = z.string().max(4_095).default('');
const placeQuery = z.strictObject({ at, path });
const listQuery = placeQuery.extend({ after: at });
const oneBody = z.strictObject({ at, path }).refine((named) => named.at !== '' || named.path !== '', 'must name something in the workspace');
const saveBody = z.strictObject({
  at, path,
  base: z.string().regex(/^[0-9a-f]{64}$/, 'must be the SHA-256 of what was edited').nullable(),
  content: z.base64(),
}).refine((named) => named.at !== '' || named.path !== '', 'must name something in the workspace');

/** The largest body that saves a file: its content in base64, its path, and some room. */
export const mostSavedBytes = Math.ceil(mostEditedBytes / 3) * 4 + 32 * 1024;

/** Takes an environment; empties one's workspace there. */
export async function resetOwnWorkspace(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { environment } = parse(environmentBody, request.body);
  await resetWorkspace(deps, principalOf(response), environment);
  response.json({ ok: true });
}

/** Answers what carries over from step to step in one's workspace, and what runs there. */
export async function readWorkspace(deps: AppDeps, request: Request, response: Response): Promise<void> {
  response.json(await lookAround(deps, spot(deps, request, response, { at: '', path: '' })));
}

/** Answers what is in a folder, from the first name or after one. */
export async function listFiles(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { after, ...named } = parse(listQuery, { ...request.query });
  response.json(await listFolder(deps, spot(deps, request, response, named), after));
}

/** Answers a file's content, to be edited. */
export async function readOwnFile(deps: AppDeps, request: Request, response: Response): Promise<void> {
  response.json(await readFile(deps, spot(deps, request, response, parse(oneBody, { ...request.query }))));
}

/** Saves a file, if it still is what was edited. */
export async function saveOwnFile(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { base, content, ...named } = parse(saveBody, request.body);
  response.json(await saveFile(deps, spot(deps, request, response, named), base, content));
}

/** Makes a folder. */
export async function makeOwnFolder(deps: AppDeps, request: Request, response: Response): Promise<void> {
  await makeFolder(deps, spot(deps, request, response, parse(oneBody, request.body)));
  response.json({ ok: true });
}

/** Removes a file, a link or an empty folder. */
export async function removeOwnFile(deps: AppDeps, request: Request, response: Response): Promise<void> {
  await removeEntry(deps, spot(deps, request, response, parse(oneBody, request.body)));
  response.json({ ok: true });
}

/** Sends a file as it is, or a folder as a tar archive: to keep, never as a page. One that breaks off shows as broken off. */
export async function download(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { name, size, pieces } = await openDownload(deps, spot(deps, request, response, parse(placeQuery, { ...request.query })));
  response.attachment(name).setHeader('Content-Type', 'application/octet-stream');
  if (size !== null) response.setHeader('Content-Length', size);
  let left = size ?? 0;
  try {
    for await (const bytes of pieces) {
      if (request.method === 'HEAD' || response.destroyed) break;
      left -= bytes.length;
      if (!response.write(bytes)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
    // A browser would wait for the rest.
    if (size !== null && left !== 0 && request.method !== 'HEAD') response.destroy();
    else response.end();
  } catch {
    response.destroy();
  }
}

function spot(deps: AppDeps, request: Request, response: Response, named: Named): Spot {
  const { environment } = request.params;
  return spotOf(deps, principalOf(response), typeof environment === 'string' ? environment.slice(0, 200) : '', named);
}
