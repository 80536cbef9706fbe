/** One's own practice world over HTTP: a look at it, its time, snapshots, scenarios, and what one has done. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { HandrailError } from '../../../common/errors.ts';
import { hasKafka, usualPace } from '../../../common/practice.ts';
import { parse } from '../../runs/request.ts';
import { beginScenario, examineScenario, forgetSnapshot, keepSnapshot, letPass, openHint, tickOff } from '../../workspaces/practice.ts';
import { resetPractice, restorePractice } from '../../workspaces/reset.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

const word = z.string().regex(/^[a-z0-9]([a-z0-9-]{0,78}[a-z0-9])?$/, 'must be a name of lower-case letters, digits and “-”');
const stop = z.string().regex(/^path-[a-z][a-z0-9-]{0,60}$/, 'must be a stop of the first day: `path-` and its id');
const milliseconds = z.number().positive().max(366 * 24 * 3_600_000);
/** Segments of a path and a query; none that leads upwards. */
const pagePath = z.string().max(2000).regex(/^(?!.*\.\.)[\w./?=&%~-]*$/, 'must be an address of Kafdrop');
const nothingBody = z.strictObject({});
const passBody = z.strictObject({ pass: milliseconds, in: milliseconds.optional() });
const nameBody = z.strictObject({ name: word });
const startBody = z.strictObject({ fresh: z.boolean().default(false) });

/** Answers what runs in one's world, what is wrong, its time and its scenario. */
export async function glance({ runner }: AppDeps, _request: Request, response: Response): Promise<void> {
  response.json(await runner.practice(principalOf(response).person.id, { act: 'glance' }));
}

/** Puts one's world, and the workspace that goes with it, back to its beginning. */
export async function resetOwnPractice(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  await resetPractice(deps, principalOf(response));
  response.json({ ok: true });
}

/** Takes milliseconds of world time, and of real time when they are to pass in other than the usual pace. */
export async function passTime(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { pass, in: within = usualPace(pass) } = parse(passBody, request.body);
  response.json(await letPass(deps, principalOf(response), pass, within));
}

/** Answers one's snapshots, newest first, and how many one may have. */
export async function listSnapshots({ runner }: AppDeps, _request: Request, response: Response): Promise<void> {
  response.json(await runner.practice(principalOf(response).person.id, { act: 'snapshots' }));
}

/** Takes a name; keeps one's world under it. */
export async function saveSnapshot(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { name } = parse(nameBody, request.body);
  response.status(201).json(await keepSnapshot(deps, principalOf(response), name));
}

/** Puts one's world back to a snapshot. */
export async function restoreSnapshot(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  await restorePractice(deps, principalOf(response), parse(word, request.params.name));
  response.json({ ok: true });
}

/** Forgets a snapshot. */
export async function deleteSnapshot(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  await forgetSnapshot(deps, principalOf(response), parse(word, request.params.name));
  response.json({ ok: true });
}

/** Answers all scenarios, and the one that one's world is in. */
export async function listScenarios({ runner }: AppDeps, _request: Request, response: Response): Promise<void> {
  response.json(await runner.practice(principalOf(response).person.id, { act: 'scenarios' }));
}

/** Breaks what a scenario breaks, in a new world when `fresh` is asked for. */
export async function startScenario(deps: AppDeps, request: Request, response: Response): Promise<void> {
  const { fresh } = parse(startBody, request.body ?? {});
  response.json(await beginScenario(deps, principalOf(response), parse(word, request.params.scenario), fresh));
}

/** Answers whether all is repaired, and what is not. */
export async function checkScenario(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  response.json(await examineScenario(deps, principalOf(response), parse(word, request.params.scenario)));
}

/** Opens the next hint. */
export async function hintScenario(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  response.json(await openHint(deps, principalOf(response), parse(word, request.params.scenario)));
}

/** Ends a scenario by beginning anew. */
export async function resetScenario(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  parse(word, request.params.scenario);
  await resetPractice(deps, principalOf(response));
  response.json({ ok: true });
}

/** What a page of Kafdrop may do: look as it does, and lead on. What stands in it was written by pods and persons. */
const pagePolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox allow-same-origin";

/** Shows Kafdrop, at its place in one's own world. Its links are relative. */
export async function kafdrop({ runner }: AppDeps, request: Request, response: Response): Promise<void> {
  const { context } = request.params;
  if (typeof context !== 'string' || !hasKafka(context)) throw new HandrailError('not-found', { path: request.path });
  const path = request.originalUrl.slice(request.originalUrl.indexOf(`/${context}/`) + context.length + 2);
  const { status, html } = await runner.practice(principalOf(response).person.id, { act: 'kafdrop', context, path: parse(pagePath, path) });
  response.status(status).setHeader('Content-Security-Policy', pagePolicy).type('html').send(html);
}

/** Answers what one has done so far. */
export async function readProgress({ store }: AppDeps, _request: Request, response: Response): Promise<void> {
  response.json({ progress: await store.progress.list(principalOf(response).person.id) });
}

/** Ticks off a stop of the first day. Scenarios are solved, not ticked off. */
export async function tick(deps: AppDeps, request: Request, response: Response): Promise<void> {
  parse(nothingBody, request.body ?? {});
  await tickOff(deps, principalOf(response), parse(stop, request.params.item));
  response.json({ ok: true });
}
