/** A site of the world's front door: who answers for some host names, as if it stood on the internet. */
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface Site {
  /** host names in lower case, without port; each is among the names of `certificate.ts` */
  readonly hosts: readonly string[];
  /** what the paths it answers for begin with, such as `/argo-cd/`; all when left out. Of two sites the longer one wins. */
  readonly prefix?: string;
  /**
   * Takes a request for one of the hosts, whose `url` is the path as it was sent; answers it, streaming where it is large.
   * What it throws or rejects with is logged and answered with 500.
   */
  handle(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
}

/** Takes the sites, a host and a path; gives the site that answers, or null. Pure. */
export function siteFor(sites: readonly Site[], host: string, path: string): Site | null {
  const found = sites.filter((site) => site.hosts.includes(host) && isUnder(path, site.prefix ?? '/'));
  return found.sort((left, right) => (right.prefix ?? '/').length - (left.prefix ?? '/').length)[0] ?? null;
}

/** `/argo-cd` itself is under `/argo-cd/` too. */
function isUnder(path: string, prefix: string): boolean {
  const [plain = ''] = path.split('?', 1);
  return plain.startsWith(prefix) || `${plain}/` === prefix;
}
