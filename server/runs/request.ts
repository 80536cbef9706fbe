/** What a browser or the CLI may ask for, checked here. Unknown keys are refused. */
import { z } from 'zod';
import { HandrailError } from '../../common/errors.ts';
import { isTerminalSize } from '../../common/run.ts';
import type { Asked } from './plan.ts';

const id = z.string().max(200);

const asked = z.strictObject({
  runbook: id,
  step: id,
  digest: z.string().max(100),
  environment: id,
  parameters: z.record(z.string().max(64), z.string().max(8_192)).default({}),
});

/** id of the walkthrough it is run in */
const walkthrough = z.string().max(100).optional();
const preview = asked.extend({ walkthrough });

const start = asked.extend({
  size: z.strictObject({ cols: z.number(), rows: z.number() }).default({ cols: 80, rows: 24 }),
  confirm: z.string().max(500).optional(),
  reason: z.string().trim().max(500).optional(),
  /** id of a request that others approved */
  approval: z.string().max(100).optional(),
  walkthrough,
});

export type StartAsked = z.infer<typeof start>;
export type PreviewAsked = z.infer<typeof preview>;

/** Takes a request's body; gives what it asks to start. Throws `bad-message` or `bad-size`. */
export function readStart(body: unknown): StartAsked {
  const read = parse(start, body);
  if (!isTerminalSize(read.size)) throw new HandrailError('bad-size', { cols: read.size.cols, rows: read.size.rows });
  return read;
}

/** Takes a request's body; gives what is to be foreseen. Throws `bad-message`. */
export function readPreview(body: unknown): PreviewAsked {
  return parse(preview, body);
}

/** Takes a request's body; gives what it asks about. Throws `bad-message`. */
export function readAsked(body: unknown): Asked {
  return parse(asked, body);
}

/** Takes a schema and a value from outside; gives it checked. Throws `bad-message` with every problem. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown): z.infer<Schema> {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const problems = checked.error.issues.slice(0, 10).map((issue) => `${issue.path.map(String).join('.') || 'the body'}: ${issue.message}`);
  throw new HandrailError('bad-message', { why: problems.join('; ').slice(0, 1_000) });
}
