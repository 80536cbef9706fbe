/**
 * Whether a request is Slack's: version `v0` of its signatures, HMAC-SHA256 of `v0:timestamp:body` under the app's signing secret
 * (https://docs.slack.dev/authentication/verifying-requests-from-slack). The body counts byte by byte as it came. Pure.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** Slack asks that older ones be taken for replays, in seconds. Clocks may differ as far the other way. */
const youngerThan = 5 * 60;

/** Takes the signing secret, a request's headers, its body and the time (Unix milliseconds); gives why it is not believed, or null. */
export function forgeryIn(secret: string, headers: IncomingHttpHeaders, body: Uint8Array, now: number): string | null {
  const [timestamp, signature] = [headers['x-slack-request-timestamp'], headers['x-slack-signature']];
  if (typeof timestamp !== 'string' || typeof signature !== 'string') return 'it is not signed';
  if (!/^\d{1,12}$/.test(timestamp)) return 'its time is no time';
  if (!/^v0=[0-9a-f]{64}$/.test(signature)) return 'its signature is none';
  const should = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest();
  if (!timingSafeEqual(should, Buffer.from(signature.slice('v0='.length), 'hex'))) return 'its signature is another’s';
  return Math.abs(now / 1000 - Number(timestamp)) > youngerThan ? 'it is too old' : null;
}
