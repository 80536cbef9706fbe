/** Where a context's requests go on: the socket of a practice world, or a cluster over TLS. */
import { type ClientRequest, request, type RequestOptions } from 'node:http';

/** What a request needs besides its own headers. */
export interface Dialled {
  /** begins a request that way, with what is left to say of it */
  request(options: RequestOptions): ClientRequest;
  /** the host as the API knows itself */
  host: string;
  /** before every path; empty, or like `/k8s/clusters/c-1` */
  prefix: string;
  /** by which it knows us, when it is not by a certificate; null in practice */
  authorization: string | null;
  /** how often the credential had been renewed by then */
  renewals: number;
}

export interface Upstream {
  /**
   * Gives how to reach it, with a credential that is valid as far as can be known. `fresh` is for a request that may be done
   * once only: it gets a connection of its own. Throws an UpstreamError.
   */
  dial(fresh: boolean): Promise<Dialled>;
  /** Whether a 401 is about a credential of ours. */
  readonly isOurs: boolean;
  /** The API did not accept what this was dialled with: it is had anew for the next request. Tells whether that may help. */
  renew(used: Dialled): boolean;
  /** Ends the connections kept for later requests. */
  close(): void;
}

/** Why an API cannot be asked, as the person may read it: it holds nothing of a credential. */
export class UpstreamError extends Error {
  override readonly name = 'UpstreamError';
  readonly code: string;

  constructor(message: string, code = 'EUPSTREAM') {
    super(message);
    this.code = code;
  }
}

/** Takes the socket of a world and one of its contexts; gives the way there. */
export function worldUpstream(socketPath: string, context: string): Upstream {
  const dialled: Dialled = {
    request: (options) => request({ ...options, socketPath, agent: false }), host: 'kubernetes', prefix: `/contexts/${context}`, authorization: null, renewals: 0,
  };
  return { isOurs: false, dial: () => Promise.resolve(dialled), renew: () => false, close: () => undefined };
}
