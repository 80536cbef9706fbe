/** People who come to a server of a test's own, and what is secret of theirs. The clock goes on with each, so that nobody is slowed down. */
import assert from 'node:assert/strict';
import type { Account } from '../../common/account.ts';
import type { Right, Role } from '../../common/rights.ts';
import { type Answer, TestServer } from '../../server/http/test-server.ts';

export const right = 'the heron waits in the reeds';

export const cookieOf = ({ headers }: Answer) => (headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
export const codeOf = ({ body }: Answer) => body.error?.code ?? 'done';
export const bearer = (text: string) => ({ cookie: '', origin: '', authorization: `Bearer ${text}` });

export class Visitors implements AsyncDisposable {
  readonly server: TestServer;
  /** what was secret, to be looked for in the record */
  readonly secrets: string[] = [];
  admin = '';

  private constructor(server: TestServer) {
    this.server = server;
  }

  /** Starts a server, with an administrator who has come already. */
  static async start(): Promise<Visitors> {
    const visitors = new Visitors(await TestServer.start());
    visitors.admin = await visitors.come('Chief', ['admin']);
    return visitors;
  }

  async post(cookie: string, path: string, body: unknown = {}): Promise<Answer> {
    return await this.server.ask('POST', path, { body, headers: { cookie } });
  }

  async get(cookie: string, path: string): Promise<Answer> {
    return await this.server.ask('GET', path, { headers: { cookie } });
  }

  /** Tries a password for a name. */
  async tries(name: unknown, password: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return await this.server.ask('POST', '/api/login/password', { body: { name, password }, headers });
  }

  /** Takes a name, and roles for somebody new; gives the cookie of a new session of theirs. */
  async come(name: string, roles?: readonly Role[]): Promise<string> {
    this.server.ahead += 60_000;
    const invited = await this.server.askLocally('POST', '/api/invites', { name, ...(roles ? { roles } : {}) });
    const secret = String(invited.body.link).split('#')[1] ?? '';
    const cookie = cookieOf(await this.server.ask('POST', '/api/login', { body: { secret } }));
    this.secrets.push(secret, cookie.split('=')[1] ?? '');
    return cookie;
  }

  /** As `come`, and a password is chosen. */
  async comeWithPassword(name: string): Promise<string> {
    const cookie = await this.come(name);
    assert.equal(codeOf(await this.post(cookie, '/api/account/password', { password: right })), 'done');
    this.secrets.push(right);
    return cookie;
  }

  /** Takes a session and what the token may; gives it and its id. */
  async token(cookie: string, rights: readonly Right[], more: object = {}): Promise<{ text: string; id: string }> {
    const { body } = await this.post(cookie, '/api/account/tokens', { name: 'a test', rights, ...more });
    this.secrets.push(String(body.token));
    return { text: String(body.token), id: (body.seen as { id: string }).id };
  }

  /** Takes a session; gives the id by which its owner sees it. */
  async sessionId(cookie: string): Promise<string> {
    const { sessions } = (await this.get(cookie, '/api/account')).body as unknown as Account;
    return sessions.find(({ isThis }) => isThis)?.id ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}
