/**
 * Which events must be on the disk, and not only in the kernel's memory, before the act they tell of. A server that is
 * killed loses nothing either way: this is about a loss of power.
 */
import type { AuditEvent } from './event.ts';

/** After these nothing is done: they tell that somebody was refused, or looked. */
const noAct: ReadonlySet<string> = new Set(['login-refused', 'origin-refused', 'sign-on-refused', 'run-refused', 'run-not-taken', 'file-left', 'audit-searched']);

/** Takes an event; tells whether its act waits for the disk. What is of practice alone does not: it can be made anew. */
export function isDurable(event: AuditEvent): boolean {
  if (noAct.has(event.kind) || event.kind.startsWith('practice-')) return false;
  const environment = 'subject' in event ? event.subject.environment : 'environment' in event ? event.environment : undefined;
  return environment !== 'practice';
}
