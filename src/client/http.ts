/**
 * Requests to the server this page came from. What can be expected to go wrong comes back as a value with a sentence
 * for the person; nothing is thrown.
 */
import type { ErrorBody, ErrorCode } from '../../common/errors.ts';

/** An error of the server, or the lack of a server. */
export interface Problem extends Omit<ErrorBody, 'code'> {
  code: ErrorCode | 'away';
}

export type Answer<T> = { ok: true; value: T } | { ok: false; problem: Problem };

export const away: Problem = {
  code: 'away', message: 'The server does not answer. Reading and copying still work.', details: {},
};

/** Takes a path; gives the JSON the server answers with, or the problem. */
export function get<T>(path: string): Promise<Answer<T>> {
  return request(path, {});
}

/** Takes a path, a body to send as JSON and an idempotency key if there is one; gives the answer or the problem. */
export function post<T>(path: string, body: unknown, key?: string): Promise<Answer<T>> {
  const headers: Record<string, string> = { 'Content-Type': 'application/json', 'X-Handrail': '1' };
  if (key !== undefined) headers['Idempotency-Key'] = key;
  return request(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

async function request<T>(path: string, init: RequestInit): Promise<Answer<T>> {
  try {
    const response = await fetch(path, { ...init, credentials: 'same-origin', cache: 'no-store' });
    const body: unknown = response.status === 204 ? {} : await response.json();
    if (response.ok) return { ok: true, value: body as T };
    return { ok: false, problem: (body as { error?: Problem }).error ?? away };
  } catch {
    // No connection, or an answer that is not ours: a plain web server in Handrail's place answers with a page.
    return { ok: false, problem: away };
  }
}
