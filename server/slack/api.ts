/**
 * Speaking at Slack, through its own library: what is refused comes back as `NotTaken`, which says whether and when to try again
 * and holds no token, address or body. Tries again only through the outbox, which outlives this process.
 */
import type { WebClient } from '@slack/web-api';
import { memberId, type SlackApp } from '../config/slack.ts';
import { NotTaken } from '../outbox/outbox.ts';
import type { UnfurlPlace } from '../store/unfurls.ts';
import type { Block } from './blocks.ts';
import { findMarked, type Found, metadataOf } from './marked.ts';

/** Where something stands at Slack. */
export interface Post {
  readonly channel: string;
  readonly ts: string;
}

export interface SlackApi {
  /** Takes a link in a message and what is shown of it. */
  unfurl(place: UnfurlPlace, unfurls: Readonly<Record<string, { blocks: Block[] }>>): Promise<void>;
  /** Takes a channel by id or name, or a member's id; what is posted, the same in plain words, and what it is known by; gives where it stands. */
  post(place: string, blocks: Block[], text: string, key: string): Promise<Post>;
  /** Takes where something may have been posted, what it is known by, and since when (Unix milliseconds); looks whether it stands there. */
  find(place: string, key: string, since: number): Promise<Found>;
  /** Takes where a post stands; gives its address, empty when Slack gives none. */
  permalink(post: Post): Promise<string>;
  /** Takes an e-mail address; gives Slack's id of whoever has it, or null when nobody does. */
  memberOf(email: string): Promise<string | null>;
}

/** One request in all, in milliseconds. */
const timeoutMs = 10_000;
/** Far more than any answer we ask for. */
const largestAnswer = 1024 * 1024;
const tooLarge = 'TooLarge';
/** What may be otherwise soon, by Slack's own names: https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const passing = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout', 'ratelimited', 'rate_limited', 'team_added_to_org', 'message_limit_exceeded']);

/** Takes the app; gives who speaks for it. The library is read only where there is an app. */
export async function openSlackApi({ token, api }: SlackApp): Promise<SlackApi> {
  const { WebClient } = await import('@slack/web-api');
  const client: WebClient = new WebClient(token, {
    slackApiUrl: api, allowAbsoluteUrls: false, timeout: timeoutMs, rejectRateLimitedCalls: true, retryConfig: { retries: 0 }, maxRequestConcurrency: 4,
    fetch: boundedFetch, logger: silent(),
  });
  const call = async <Result>(act: () => Promise<Result>): Promise<Result> => {
    try {
      return await act();
    } catch (error) {
      throw refusalOf(error);
    }
  };
  return {
    unfurl: async ({ channel, ts, unfurlId, source }, unfurls) => {
      const where = source === 'composer' ? { unfurl_id: unfurlId, source: 'composer' as const } : { channel, ts };
      await call(() => client.chat.unfurl({ ...where, unfurls }));
    },
    post: async (channel, blocks, text, key) => {
      const answer = await call(() => client.chat.postMessage({ channel, blocks, text, metadata: metadataOf(key), parse: 'none', link_names: false, unfurl_links: false, unfurl_media: false, mrkdwn: true }));
      return { channel: answer.channel ?? channel, ts: answer.ts ?? '' };
    },
    find: async (place, key, since) => await findMarked(client, call, { place, key, since }),
    permalink: async ({ channel, ts }) => {
      const answer = await call(() => client.chat.getPermalink({ channel, message_ts: ts })).catch(() => ({ permalink: undefined }));
      return httpsOnly(answer.permalink);
    },
    memberOf: async (email) => await memberIn(() => call(() => client.users.lookupByEmail({ email }))),
  };
}

/** Who has left, and who is no person, is nobody: https://docs.slack.dev/reference/methods/users.lookupByEmail */
async function memberIn(look: () => Promise<{ user?: { id?: string; deleted?: boolean; is_bot?: boolean } }>): Promise<string | null> {
  try {
    const { user } = await look();
    return user?.deleted === true || user?.is_bot === true || !memberId.test(user?.id ?? '') ? null : user?.id ?? null;
  } catch (error) {
    if (error instanceof NotTaken && error.message === 'Slack said users_not_found') return null;
    throw error;
  }
}

/** Takes what the library threw; gives it as it may be told and logged. */
export function refusalOf(error: unknown): NotTaken {
  const { code, data, retryAfter, statusCode, original } = error as { original?: unknown; code?: string; data?: { error?: unknown }; retryAfter?: unknown; statusCode?: unknown };
  if (code === 'slack_webapi_rate_limited_error') return new NotTaken('Slack asks to wait (ratelimited)', { again: true, afterMs: Math.min(3_600, Math.max(1, Number(retryAfter) || 1)) * 1000 });
  if (code === 'slack_webapi_platform_error') {
    const name = /^[a-z][a-z_]{0,60}$/.exec(String(data?.error))?.[0] ?? 'unknown';
    return new NotTaken(`Slack said ${name}`, { again: passing.has(name) });
  }
  if ((original as Error | undefined)?.name === tooLarge) return new NotTaken('Slack answers with more than is of use', { again: false });
  if (code === 'slack_webapi_http_error') return new NotTaken(`Slack answered ${Number(statusCode) || 0}`, { again: Number(statusCode) >= 500 || statusCode === 408 });
  return new NotTaken('Slack does not answer', { again: true });
}

/** An address that came from outside is put into a page as a link. */
function httpsOnly(address: unknown): string {
  if (typeof address !== 'string' || address.length > 1_000 || !URL.canParse(address)) return '';
  const url = new URL(address);
  return url.protocol === 'https:' ? url.href : '';
}

/** No redirect, and no more of an answer than is of use. */
async function boundedFetch(url: string | URL, init: object = {}): Promise<Response> {
  const answer = await fetch(url, { ...init, redirect: 'error' });
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.byteLength;
    if (size > largestAnswer) throw Object.assign(new Error('the answer is too large'), { name: tooLarge });
    parts.push(part);
  }
  return new Response(Buffer.concat(parts), { status: answer.status, statusText: answer.statusText, headers: answer.headers });
}

/** The library's own words may hold addresses and bodies: what is worth telling is told by who calls. */
function silent() {
  const nothing = () => undefined;
  return { debug: nothing, info: nothing, warn: nothing, error: nothing, setLevel: nothing, setName: nothing, getLevel: () => 'error' as never };
}
