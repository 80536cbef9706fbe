/**
 * Identity providers for tests, over real HTTP on loopback: oidc-provider as an organisation runs it, and one that lies in
 * every way a test asks it to. And a browser that walks between them and us as browsers do.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import Provider from 'oidc-provider';

export interface Account {
  name: string;
  groups: unknown;
}

async function listen(host = '127.0.0.1'): Promise<{ http: Server; origin: string }> {
  const http = createServer();
  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done));
  return { http, origin: `http://${host}:${(http.address() as AddressInfo).port}` };
}

async function end(http: Server): Promise<void> {
  http.closeAllConnections();
  await new Promise((done) => http.close(done));
}

const newKey = async (kid: string): Promise<object> => {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  return { ...await exportJWK(privateKey), kid, alg: 'ES256', use: 'sig' };
};

/** An organisation's provider. Whoever comes is logged in as `person`. */
export class TrialProvider implements AsyncDisposable {
  readonly accounts = new Map<string, Account>();
  readonly origin: string;
  person = '';
  /** whether it fails as servers in trouble do */
  isDown = false;
  readonly #http: Server;
  #provider: Provider | null = null;
  #key: object | null = null;
  #config: (jwk: object) => Readonly<Record<string, unknown>> = () => ({});

  private constructor(http: Server, origin: string) {
    this.#http = http;
    this.origin = origin;
  }

  /** Starts one; by the name `localhost` it is another site than we are, for a browser too. */
  static async start(host?: string): Promise<TrialProvider> {
    const { http, origin } = await listen(host);
    const provider = new TrialProvider(http, origin);
    http.on('request', (request, response) => { provider.#answer(request, response).catch(() => { response.destroy(); }); });
    return provider;
  }

  /** Makes Handrail at that origin known to it. */
  async know(client: string, secret: string, origin: string): Promise<void> {
    this.#config = (jwk) => ({
      clients: [{
        client_id: client, client_secret: secret, redirect_uris: [`${origin}/api/oidc/callback`], post_logout_redirect_uris: [`${origin}/login`],
        backchannel_logout_uri: `${origin}/api/oidc/logged-out`, backchannel_logout_session_required: true, id_token_signed_response_alg: 'ES256',
      }],
      jwks: { keys: [jwk] }, cookies: { keys: ['cookies of the trial'] }, pkce: { required: () => true },
      claims: { openid: ['sub'], profile: ['name', 'groups'] }, conformIdTokenClaims: false,
      ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 60, Session: 600 },
      // Its own fetch refuses addresses of this machine, where our server is in a test.
      fetch: (url: string, { method, headers, body }: RequestInit) => fetch(url, { method, headers, body, redirect: 'manual' } as RequestInit),
      features: {
        devInteractions: { enabled: false }, backchannelLogout: { enabled: true },
        rpInitiatedLogout: { logoutSource: (context: { body: string }, form: string) => { context.body = form; } },
      },
      interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      findAccount: (_context: unknown, sub: string) => ({ accountId: sub, claims: () => ({ sub, ...this.accounts.get(sub) }) }),
      loadExistingGrant: async ({ oidc: { session } }: { oidc: { session: { accountId: string } } }) => {
        const grant = new this.#own.Grant({ accountId: session.accountId, clientId: client });
        grant.addOIDCScope('openid profile');
        await grant.save();
        return grant;
      },
    });
    if (this.#key === null) await this.rotate('first');
    else this.#provider = new Provider(this.origin, this.#config(this.#key));
  }

  /** Takes the name of a new key: from now on it signs with that one, and no longer tells of the one before. */
  async rotate(kid: string): Promise<void> {
    this.#key = await newKey(kid);
    this.#provider = new Provider(this.origin, this.#config(this.#key));
  }

  get #own(): Provider {
    if (this.#provider === null) throw new Error('nobody is known to the provider yet');
    return this.#provider;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.isDown) response.writeHead(503).end();
    else if (request.url?.startsWith('/interaction/') === true) await this.#own.interactionFinished(request, response, { login: { accountId: this.person }, consent: {} });
    else this.#own.callback()(request, response);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await end(this.#http);
  }
}

/** Makes an ID token out of what is right. */
export type Lie = (right: { claims: JWTPayload; sign(claims: JWTPayload, header?: object): Promise<string>; unsigned(claims: JWTPayload, header: object, key?: string): Promise<string> }) => Promise<string>;

/** A provider that answers every login with a token of the test's making. */
export class LyingProvider implements AsyncDisposable {
  readonly origin: string;
  lie: Lie = ({ claims, sign }) => sign(claims);
  /** what is added to its description of itself, and to where it sends browsers back */
  metadata: Readonly<Record<string, unknown>> = {};
  returned: Readonly<Record<string, string>> = {};
  /** what it was asked at the token endpoint last */
  asked = new URLSearchParams();
  readonly #http: Server;
  readonly #keys = generateKeyPair('RS256', { extractable: true });
  #nonce = '';

  private constructor(http: Server, origin: string) {
    this.#http = http;
    this.origin = origin;
  }

  static async start(): Promise<LyingProvider> {
    const { http, origin } = await listen();
    const provider = new LyingProvider(http, origin);
    http.on('request', (request, response) => { provider.#answer(request, response).catch(() => { response.destroy(); }); });
    return provider;
  }

  /** Takes claims; signs them as a logout token, or whatever they are. */
  async sign(claims: JWTPayload, header: object = {}): Promise<string> {
    const { privateKey } = await this.#keys;
    return await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'k', ...header }).sign(privateKey, { crit: { x: true } });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.origin);
    if (url.pathname === '/authorize') {
      this.#nonce = url.searchParams.get('nonce') ?? '';
      const back = new URL(url.searchParams.get('redirect_uri') ?? '');
      for (const [name, value] of Object.entries({ code: 'c', state: url.searchParams.get('state') ?? '', ...this.returned })) back.searchParams.set(name, value);
      response.writeHead(303, { location: back.href }).end();
      return;
    }
    const body = url.pathname === '/token' ? await this.#token(request) : url.pathname === '/keys' ? await this.#keySet() : this.#description();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }

  async #token(request: IncomingMessage): Promise<object> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    this.asked = new URLSearchParams(text);
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: this.origin, aud: 'handrail', sub: 'mallory', nonce: this.#nonce, iat: now, exp: now + 60, groups: ['sre'] };
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const id = await this.lie({
      claims, sign: (given, header) => this.sign(given, header),
      unsigned: async (given, header, hmac) => {
        const signed = `${encode(header)}.${encode(given)}`;
        return hmac === undefined ? `${signed}.` : `${signed}.${(await import('node:crypto')).createHmac('sha256', hmac).update(signed).digest('base64url')}`;
      },
    });
    return { access_token: 'a', token_type: 'bearer', expires_in: 60, id_token: id };
  }

  /** The public key as an HS256 forger would use it. */
  async publicKey(): Promise<string> {
    const { exportSPKI } = await import('jose');
    return await exportSPKI((await this.#keys).publicKey);
  }

  async #keySet(): Promise<object> {
    return { keys: [{ ...await exportJWK((await this.#keys).publicKey), kid: 'k', use: 'sig' }] };
  }

  #description(): object {
    return {
      issuer: this.origin, authorization_endpoint: `${this.origin}/authorize`, token_endpoint: `${this.origin}/token`, jwks_uri: `${this.origin}/keys`,
      response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
      code_challenge_methods_supported: ['S256'], ...this.metadata,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await end(this.#http);
  }
}

/** A browser: cookies by origin, redirects one by one. */
export class TrialBrowser {
  /** origin → name → value */
  readonly cookies = new Map<string, Map<string, string>>();

  /** Sends a request; keeps the cookies of its answer. */
  async ask(url: string, request: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
    const { origin } = new URL(url);
    const kept = this.cookies.get(origin) ?? new Map<string, string>();
    this.cookies.set(origin, kept);
    const cookie = [...kept].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', ...request, headers: { ...(cookie === '' ? {} : { cookie }), ...request.headers } });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const [name = '', value = ''] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      if (value === '' || /max-age=0|expires=thu, 01 jan 1970/i.test(line)) kept.delete(name);
      else kept.set(name, value);
    }
    return answer;
  }

  /** Sends a change as our page does. */
  async post(origin: string, path: string, body: object = {}): Promise<Response> {
    return await this.ask(origin + path, { method: 'POST', headers: { origin, 'content-type': 'application/json', 'x-handrail': '1' }, body: JSON.stringify(body) });
  }

  /** Follows redirects for as long as they do not lead to a path that begins so; gives the address it came to. */
  async follow(url: string, until: (url: URL) => boolean): Promise<string> {
    let at = url;
    for (let hops = 0; hops < 12 && !until(new URL(at)); hops += 1) {
      const answer = await this.ask(at);
      await answer.body?.cancel();
      const location = answer.headers.get('location');
      if (location === null) return at;
      at = new URL(location, at).href;
    }
    return at;
  }
}

/** Takes a code verifier; gives its S256 challenge (RFC 7636). */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
