/** What the sandbox of this machine was proved to give, for whoever is logged in. */
import type { Request, Response } from 'express';
import type { SandboxReport } from '../../../common/sandbox.ts';
import type { AppDeps } from '../app.ts';

/** Answers the level, why it is no better, and everything that was tried. */
export async function readSandbox({ runner }: AppDeps, _request: Request, response: Response): Promise<void> {
  const { level, why, missing, walls = [] } = await runner.hello();
  response.json({ level, why, missing, walls } satisfies SandboxReport);
}
