/** The signature of what we send to a webhook: whoever has the secret can tell that it is ours, and of when. */
import { createHmac } from 'node:crypto';

export const timestampHeader = 'X-Handrail-Timestamp';
export const signatureHeader = 'X-Handrail-Signature';

/** Takes the webhook’s secret, the time in seconds, and the body; gives `v1=` and HMAC-SHA256 of `timestamp.body` as hexadecimal digits. */
export function signatureOf(secret: string, seconds: number, body: string): string {
  return `v1=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}`;
}
