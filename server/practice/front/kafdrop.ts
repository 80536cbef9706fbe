/**
 * A practice stand-in of Kafdrop: brokers, topics and messages of Prompt Kafka, as pages or JSON. Links are relative, so
 * that the pages also work below another path. What topics and messages say was written by pods and persons.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cluster } from '../cluster/cluster.ts';
import { isReady, type Pod } from '../cluster/pod.ts';
import { pods } from '../cluster/resources.ts';
import { clusterLabel } from '../operators/strimzi/kinds.ts';
import type { Message } from '../operators/strimzi/message.ts';
import { findStore } from '../operators/strimzi/stores.ts';
import type { Topic, TopicStore } from '../operators/strimzi/topic-store.ts';
import type { WorldParts } from '../parts.ts';
import { contentPolicy, messagesPage, overviewPage, problemPage, topicPage } from './kafdrop-page.ts';
import type { Site } from './site.ts';

const contexts: Readonly<Record<string, string>> = {
  'usdfdev-prompt-processing.slac.stanford.edu': 'usdfdev-prompt-processing',
  'usdfprod-prompt-processing.slac.stanford.edu': 'usdfprod-prompt-processing',
};
const kafka = { namespace: 'prompt-kafka', name: 'prompt-kafka' };

export interface Broker { id: number; pod: string; ready: boolean }
export interface TopicSummary extends Topic { messages: number }
export interface Shown { context: string; brokers: Broker[] }

/** Messages a page shows. */
const pageLength = 100;

/** Takes the parts of a world; gives the site of both Kafdrops. */
export function kafdropSite(parts: WorldParts): Site {
  return {
    hosts: Object.keys(contexts),
    prefix: '/kafdrop/',
    async handle(request, response) {
      const [host = ''] = (request.headers.host ?? '').toLowerCase().split(':');
      const context = contexts[host];
      if (context === undefined) return answer(request, response, 404, { error: 'there is no Kafdrop at this host' }, () => problemPage('There is no Kafdrop at this host.'));
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        response.setHeader('Allow', 'GET, HEAD');
        return answer(request, response, 405, { error: 'this Kafdrop only shows' }, () => problemPage('This Kafdrop only shows: topics are made as KafkaTopic objects.'));
      }
      const brokers = brokersOf(await parts.cluster(context));
      const store = brokers.some(({ ready }) => ready) ? findStore(parts, context, kafka.namespace, kafka.name) : null;
      if (store === null) {
        const why = `No broker of ${kafka.name} can be reached in ${context}. See: kubectl get pods -n ${kafka.namespace}`;
        return answer(request, response, 503, { error: why, brokers }, () => problemPage(why));
      }
      show(request, response, { context, brokers }, store);
    },
  };
}

function brokersOf({ storage }: Cluster): Broker[] {
  return storage.list<Pod>(pods, kafka.namespace)
    .filter(({ metadata }) => metadata.labels?.[clusterLabel] === kafka.name && metadata.labels['strimzi.io/broker-role'] === 'true')
    .map((pod) => ({ id: Number(/-(\d+)$/.exec(pod.metadata.name)?.[1] ?? -1), pod: pod.metadata.name, ready: isReady(pod) && pod.metadata.deletionTimestamp === undefined }));
}

function show(request: IncomingMessage, response: ServerResponse, shown: Shown, store: TopicStore): void {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://kafdrop');
  if (pathname === '/kafdrop') {
    response.writeHead(301, { Location: 'kafdrop/' }).end();
    return;
  }
  if (pathname === '/kafdrop/') {
    const topics = store.topics().map((topic): TopicSummary => ({ ...topic, messages: store.messages(topic.name)?.length ?? 0 }));
    return answer(request, response, 200, { ...shown, topics }, () => overviewPage(shown, topics));
  }
  const [, encoded = '', messagesWanted] = /^\/kafdrop\/topic\/([^/]+)(\/messages)?\/?$/.exec(pathname) ?? [];
  const name = decoded(encoded);
  const topic = store.topics().find((one) => one.name === name);
  const messages = topic === undefined ? null : store.messages(topic.name);
  if (topic === undefined || messages === null) {
    return answer(request, response, 404, { error: `there is no topic ${name}` }, () => problemPage(`There is no topic ${name === '' ? 'or page of this address' : name}.`));
  }
  if (messagesWanted === undefined) return answer(request, response, 200, { ...topic, partitionStates: partitionsOf(topic, messages) }, () => topicPage(topic, partitionsOf(topic, messages)));
  const before = Number(searchParams.get('before') ?? Infinity);
  const found = messages.filter(({ number }) => number < before);
  const page = found.slice(-pageLength).reverse();
  const older = found.length > page.length ? page.at(-1)?.number ?? null : null;
  answer(request, response, 200, page.map(({ partition, offset, time, key, value }) => ({ partition, offset, timestamp: time, key, message: value })), () => messagesPage(topic, page, older));
}

export interface PartitionState { id: number; firstOffset: number; lastOffset: number; size: number }

function partitionsOf(topic: Topic, messages: readonly Message[]): PartitionState[] {
  return Array.from({ length: topic.partitions }, (_, id) => {
    const own = messages.filter(({ partition }) => partition === id);
    return { id, firstOffset: own[0]?.offset ?? 0, lastOffset: (own.at(-1)?.offset ?? -1) + 1, size: own.length };
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}

/** Answers as JSON where that is asked for and a page is not. */
function answer(request: IncomingMessage, response: ServerResponse, status: number, data: unknown, page: () => string): void {
  const accepts = request.headers.accept ?? '';
  const asJson = accepts.includes('application/json') && !accepts.includes('text/html');
  const body = asJson ? JSON.stringify(data) : page();
  response.writeHead(status, {
    'Content-Type': asJson ? 'application/json; charset=utf-8' : 'text/html; charset=utf-8',
    'Content-Length': Buffer.byteLength(body), 'Cache-Control': 'no-store', Vary: 'Accept', 'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': contentPolicy, 'Referrer-Policy': 'no-referrer',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
