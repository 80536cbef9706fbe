/** Tells that the server is up, and nothing else: strangers may ask. */
import type { Request, Response } from 'express';
import type { AppDeps } from '../app.ts';

/** Answers `{ok: true}`. */
export async function health(_deps: AppDeps, _request: Request, response: Response): Promise<void> {
  response.json({ ok: true });
  await Promise.resolve();
}
