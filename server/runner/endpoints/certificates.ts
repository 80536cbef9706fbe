/**
 * Certificates by which web services are reached with TLS inside a sandbox, under their real names. The authority is this
 * runner's own, in memory only, and trusted by nobody but the sandboxes that reach such a service.
 */
import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import { generate } from 'selfsigned';

export interface Certificates {
  /** Takes the names of a host, the first its real one or its address; gives its key and certificate, PEM. */
  of(...names: readonly string[]): Promise<{ key: string; chain: string }>;
  /** What clients are to trust, PEM: what this machine trusts, and ours. */
  trust(): Promise<string>;
}

const day = 24 * 3_600_000;
/** Longer than the longest run; a runner that lives longer makes a new authority. */
const lifetime = 30 * day;
const renewal = 15 * day;
const bundle = '/etc/ssl/certs/ca-certificates.crt';
const common = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;

interface Authority {
  key: string;
  cert: string;
  made: number;
  hosts: Map<string, Promise<{ key: string; chain: string }>>;
}

/** Gives the certificates; the authority is made when the first is asked for. */
export function openCertificates(now: () => number = Date.now): Certificates {
  let authority: Promise<Authority> | null = null;
  let made = 0;
  const current = (): Promise<Authority> => {
    if (authority !== null && now() - made < renewal) return authority;
    made = now();
    authority = makeAuthority(made);
    return authority;
  };
  return {
    async of(...names) {
      const id = names.join(' ');
      const { key, cert, hosts, made: since } = await current();
      const known = hosts.get(id) ?? makeCertificate(names, { key, cert }, since);
      hosts.set(id, known);
      return await known;
    },
    async trust() {
      const system = existsSync(bundle) ? readFileSync(bundle, 'utf8') : rootCertificates.join('\n');
      return `${system.trim()}\n${(await current()).cert.trim()}\n`;
    },
  };
}

function dates(made: number): { notBeforeDate: Date; notAfterDate: Date } {
  return { notBeforeDate: new Date(made - day), notAfterDate: new Date(made + lifetime) };
}

async function makeAuthority(made: number): Promise<Authority> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Handrail gateways' }], {
    ...common, ...dates(made),
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key, cert, made, hosts: new Map() };
}

async function makeCertificate(names: readonly string[], ca: { key: string; cert: string }, made: number): Promise<{ key: string; chain: string }> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: (names[0] ?? '').slice(0, 64) }], {
    ...common, ...dates(made), ca,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map((name) => (isIP(bare(name)) === 0 ? { type: 2, value: name } : { type: 7, ip: bare(name) })) },
    ],
  });
  return { key, chain: `${cert.trim()}\n${ca.cert.trim()}\n` };
}

function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
