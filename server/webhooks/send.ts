/**
 * Sends JSON to a webhook that the operator named: over HTTPS, never by way of a redirect, and never to this machine or where
 * a cloud keeps credentials. The address that is looked at is the address that is connected to, whatever the name comes to
 * mean in between.
 */
import { lookup as systemLookup } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import { ownAddresses, refusalOf } from '../address.ts';
import type { Webhook } from '../config/slack.ts';
import { NotTaken } from '../outbox/outbox.ts';
import { signatureHeader, signatureOf, timestampHeader } from './signature.ts';

export interface Send {
  webhook: Webhook;
  /** what it is about, so that whoever gets it twice can tell */
  id: string;
  body: string;
  /** Unix milliseconds */
  now: number;
  lookup?: LookupFunction;
}

/** For all of it, in milliseconds. */
const timeoutMs = 10_000;
/** Of an answer only the status counts; more than this of it is not waited for. */
const mostAnswer = 64 * 1024;

/** Takes what to send and where; settles once it was taken. Throws `NotTaken`, which names neither address nor secret. */
export async function sendToWebhook({ webhook, id, body, now, lookup = systemLookup as LookupFunction }: Send): Promise<void> {
  const url = new URL(webhook.url);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  if (url.protocol !== 'https:' && !webhook.local) throw new NotTaken('it is no https address', { again: false });
  const why = isIP(host) === 0 ? null : refused(host, webhook.local);
  if (why !== null) throw new NotTaken(why, { again: false });
  const seconds = Math.floor(now / 1000);
  const status = await new Promise<{ code: number; after: string | undefined }>((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(url, {
      method: 'POST', agent: false, signal: AbortSignal.timeout(timeoutMs), lookup: checked(lookup, webhook.local), maxHeaderSize: 16 * 1024,
      headers: {
        'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body), 'User-Agent': 'Handrail', 'X-Handrail-Id': id,
        [timestampHeader]: String(seconds), [signatureHeader]: signatureOf(webhook.secret, seconds, body),
      },
    }, (response) => {
      let size = 0;
      response.on('data', (part: Buffer) => { if ((size += part.length) > mostAnswer) response.destroy(); });
      response.on('error', () => undefined);
      resolve({ code: response.statusCode ?? 0, after: response.headers['retry-after'] });
    });
    request.on('error', (error) => { reject(error instanceof NotTaken ? error : new NotTaken(`it does not answer (${codeOf(error)})`, { again: true })); });
    request.end(body);
  });
  judge(status);
}

/** A redirect is no place that anybody named: it is not followed, and does not mend itself. */
function judge({ code, after }: { code: number; after: string | undefined }): void {
  if (code >= 200 && code < 300) return;
  const again = code === 408 || code === 425 || code === 429 || code >= 500;
  throw new NotTaken(`it answered ${code}`, { again, afterMs: secondsOf(after) * 1000 });
}

/** At most an hour, whatever is asked for. */
export function secondsOf(after: string | undefined): number {
  return after !== undefined && /^\d{1,9}$/.test(after) ? Math.min(3_600, Number(after)) : 0;
}

function checked(lookup: LookupFunction, local: boolean): LookupFunction {
  return (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      const all = typeof found === 'string' ? [] : found;
      const why = all.map(({ address }) => refused(address, local)).find((one) => one !== null) ?? null;
      if (error !== null) done(error, []);
      else if (why !== null) done(new NotTaken(why, { again: true }), []);
      else if (options.all === true) done(null, all);
      else done(null, all[0]?.address ?? '', all[0]?.family);
    });
  };
}

function refused(address: string, local: boolean): string | null {
  const why = refusalOf(address, { local, own: ownAddresses(networkInterfaces()) });
  return why === null ? null : `its name leads to ${why}`;
}

function codeOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? (error.name === 'TimeoutError' ? 'nothing in time' : 'no answer');
}
