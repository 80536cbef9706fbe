/**
 * The certificate of the practice worlds' front doors, made once for an installation. An authority of its own signs it and
 * then forgets its key, so that who trusts the authority trusts just these names.
 */
import { X509Certificate } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { z } from 'zod';
import { readJson, writeWhole } from '../state-file.ts';

export interface Certificate {
  /** private key of the server, PEM */
  readonly key: string;
  /** the server's certificate and the authority's, PEM */
  readonly chain: string;
  /** the authority's certificate, PEM: what clients are to trust */
  readonly authority: string;
}

/** Every name that a site may have. */
export const certificateNames: readonly string[] = [
  'github.com', '*.github.com', 'raw.githubusercontent.com', 'slac.stanford.edu', '*.slac.stanford.edu', '*.lsst.io', '*.practice.internal',
];

const day = 24 * 3_600_000;
const lifetime = 5 * 365 * day;
/** It is made anew when it has less than this left: no run lasts longer. */
const reserve = 30 * day;

const stored = z.object({ names: z.array(z.string()), key: z.string(), chain: z.string(), authority: z.string() });

/**
 * Takes a folder of ours, the names and the time (unix milliseconds); gives the certificate kept there, or a new one when
 * there is none, it ends soon or is for other names. Throws when the folder cannot be written.
 */
export async function openCertificate(folder: string, names: readonly string[] = certificateNames, now: number = Date.now()): Promise<Certificate> {
  const file = join(folder, 'front-certificate.json');
  const kept = stored.safeParse(readJson(file)).data;
  if (kept !== undefined && kept.names.join() === names.join() && isGood(kept.chain, now)) return kept;
  const made = await make(names, now);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeWhole(file, JSON.stringify({ names, ...made }));
  return made;
}

function isGood(chain: string, now: number): boolean {
  try {
    const { validFrom, validTo } = new X509Certificate(chain);
    return Date.parse(validFrom) <= now && now + reserve < Date.parse(validTo);
  } catch {
    return false;
  }
}

async function make(names: readonly string[], now: number): Promise<Certificate> {
  const common = {
    keyType: 'ec', curve: 'P-256', algorithm: 'sha256',
    // Clocks differ.
    notBeforeDate: new Date(now - day), notAfterDate: new Date(now + lifetime),
  } as const;
  const authority = await generate([{ name: 'commonName', value: 'Handrail practice worlds' }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const server = await generate([{ name: 'commonName', value: 'practice.internal' }], {
    ...common,
    ca: { key: authority.private, cert: authority.cert },
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2, value })) },
    ],
  });
  return { key: server.private, chain: `${server.cert.trim()}\n${authority.cert.trim()}\n`, authority: `${authority.cert.trim()}\n` };
}
