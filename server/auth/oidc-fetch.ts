/** How a provider is asked: within a bound of bytes, and told apart whether it is away or says no. */

/** Thrown when the provider cannot be reached, is in trouble itself, or says more than anybody has to say. */
export class ProviderAway extends Error {}

/** Metadata and key sets of large organisations have some tens of KiB. */
const mostBytes = 1024 * 1024;

interface Asked {
  body?: unknown;
  headers: Record<string, string>;
  method: string;
  redirect: 'manual';
  signal?: AbortSignal;
}

/** Takes what `fetch` takes; gives the answer, read whole. Throws `ProviderAway`. */
export async function boundedFetch(url: string, asked: Asked): Promise<Response> {
  try {
    const answer = await fetch(url, asked as RequestInit);
    const body = await readBounded(answer);
    if (answer.status >= 500) throw new ProviderAway();
    return new Response([204, 205, 304].includes(answer.status) ? null : body, { status: answer.status, headers: answer.headers });
  } catch (cause) {
    throw cause instanceof ProviderAway ? cause : new ProviderAway('the provider does not answer', { cause });
  }
}

/** Takes what was thrown; tells whether the provider is away, however deep that lies in it. */
export function isAway(error: unknown): boolean {
  let at = error;
  for (let depth = 0; depth < 8 && at instanceof Error; depth += 1) {
    if (at instanceof ProviderAway || at.name === 'TimeoutError') return true;
    at = at.cause;
  }
  return false;
}

async function readBounded(answer: Response): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.length;
    if (size > mostBytes) throw new ProviderAway('the provider says too much');
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
