/**
 * Speaks with the identity provider: authorization code with PKCE, as OpenID Connect Core 1.0 and RFC 9700 want it. The
 * protocol is openid-client's; here is what we ask of it. Tokens are looked at once and not kept.
 */
import { createRemoteJWKSet, customFetch as fetchOfJose, jwtVerify } from 'jose';
import {
  allowInsecureRequests, authorizationCodeGrant, buildAuthorizationUrl, buildEndSessionUrl, calculatePKCECodeChallenge, clockTolerance,
  type Configuration, customFetch, discovery, enableNonRepudiationChecks, fetchUserInfo, None, randomNonce, randomPKCECodeVerifier, randomState,
} from 'openid-client';
import { HandrailError } from '../../common/errors.ts';
import type { Clock } from '../clock.ts';
import { type Claimed, hasClaim, readClaims } from './oidc-claims.ts';
import { boundedFetch, isAway, ProviderAway } from './oidc-fetch.ts';
import { type OidcSettings, readSecret } from '../config/oidc.ts';
import type { PendingLogin } from './oidc-pending.ts';

export const callbackPath = '/api/oidc/callback';

/** The provider's answers are waited for this long. Seconds. */
const patience = 10;
/** Clocks may differ by this much. Seconds. */
const tolerance = 30;
/** The provider's description and our secret are read anew after this long. */
const knownForMs = 10 * 60_000;
/** A provider that is away is not asked again before this. */
const awayForMs = 3_000;
/** Signatures that only the provider's private key can make: no `none`, and no HS256 over a public key. */
const signatures = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout';
/** OpenID Connect Back-Channel Logout 1.0 asks for at most two minutes. Seconds. */
const logoutTokenAge = 120;

interface Known {
  readonly configuration: Configuration;
  readonly keys: ReturnType<typeof createRemoteJWKSet> | null;
}

export class OidcClient {
  readonly settings: OidcSettings;
  readonly #origin: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #clock: Clock;
  #known: { at: number; answer: Promise<Known> } | null = null;
  #awaySince = Number.NEGATIVE_INFINITY;

  constructor(settings: OidcSettings, origin: string, environment: NodeJS.ProcessEnv, clock: Clock) {
    this.settings = settings;
    this.#origin = origin;
    this.#environment = environment;
    this.#clock = clock;
  }

  /** Gives where the browser is to go, and what has to be remembered until it is back. Throws `sign-on-away`. */
  async begin(): Promise<Pick<PendingLogin, 'state' | 'nonce' | 'verifier'> & { url: string }> {
    const { configuration } = await this.#provider();
    const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
    const url = buildAuthorizationUrl(configuration, {
      redirect_uri: this.#origin + callbackPath, scope: this.settings.scopes, response_type: 'code', state, nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256',
    });
    return { url: url.href, state, nonce, verifier };
  }

  /**
   * Takes the query that the browser came back with, and what was remembered; gives whom the provider names. Throws
   * `sign-on-away`, or `sign-on-refused` for whatever does not hold.
   */
  async finish(query: string, pending: PendingLogin): Promise<Claimed> {
    const { configuration } = await this.#provider();
    try {
      const tokens = await authorizationCodeGrant(configuration, new URL(`${this.#origin}${callbackPath}${query}`), {
        expectedState: pending.state, expectedNonce: pending.nonce, pkceCodeVerifier: pending.verifier, idTokenExpected: true,
      });
      const claims: Record<string, unknown> = { ...tokens.claims() };
      const subject = String(claims.sub);
      // The address is asked for by its scope, and many providers tell it there only.
      const isWhole = hasClaim(claims, this.settings.claim) && (!this.settings.scopes.split(' ').includes('email') || hasClaim(claims, 'email'));
      const more = isWhole || configuration.serverMetadata().userinfo_endpoint === undefined
        ? {} : await fetchUserInfo(configuration, tokens.access_token, subject);
      const claimed = readClaims({ ...more, ...claims }, this.settings.claim);
      if (claimed === null) throw new HandrailError('sign-on-refused', { provider: this.settings.name, why: 'no-subject' });
      return claimed;
    } catch (error) {
      throw this.#refusal(error);
    }
  }

  /** Gives where a browser logs out of the provider too, or null when the provider has no such place. */
  async logoutUrl(): Promise<string | null> {
    const { configuration } = await this.#provider();
    if (configuration.serverMetadata().end_session_endpoint === undefined) return null;
    return buildEndSessionUrl(configuration, { post_logout_redirect_uri: `${this.#origin}/login` }).href;
  }

  /**
   * Takes a logout token that the provider sent (OpenID Connect Back-Channel Logout 1.0); gives whose logins ended, the
   * token's id, and until when it could come again. Throws `sign-on-away` or `sign-on-refused`.
   */
  async loggedOut(token: string): Promise<{ issuer: string; subject: string; sid: string; id: string; until: number }> {
    const { configuration, keys } = await this.#provider();
    try {
      if (keys === null) throw new Error('the provider tells no keys');
      const { payload } = await jwtVerify(token, keys, {
        issuer: configuration.serverMetadata().issuer, audience: this.settings.client, algorithms: signatures,
        clockTolerance: tolerance, maxTokenAge: logoutTokenAge, requiredClaims: ['jti', 'iat', 'exp', 'events'],
      });
      const { sub = '', sid = '', jti = '', iss = '', events, nonce } = payload;
      const isLogout = typeof events === 'object' && events !== null && Object.hasOwn(events, logoutEvent);
      if (!isLogout || nonce !== undefined || typeof sid !== 'string' || (sub === '' && sid === '')) throw new Error('not a logout token');
      return { issuer: iss, subject: sub, sid, id: jti, until: this.#clock.now() + (logoutTokenAge + 2 * tolerance) * 1000 };
    } catch (error) {
      throw this.#refusal(error);
    }
  }

  async #provider(): Promise<Known> {
    const now = this.#clock.now();
    if (this.#known === null || now - this.#known.at > knownForMs || now < this.#known.at) {
      if (now - this.#awaySince < awayForMs && now >= this.#awaySince) throw this.#away();
      this.#known = { at: now, answer: this.#discover() };
    }
    const mine = this.#known;
    try {
      return await mine.answer;
    } catch (error) {
      if (this.#known === mine) this.#known = null;
      this.#awaySince = this.#clock.now();
      throw error instanceof HandrailError ? error : this.#away();
    }
  }

  async #discover(): Promise<Known> {
    const { issuer, client, secret } = this.settings;
    const authentication = secret === null ? None() : undefined;
    const metadata = { ...(secret === null ? {} : { client_secret: readSecret(secret, this.#environment) }), [clockTolerance]: tolerance };
    // Without this a token that came straight from the provider over TLS would be believed unsigned.
    const execute = [enableNonRepudiationChecks, ...(new URL(issuer).protocol === 'http:' ? [allowInsecureRequests] : [])];
    const configuration = await discovery(new URL(issuer), client, metadata, authentication, { execute, timeout: patience, [customFetch]: boundedFetch });
    const { jwks_uri: keys, authorization_endpoint: login, token_endpoint: token, userinfo_endpoint: userinfo, end_session_endpoint: logout } = configuration.serverMetadata();
    if (![login, token, keys, userinfo, logout].every((url) => isEndpoint(url, new URL(issuer).protocol))) throw new ProviderAway('the provider describes itself wrongly');
    const options = { timeoutDuration: patience * 1000, [fetchOfJose]: (url: string, asked: RequestInit) => boundedFetch(url, asked as Parameters<typeof boundedFetch>[1]) };
    return { configuration, keys: keys === undefined ? null : createRemoteJWKSet(new URL(keys), options) };
  }

  #away(): HandrailError {
    return new HandrailError('sign-on-away', { provider: this.settings.name });
  }

  /** Of a failure only its code goes on: what a provider says is written by others. */
  #refusal(error: unknown): HandrailError {
    if (error instanceof HandrailError) return error;
    if (isAway(error)) return this.#away();
    const said = error instanceof Error && 'error' in error ? error.error : error instanceof Error && 'code' in error ? error.code : undefined;
    const why = typeof said === 'string' && /^[\w-]{1,60}$/.test(said) ? said : 'not-valid';
    // The secret may have been changed at the provider: it is read anew.
    if (why === 'invalid_client') this.#known = null;
    return new HandrailError('sign-on-refused', { provider: this.settings.name, why });
  }
}

/** Takes what stands where an address belongs, or nothing, and the issuer's protocol; tells whether a browser may be sent there. */
function isEndpoint(url: unknown, issuer: string): boolean {
  if (url === undefined) return true;
  if (typeof url !== 'string' || !URL.canParse(url)) return false;
  const { protocol } = new URL(url);
  return protocol === 'https:' || protocol === issuer;
}
