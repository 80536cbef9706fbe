/** The contexts of a world: the clusters the runbooks speak of, by the names they use, and the services in each. */
import { argocd } from './argocd.ts';
import { keda } from './keda.ts';
import { promptKafka } from './prompt-kafka.ts';
import { promptProcessing } from './prompt-processing.ts';
import { promptRedis } from './prompt-redis.ts';
import type { ServiceSeed } from './service.ts';
import { s3proxy } from './s3proxy.ts';
import { strimzi } from './strimzi.ts';
import { transformedEfd } from './transformed-efd.ts';

export interface ContextSeed {
  name: string;
  /** namespace kubectl uses when none is named */
  namespace: string;
  services: readonly ServiceSeed[];
}

const prompt: readonly ServiceSeed[] = [promptRedis, keda, promptProcessing, strimzi, promptKafka, argocd];

/** The first one is current in a new workspace. */
export const contexts: readonly ContextSeed[] = [
  { name: 'usdfdev-prompt-processing', namespace: 'default', services: prompt },
  { name: 'usdfprod-prompt-processing', namespace: 'default', services: prompt },
  { name: 'usdf-consdb-dev', namespace: 'default', services: [transformedEfd] },
  { name: 'usdf-consdb', namespace: 'default', services: [transformedEfd] },
  { name: 'usdf-rsp-dev', namespace: 'default', services: [s3proxy, argocd] },
  { name: 'usdf-rsp', namespace: 'default', services: [s3proxy, argocd] },
];
