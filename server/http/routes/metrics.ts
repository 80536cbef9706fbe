/** Whether the server is ready, and its metrics. */
import type { Request, Response } from 'express';
import type { AppDeps } from '../app.ts';

/** Answers 200 or 503, and which of the two, but not why: strangers may ask. The metrics tell which part it is. */
export async function ready(deps: AppDeps, _request: Request, response: Response): Promise<void> {
  const ok = Object.values(await deps.readiness()).every(Boolean);
  response.status(ok ? 200 : 503).json({ ok });
}

/** Answers the metrics as Prometheus reads them. */
export async function readMetrics(deps: AppDeps, _request: Request, response: Response): Promise<void> {
  response.setHeader('Content-Type', deps.metrics.contentType);
  response.end(await deps.metrics.text());
}
