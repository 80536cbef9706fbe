/**
 * What a sandbox needs so that programs in it reach the sites of a practice world by their real addresses: a proxy on
 * 127.0.0.1, a certificate to trust, and the programs that stand in for the sites' own. Purely.
 */
import type { Forward } from './argv.ts';
import { inside } from './layout.ts';

export interface FrontDoor {
  /** unix socket of the world's proxy */
  socket: string;
  /** of the authority to trust, PEM */
  certificate: string;
}

export interface SiteAccess {
  forwards: readonly Forward[];
  variables: Readonly<Record<string, string>>;
  /** files of the step's folder: name and text */
  files: Readonly<Record<string, string>>;
}

/** Where a sandbox finds the proxy, on 127.0.0.1, when the proxy has a forwarder of its own. */
const proxyPort = 3128;

/** Takes the front door, and the port inside when another forwarder leads there too; gives what leads to it. Git, curl, and what is written in Go, Python or Perl look at variables of their own. */
export function siteAccess({ socket, certificate }: FrontDoor, port = proxyPort): SiteAccess {
  const proxy = `http://127.0.0.1:${port}`;
  const direct = '127.0.0.1,localhost';
  const trust = trustAccess(certificate);
  return {
    forwards: [{ port, socket }],
    variables: {
      HTTPS_PROXY: proxy, HTTP_PROXY: proxy, https_proxy: proxy, http_proxy: proxy, NO_PROXY: direct, no_proxy: direct,
      ...trust.variables, GIT_CONFIG_SYSTEM: `${inside.step}/gitconfig`,
    },
    files: { ...trust.files, gitconfig },
  };
}

/** Takes certificates to trust, PEM; gives what makes programs trust them, and no others. */
export function trustAccess(certificates: string): Omit<SiteAccess, 'forwards'> {
  const path = `${inside.step}/authority`;
  return { variables: { SSL_CERT_FILE: path, CURL_CA_BUNDLE: path, GIT_SSL_CAINFO: path, REQUESTS_CA_BUNDLE: path }, files: { authority: certificates } };
}

/** The weakest of git's settings: what a person configures counts more. With them a commit can be made at once. */
const gitconfig = `[user]
\tname = handrail
\temail = handrail@localhost
[init]
\tdefaultBranch = main
[advice]
\tdetachedHead = false
`;
