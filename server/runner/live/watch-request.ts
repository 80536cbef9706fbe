/** What the server asks the runner to watch for a panel, checked where it crosses. */
import { z } from 'zod';
import { isRunId, type RunId } from '../../../common/ids.ts';
import { misfit } from '../../../common/panel.ts';

const name = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,62}[a-z0-9])?$/);
const fitting = (attribute: string): z.ZodType<string> => z.string().max(300).refine((value) => misfit(attribute, value) === null, `is no ${attribute}`);
const namespace = fitting('namespace');

export const panelQuery = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal(['Pods', 'Jobs']), namespace, selector: fitting('selector').nullable() }),
  z.strictObject({ kind: z.literal('Events'), namespace, object: fitting('object').nullable() }),
  z.strictObject({
    kind: z.literal('RedisGroup'), stream: fitting('stream'), group: fitting('group'),
    redis: z.union([z.strictObject({ pod: z.string().min(1).max(253), namespace: z.string().min(1).max(63) }), z.strictObject({ endpoint: z.string().min(1).max(300) })]),
  }),
]);
export type PanelQuery = z.infer<typeof panelQuery>;

export const watchRequest = z.strictObject({
  /** under which the gateways record what is read */
  id: z.custom<RunId>(isRunId, 'must be an id'),
  person: name,
  groups: z.array(z.string().max(500)).max(1_000),
  environment: name,
  /** digest of the environment as the server knows it; the runner refuses another */
  rules: z.string().max(100),
  runbook: name,
  context: z.string().max(253).nullable(),
  query: panelQuery,
});
export type WatchRequest = z.infer<typeof watchRequest>;
