/** s3proxy in a new cluster: what Phalanx deploys, and the buckets it proxies. */
import { join } from 'node:path';
import { plantBuckets } from '../buckets/buckets.ts';
import { seededObjects } from './argocd.ts';
import type { ServiceSeed } from './service.ts';

export const namespace = 's3proxy';

export const s3proxy: ServiceSeed = {
  manifests: (context) => [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, ...seededObjects('s3proxy', context)],
  // The buckets belong to the world, not to the cluster in `<world>/clusters/<context>`.
  plant(folder) {
    plantBuckets(join(folder, '../../shared'));
  },
};
