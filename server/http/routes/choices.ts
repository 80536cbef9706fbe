/** What a field can offer of an environment as it is. */
import type { Request, Response } from 'express';
import { z } from 'zod';
import { parameterName } from '../../../common/catalog/parameter.ts';
import { parse } from '../../runs/request.ts';
import type { AppDeps } from '../app.ts';
import { principalOf } from '../middleware/identity.ts';

const name = z.string().max(200);
const query = z.object({ runbook: name, parameter: z.string().regex(parameterName, 'must be the name of a parameter, such as POD'), environment: name })
  .catchall(z.string('must stand once').max(4_096));

/** Answers the names there are for a parameter: `?runbook=…&parameter=POD&environment=…&TARGET=dev`. */
export async function readChoices({ choices }: AppDeps, request: Request, response: Response): Promise<void> {
  const { runbook, parameter, environment, ...values } = parse(query, { ...request.query });
  response.json(await choices.of(principalOf(response), { runbook, parameter, environment, values }));
}
