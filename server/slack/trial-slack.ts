/**
 * A Slack for tests, on loopback: the methods of its Web API that Handrail calls, as Slack documents them (forms in, JSON out,
 * `ok: false` with an error's name, 429 with `Retry-After`), and events signed as Slack signs them.
 */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SlackApp } from '../config/slack.ts';

/** What was asked, its JSON arguments read. */
export interface SlackCall {
  method: string;
  args: Record<string, unknown>;
}

/** How one call is answered instead: a status with headers, an error's name, silence, or what was done and is not told (`lost`). */
export type Upset = { status: number; headers?: Record<string, string>; body?: string } | { error: string } | 'hang-up' | 'lost';

export class TrialSlack implements AsyncDisposable {
  /** Slack's ids of people, by their e-mail address */
  readonly members = new Map<string, string>();
  /** channels whose messages the app may read */
  readonly readable = new Set<string>();
  /** what was taken, in order */
  readonly calls: SlackCall[] = [];
  /** what was not, in order */
  readonly refused: SlackCall[] = [];
  /** how the next calls are answered, whatever they ask */
  readonly upsets: Upset[] = [];
  readonly app: SlackApp;
  readonly #http: Server;
  readonly #waiting = new Set<() => void>();
  readonly #messages: { channel: string; message: Record<string, unknown>; at: number }[] = [];

  private constructor(http: Server) {
    this.#http = http;
    const { port } = http.address() as AddressInfo;
    this.app = { signingSecret: '8f742231b10e8888abcd99yyyzzz85a5', token: 'xoxb-trial-token-of-the-test', api: `http://127.0.0.1:${port}/api/` };
    http.on('request', (request, response) => { this.#answer(request, response).catch(() => { response.destroy(); }); });
  }

  static async start(): Promise<TrialSlack> {
    const http = createServer();
    await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
    return new TrialSlack(http);
  }

  /** Takes an event's body; gives it with the headers Slack would send. `at` is in seconds. */
  sign(body: unknown, { at = Math.floor(Date.now() / 1000), secret = this.app.signingSecret, headers = {} }: { at?: number; secret?: string; headers?: Record<string, string> } = {}) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const signature = `v0=${createHmac('sha256', secret).update(`v0:${at}:${text}`).digest('hex')}`;
    return { body: text, headers: { 'content-type': 'application/json', 'x-slack-request-timestamp': String(at), 'x-slack-signature': signature, ...headers } };
  }

  /** Takes a channel and addresses; gives the event that they were posted there. */
  linkShared(channel: string, urls: readonly string[], { id = `Ev${crypto.randomUUID().replaceAll('-', '').slice(0, 10)}`, ts = '1732222222.000100', source = 'conversations_history' } = {}) {
    const unfurl = `${source === 'composer' ? 'COMPOSER' : channel}-${ts}-${id}`;
    return {
      token: 'unused', team_id: 'T0001', api_app_id: 'A0001', type: 'event_callback', event_id: id, event_time: 1_732_222_222,
      event: {
        type: 'link_shared', channel, is_bot_user_member: true, user: 'U0001', message_ts: ts, unfurl_id: unfurl, source, event_ts: ts,
        links: urls.map((url) => ({ domain: URL.canParse(url) ? new URL(url).hostname : '', url })),
      },
    };
  }

  /** Settles once so many calls were taken; gives the last of them. */
  async taken(count: number): Promise<SlackCall> {
    await this.#until(() => this.calls.length >= count);
    return this.calls[count - 1] ?? { method: '', args: {} };
  }

  /** Settles once so many calls were refused. */
  async upset(count: number): Promise<void> {
    await this.#until(() => this.refused.length >= count);
  }

  async #until(met: () => boolean): Promise<void> {
    while (!met()) await new Promise<void>((done) => { this.#waiting.add(done); });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const method = (request.url ?? '').replace(/^\/api\//, '');
    const call = { method, args: argumentsOf(Buffer.concat(parts).toString()) };
    const upset = this.upsets.shift();
    const isOurs = request.headers.authorization === `Bearer ${this.app.token}`;
    const say = (body: unknown) => { response.setHeader('Content-Type', 'application/json; charset=utf-8').end(JSON.stringify(body)); };
    if ((upset !== undefined && upset !== 'lost') || !isOurs) this.refused.push(call);
    else this.calls.push(call);
    if (!isOurs) say({ ok: false, error: 'invalid_auth' });
    else if (upset === 'hang-up') request.socket.destroy();
    else if (upset === 'lost') this.#lose(call, request);
    else if (upset !== undefined && 'error' in upset) say({ ok: false, error: upset.error });
    else if (upset !== undefined) response.writeHead(upset.status, upset.headers).end(upset.body ?? '');
    else say(this.#resultOf(call));
    for (const done of [...this.#waiting]) {
      this.#waiting.delete(done);
      done();
    }
  }

  #lose(call: SlackCall, request: IncomingMessage): void {
    this.#resultOf(call);
    request.socket.destroy();
  }

  #resultOf({ method, args }: SlackCall): unknown {
    if (method === 'chat.unfurl') return { ok: true };
    if (method === 'chat.postMessage') return this.#posted(args);
    if (method === 'conversations.open') return { ok: true, channel: { id: conversationWith(String(args.users)) } };
    if (method === 'conversations.history') return this.#history(args);
    if (method === 'chat.getPermalink') return { ok: true, channel: args.channel, permalink: `https://trial.slack.com/archives/${String(args.channel)}/p${String(args.message_ts).replace('.', '')}` };
    if (method === 'users.lookupByEmail') {
      const id = this.members.get(String(args.email));
      return id === undefined ? { ok: false, error: 'users_not_found' } : { ok: true, user: { id, team_id: 'T0001', deleted: false, is_bot: false, profile: { email: args.email } } };
    }
    return { ok: false, error: 'unknown_method' };
  }

  #posted(args: Record<string, unknown>): unknown {
    const channel = conversationWith(String(args.channel)).replace(/^#.*/, 'C0CHANNEL1');
    const ts = '1732222223.000200';
    this.#messages.push({ channel, message: { type: 'message', subtype: 'bot_message', text: args.text, ts, metadata: args.metadata }, at: Date.now() / 1000 });
    return { ok: true, channel, ts, message: { type: 'message' } };
  }

  /** Newest first, a page at a time; the payload of metadata only where it is asked for. */
  #history({ channel, oldest, limit, cursor, include_all_metadata: all }: Record<string, unknown>): unknown {
    if (!this.readable.has(String(channel))) return { ok: false, error: 'missing_scope', needed: 'channels:history', provided: 'chat:write' };
    const from = Number(cursor ?? 0);
    const found = this.#messages.filter((one) => one.channel === channel && one.at >= Number(oldest ?? 0)).toReversed().map(({ message }) => message);
    const messages = found.slice(from, from + Number(limit)).map(({ metadata, ...one }) => (all === 'true' ? { ...one, metadata } : one));
    const next = from + messages.length;
    return { ok: true, messages, has_more: next < found.length, response_metadata: { next_cursor: next < found.length ? String(next) : '' } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#http.closeAllConnections();
    await new Promise((done) => { this.#http.close(done); });
  }
}

/** A message to a member stands in a conversation of its own. */
function conversationWith(place: string): string {
  return /^[UW]/.test(place) ? `D${place.slice(1)}` : place;
}

function argumentsOf(form: string): Record<string, unknown> {
  return Object.fromEntries([...new URLSearchParams(form)].map(([name, value]) => {
    try {
      return [name, /^[[{]/.test(value) ? JSON.parse(value) as unknown : value];
    } catch {
      return [name, value];
    }
  }));
}
