/** What Slack tells us: the events we take in, checked. Everything else is nothing to us, but is told of where it should have been one. Pure. */
import { z } from 'zod';

/** Links of one message that are looked at. */
const mostLinks = 20;
const id = (form: RegExp) => z.string().regex(form);

const linkShared = z.object({
  type: z.literal('event_callback'),
  event_id: id(/^[A-Za-z0-9]{5,40}$/),
  event: z.object({
    type: z.literal('link_shared'),
    channel: id(/^[A-Z0-9]{5,30}$/),
    message_ts: id(/^[A-Za-z0-9.-]{1,60}$/),
    unfurl_id: z.string().max(200).default(''),
    source: z.enum(['composer', 'conversations_history']).default('conversations_history').catch('conversations_history'),
    links: z.array(z.object({ url: z.string().max(8_000) })).max(1_000),
  }),
});
const isLinkShared = z.object({ event: z.object({ type: z.literal('link_shared') }) });
const verification = z.object({ type: z.literal('url_verification'), challenge: z.string().max(500) });

export type SlackEvent =
  | { kind: 'verification'; challenge: string }
  | { kind: 'links'; event: string; channel: string; ts: string; unfurlId: string; source: string; urls: readonly string[] }
  /** one of those we take in, and not as Slack documents it: what of it is otherwise */
  | { kind: 'misread'; why: string }
  | { kind: 'other' };

/** Takes a body's text; gives what it tells, or null when it is no JSON. */
export function readEvent(text: string): SlackEvent | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null;
  }
  const asked = verification.safeParse(body);
  if (asked.success) return { kind: 'verification', challenge: asked.data.challenge };
  const shared = linkShared.safeParse(body);
  if (!shared.success) return isLinkShared.safeParse(body).success ? { kind: 'misread', why: shared.error.issues.map(({ path }) => path.join('.')).join(', ') } : { kind: 'other' };
  const { event_id: event, event: { channel, message_ts: ts, unfurl_id: unfurlId, source, links } } = shared.data;
  return { kind: 'links', event, channel, ts, unfurlId, source, urls: [...new Set(links.map(({ url }) => url))].slice(0, mostLinks) };
}
