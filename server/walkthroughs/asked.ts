/** What a page may send about walkthroughs, checked here. Unknown keys are refused. */
import { z } from 'zod';
import { hiddenIn } from '../../common/catalog/hidden.ts';
import { type ActAsked, type BeginAsked, walkLimits } from '../../common/walkthrough.ts';
import { parse } from '../runs/request.ts';

const id = z.string().min(1).max(200);
const seen = z.int().nonnegative();
const parameters = z.record(z.string().max(64), z.string().max(8_192));
/** Lines may be broken; nothing that nobody sees comes in. */
const prose = (most: number) => z.string().trim().max(most).refine((text) => hiddenIn(text).length === 0, 'holds a control or invisible character');
const line = (most: number) => prose(most).regex(/^[^\n\t]*$/, 'must be one line');

const begin = z.strictObject({
  runbook: id,
  procedure: z.string().max(200).default(''),
  environment: id,
  parameters: parameters.default({}),
  title: line(walkLimits.title).optional(),
});

const act = z.discriminatedUnion('act', [
  z.strictObject({ act: z.literal('note'), text: prose(walkLimits.note).min(1, 'write something'), step: id.optional() }),
  z.strictObject({ act: z.enum(['tick', 'untick', 'unskip']), step: id, seen }),
  z.strictObject({ act: z.literal('skip'), step: id, reason: line(walkLimits.reason).min(1, 'say why: it is kept with the walkthrough'), seen }),
  z.strictObject({ act: z.enum(['lead', 'again', 'renew', 'go-on', 'hold']), seen }),
  z.strictObject({ act: z.literal('parameters'), parameters, seen }),
  z.strictObject({ act: z.enum(['end', 'reopen']), text: prose(walkLimits.note).optional(), seen }),
]);

/** Takes a request's body; gives what it asks to begin. Throws `bad-message`. */
export function readBegin(body: unknown): BeginAsked {
  return parse(begin, body);
}

/** Takes a request's body; gives what it asks to be done. Throws `bad-message`. */
export function readAct(body: unknown): ActAsked {
  return parse(act, body);
}
