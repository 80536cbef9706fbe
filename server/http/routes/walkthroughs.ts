/** Walkthroughs over HTTP: beginning one, lists, one, what is done in it, and its report. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { walkLimits } from '../../../common/walkthrough.ts';
import { parse } from '../../runs/request.ts';
import { readAct, readBegin } from '../../walkthroughs/asked.ts';
import { htmlReport } from '../../walkthroughs/report-html.ts';
import { markdownReport } from '../../walkthroughs/report-markdown.ts';
import { reportOf } from '../../walkthroughs/report.ts';
import { listOf, viewOf, type ViewDeps } from '../../walkthroughs/view.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';
import { idempotencyKey } from './runs.ts';

const truth = z.enum(['true', 'false']).transform((word) => word === 'true');
const name = z.string().max(200).optional();
/** Where a list goes on: the time by which it is ordered, and an id. */
const cursor = z.string().regex(/^\d{1,15}_[0-9a-f-]{36}$/, 'is no place in a list').transform((word) => {
  const [at = '', id = ''] = word.split('_');
  return { at: Number(at), id };
});
const listQuery = z.strictObject({
  open: truth.default(true), mine: truth.default(false), runbook: name, procedure: name, environment: name,
  before: cursor.optional(), limit: z.coerce.number().int().min(1).max(100).default(50),
});
const reportQuery = z.strictObject({ as: z.enum(['markdown', 'html']), outputs: truth.default(true), download: truth.default(false) });

/** A page of its own: nothing in it runs, nothing is loaded, and its links lead out of it. */
const reportPolicy = [
  `default-src 'none'`, `style-src 'unsafe-inline'`, `base-uri 'none'`, `form-action 'none'`, `frame-ancestors 'none'`,
  'sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox',
].join('; ');

/** Begins one: 201 with a new one, 200 with the same one when the key repeats. */
export async function beginWalkthrough(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const key = parse(idempotencyKey, request.headers['idempotency-key']);
  const { id, isNew } = await deps.walkthroughs.begin(principalOf(response), readBegin(request.body), key);
  response.status(isNew ? 201 : 200);
  await answerWhole(deps, response, id);
}

/** Answers those that are open, or have ended; one's own or everybody's; the newest first. */
export async function listWalkthroughs(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { mine, limit, ...filter } = parse(listQuery, { ...request.query });
  const { person, environments } = principalOf(response);
  const found = await deps.walkthroughs.list({ ...filter, of: mine ? person.id : undefined, environments, limit: limit + 1 });
  const walks = found.slice(0, limit);
  const last = walks.at(-1);
  const more = found.length <= limit || last === undefined ? null : `${filter.open ? last.head.begunAt : last.state.ended?.at ?? 0}_${last.head.id}`;
  response.json(await listOf(viewDeps(deps), walks, more));
}

/** Answers one, with every entry and the texts of its steps. */
export async function readWalkthrough(deps: AppDeps, request: Request, response: Response): Promise<void> {
  await answerWhole(deps, response, walkthroughId(request));
}

/** Does something in one: a note, a tick, a skip, the lead, … */
export async function actInWalkthrough(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const key = parse(idempotencyKey, request.headers['idempotency-key']);
  await deps.walkthroughs.act(principalOf(response), walkthroughId(request), readAct(request.body), key);
  await answerWhole(deps, response, walkthroughId(request));
}

/** Answers the report of one, as Markdown or as an HTML page that needs nothing else. */
export async function reportWalkthrough(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { as, outputs, download } = parse(reportQuery, { ...request.query });
  const principal = principalOf(response);
  const walk = await deps.walkthroughs.lookForReport(principal, walkthroughId(request));
  const report = await reportOf({ ...deps, origin: deps.originRule.origin }, principal, walk, outputs);
  const isHtml = as === 'html';
  if (isHtml) response.setHeader('Content-Security-Policy', reportPolicy);
  response.setHeader('Content-Type', isHtml ? 'text/html; charset=utf-8' : 'text/markdown; charset=utf-8');
  response.setHeader('Content-Disposition', `${download || !isHtml ? 'attachment' : 'inline'}; filename="${fileNameOf(walk.head.runbook, walk.head.id, isHtml ? 'html' : 'md')}"`);
  response.end(isHtml ? htmlReport(report) : markdownReport(report));
}

async function answerWhole(deps: AppDeps, response: Response, id: string): Promise<void> {
  const walk = await deps.walkthroughs.look(principalOf(response), id);
  response.json({ walkthrough: await viewOf(viewDeps(deps), walk, 'whole') });
}

function viewDeps({ store, catalog, clock, walkthroughs }: AppDeps): ViewDeps {
  return { store, catalog, clock, presence: walkthroughs.presence };
}

function walkthroughId(request: Request): string {
  return String(request.params.id).slice(0, walkLimits.title);
}

function fileNameOf(runbook: string, id: string, ending: string): string {
  return `walkthrough-${runbook.replace(/[^\w-]/g, '-').slice(0, 60)}-${id}.${ending}`;
}
