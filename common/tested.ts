/**
 * What `handrail test` last found out about each step, as it stands in `build/tested.json`: written by the command, read by
 * the server, told on the page. A result holds for the text it was found with, which the digest tells.
 */
import { z } from 'zod';

const result = z.object({
  digest: z.string().describe('The step as it was then.'),
  target: z.string().describe('The target it ran on; empty where its runbook has none.'),
  at: z.number().describe('When it ended, in milliseconds since 1970.'),
  outcome: z.enum(['passed', 'failed', 'skipped']),
  asserts: z.boolean().describe('Whether anything but the exit status was looked at.'),
  why: z.string().describe('Why it failed or was skipped; else empty.'),
  passed: z.number().optional().describe('When it last passed there, whatever its text was then; left out when it never did.'),
});

/** Runbook → step → its results, one a target; plus when the whole was last written. */
export const testedShape = z.object({
  version: z.literal(1),
  at: z.number(),
  runbooks: z.record(z.string(), z.record(z.string(), z.array(result))),
});

export type StepResult = z.infer<typeof result>;
export type Tested = z.infer<typeof testedShape>;

/** Where the file stands, from the root of the checkout. */
export const testedFile = 'build/tested.json';

/** Takes the file's text and what to call it; gives the results, or null and a sentence on what is wrong. */
export function parseTested(text: string, name: string): { tested: Tested | null; problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { tested: null, problem: `${name} cannot be read: ${(error as Error).message.slice(0, 200)}.` };
  }
  const checked = testedShape.safeParse(value);
  if (checked.success) return { tested: checked.data, problem: '' };
  const [issue] = checked.error.issues;
  const place = issue?.path.join('.').slice(0, 200) ?? '';
  return { tested: null, problem: `${name} holds no results of the test: ${place}${place === '' ? '' : ': '}${issue?.message.slice(0, 200) ?? ''}.` };
}
