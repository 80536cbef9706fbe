/**
 * Telling whether something was posted when Slack's answer was lost. Slack takes no key against doubles: `client_msg_id` stands among
 * the errors of chat.postMessage and not among its arguments. What it does offer is metadata beside a message, and reading that back:
 * https://docs.slack.dev/messaging/message-metadata, https://docs.slack.dev/reference/methods/conversations.history
 */
import { createHash } from 'node:crypto';
import type { WebClient } from '@slack/web-api';
import { memberId } from '../config/slack.ts';
import { NotTaken } from '../outbox/outbox.ts';

/** Where it stands; `nowhere`; or `unknown`, where the app may not read that channel or there is too much in it. */
export type Found = { readonly channel: string; readonly ts: string } | 'nowhere' | 'unknown';

const eventType = 'handrail_message';
/** Clocks of this machine and of Slack differ by less, in seconds. */
const apart = 300;
/** Messages at once, and pages that are looked through: a thousand messages since it was first sent. */
const [each, pages] = [100, 10] as const;

/** Takes what a message is known by; gives what is posted with it. Any app in the channel may read it, so it says nothing. */
export function metadataOf(key: string) {
  return { event_type: eventType, event_payload: { mark: createHash('sha256').update(key).digest('hex') } };
}

/** Takes a client, what turns its errors into `NotTaken`, and what is looked for; gives whether it stands there. Throws `NotTaken` when that is to be asked again. */
export async function findMarked(client: WebClient, call: <Result>(act: () => Promise<Result>) => Promise<Result>, { place, key, since }: { place: string; key: string; since: number }): Promise<Found> {
  const { mark } = metadataOf(key).event_payload;
  try {
    // A message to a member stands in the conversation with them, which has an id of its own.
    const channel = memberId.test(place) ? (await call(() => client.conversations.open({ users: place }))).channel?.id ?? '' : place;
    let cursor = '';
    for (let page = 0; page < pages; page += 1) {
      const asked = { channel, include_all_metadata: true, limit: each, oldest: String(Math.floor(since / 1000) - apart), ...(cursor === '' ? {} : { cursor }) };
      const { messages = [], response_metadata: next } = await call(() => client.conversations.history(asked));
      const ours = messages.find(({ metadata }) => metadata?.event_type === eventType && (metadata.event_payload as { mark?: unknown } | undefined)?.mark === mark);
      if (ours?.ts !== undefined) return { channel, ts: ours.ts };
      cursor = next?.next_cursor ?? '';
      if (cursor === '') return 'nowhere';
    }
    return 'unknown';
  } catch (error) {
    if (error instanceof NotTaken && !error.again) return 'unknown';
    throw error;
  }
}
