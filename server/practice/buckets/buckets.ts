/**
 * The S3 buckets of a world: folders below the host of their endpoint, with a few small files, and the keys that open them.
 * All of it is made up.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Bucket {
  /** URL of the S3 endpoint it is at */
  endpoint: string;
  name: string;
  keys: readonly { id: string; secret: string }[];
}

const pair = (name: string): { id: string; secret: string } => ({ id: `practice-${name}-key`, secret: `practice-${name}-secret` });
const stages = (name: string): Bucket['keys'] => ['dev', 'prod'].map((stage) => ({ id: `practice-${name}-key-${stage}`, secret: `practice-${name}-secret-${stage}` }));

const embargo = 'https://sdfembs3.sdf.slac.stanford.edu/';
const storage = 'https://s3dfrgw.slac.stanford.edu/';

/** The buckets there are. s3proxy begins with the profile `embargo`; no profile opens the others yet. */
export const buckets: readonly Bucket[] = [
  { endpoint: embargo, name: 'rubin-summit', keys: stages('embargo') },
  { endpoint: storage, name: 'rubin-dp1-hips', keys: [pair('dp1-hips')] },
  { endpoint: storage, name: 'rubin-dp2-hips', keys: [pair('dp2-hips')] },
];

const content = join(import.meta.dirname, 'content');

/**
 * Takes the folder a world shares with its pods; lays out the buckets in it, once. Pods may write into what is laid out, so
 * it is made beside it and put in place whole, and never touched again.
 */
export function plantBuckets(shared: string): void {
  const place = join(shared, 'buckets');
  if (existsSync(place) && readdirSync(place).length > 0) return;
  mkdirSync(shared, { recursive: true, mode: 0o700 });
  const fresh = mkdtempSync(join(shared, '.buckets-'));
  cpSync(content, fresh, { recursive: true });
  for (const bucket of buckets) {
    const keys = join(fresh, hostOf(bucket), '.keys');
    mkdirSync(keys, { recursive: true });
    writeFileSync(join(keys, bucket.name), bucket.keys.map(({ id, secret }) => `${id} ${secret}\n`).join(''));
  }
  renameSync(fresh, place);
}

function hostOf({ endpoint }: Bucket): string {
  return new URL(endpoint).hostname;
}
