/**
 * What a request to a git host asks for, in git's smart protocol over HTTP
 * (https://git-scm.com/docs/http-protocol). The older dumb protocol, which reads files of the repository by path, is not
 * spoken. Pure.
 */

export type Service = 'git-upload-pack' | 'git-receive-pack';

export type GitRequest =
  /** the first of a fetch or push: which branches there are */
  | { kind: 'refs'; name: string; service: Service }
  /** the second: the pack itself, one way or the other */
  | { kind: 'pack'; name: string; service: Service }
  /** somebody looks at the repository's address with curl or a browser */
  | { kind: 'page'; name: string };

const services: readonly string[] = ['git-upload-pack', 'git-receive-pack'] satisfies Service[];

/** Takes method and URL path of a request; gives what it asks for and of which repository (owner and name), or null. */
export function readGitRequest(method: string, url: string): GitRequest | null {
  const [path = '', query = ''] = url.split('?', 2);
  const found = /^\/([\w.-]+\/[\w.-]+?)(?:\.git)?(?:\/(info\/refs|git-upload-pack|git-receive-pack))?\/?$/.exec(path);
  const [, name, rest] = found ?? [];
  if (name === undefined) return null;
  if (rest === undefined) return method === 'GET' || method === 'HEAD' ? { kind: 'page', name } : null;
  const service = rest === 'info/refs' ? new URLSearchParams(query).get('service') : rest;
  if (service === null || !services.includes(service)) return null;
  const kind = rest === 'info/refs' ? 'refs' : 'pack';
  if (method !== (kind === 'refs' ? 'GET' : 'POST')) return null;
  return { kind, name, service: service as Service };
}

/** The headers of a request that git reads. */
export interface GitHeaders {
  'content-type'?: string | undefined;
  'content-encoding'?: string | undefined;
  'git-protocol'?: string | string[] | undefined;
}

/**
 * Takes a request, its headers and the repository's name inside the sandbox; gives the variables `git http-backend` reads
 * (RFC 3875). A header that git would not send is left out.
 */
export function backendEnvironment(request: Exclude<GitRequest, { kind: 'page' }>, headers: GitHeaders, inside: string): Record<string, string> {
  const isPack = request.kind === 'pack';
  const protocol = String(headers['git-protocol'] ?? '');
  return {
    GIT_PROJECT_ROOT: '/srv',
    GIT_HTTP_EXPORT_ALL: '1',
    REMOTE_ADDR: '127.0.0.1',
    REQUEST_METHOD: isPack ? 'POST' : 'GET',
    PATH_INFO: `/${inside}/${isPack ? request.service : 'info/refs'}`,
    QUERY_STRING: isPack ? '' : `service=${request.service}`,
    ...(isPack ? { CONTENT_TYPE: `application/x-${request.service}-request` } : {}),
    ...(headers['content-encoding'] === 'gzip' ? { HTTP_CONTENT_ENCODING: 'gzip' } : {}),
    ...(/^version=[0-2]$/.test(protocol) ? { GIT_PROTOCOL: protocol } : {}),
  };
}

export interface BackendHead {
  status: number;
  headers: Record<string, string>;
  /** where the body begins */
  length: number;
}

/** Takes what the backend has said so far; gives status and headers (RFC 3875, section 6), or null when they are not whole. */
export function readBackendHead(output: Buffer): BackendHead | null {
  const end = output.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const fields = output.toString('latin1', 0, end).split('\r\n').flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()] as const];
  });
  const status = fields.find(([name]) => name.toLowerCase() === 'status')?.[1];
  return {
    status: status === undefined ? 200 : Number.parseInt(status, 10) || 500,
    headers: Object.fromEntries(fields.filter(([name]) => name.toLowerCase() !== 'status')),
    length: end + 4,
  };
}
