/**
 * Writes core/v1 Events as controllers do: the same thing said again counts up instead of repeating; what is old goes.
 */
import { type Clock, formatMicroTime, formatTime } from './clock.ts';
import type { KubeObject } from './object.ts';
import type { Objects } from './objects.ts';
import { events, namespaces } from './resources.ts';
import type { Storage } from './storage.ts';
import type { KubeEvent } from './workload.ts';

/** An API server keeps events for an hour (`--event-ttl`). */
const timeToLive = 3_600_000;
/** Beyond this many the oldest go: a crash loop must not fill a small world. */
const most = 500;
/**
 * More than so many events that differ in their message alone, within so long (world milliseconds), become one
 * (k8s.io/client-go/tools/record, EventAggregator).
 */
const mostSimilar = 10;
const similarFor = 600_000;
/** As a real API server: a message may quote what somebody wrote into a manifest. */
const longestMessage = 1024;

export interface Told {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  component: string;
  host?: string;
  /** which part of the object, such as `spec.containers{redis}` */
  fieldPath?: string;
  /** what was done; makes it an event of the newer kind, whose only time is eventTime */
  action?: string;
}

export class Recorder {
  readonly #storage: Storage;
  readonly #objects: Objects;
  readonly #clock: Clock;
  /** names of events by what they say */
  readonly #known = new Map<string, { namespace: string; name: string }>();
  /** messages of events that are alike otherwise, and when the last of them came */
  readonly #similar = new Map<string, { messages: Set<string>; last: number }>();
  #cancelSweep: () => void;
  /** the last event's number: nanoseconds, as real names have, and never the same twice, so that names sort by time */
  #number = 0n;

  constructor(storage: Storage, objects: Objects, clock: Clock) {
    this.#storage = storage;
    this.#objects = objects;
    this.#clock = clock;
    this.#cancelSweep = this.#sweepLater();
  }

  /** Takes the object it is about and what to tell; writes the event. */
  record(about: KubeObject, told: Told): void {
    // what belongs to the whole cluster is told in the default namespace
    const namespace = about.metadata.namespace ?? 'default';
    if (!this.#storage.get(namespaces, '', namespace)) return;
    const alike = [about.metadata.uid, told.component, told.type, told.reason, told.fieldPath].join('\n');
    const combined = told.action === undefined && this.#isOneOfMany(alike, told.message);
    const sameness = combined ? alike : `${alike}\n${told.message}`;
    const known = this.#known.get(sameness);
    const before = known && this.#storage.get<KubeEvent>(events, known.namespace, known.name);
    const message = combined ? `(combined from similar events): ${told.message}` : told.message;
    if (before) return this.#again(before, message.slice(0, longestMessage));
    if (this.#storage.count(events) > most) this.#sweep();
    const made = this.#objects.create(events, namespace, this.#event(about, namespace, { ...told, message }));
    this.#known.set(sameness, { namespace, name: made.metadata.name });
  }

  /** The older kind of event counts up, the newer kind becomes a series. */
  #again(before: KubeEvent, message: string): void {
    const now = this.#clock.now();
    const told = before.eventTime === null
      ? { message, count: (before.count ?? 1) + 1, lastTimestamp: formatTime(now) }
      : { series: { count: (before.series?.count ?? 1) + 1, lastObservedTime: formatMicroTime(now) } };
    this.#storage.update(events, { ...before, metadata: { ...before.metadata }, ...told });
  }

  #isOneOfMany(alike: string, message: string): boolean {
    const now = this.#clock.now();
    const found = this.#similar.get(alike);
    const messages = found && now - found.last < similarFor ? found.messages : new Set<string>();
    // beyond the bound messages need not be told apart any more
    if (messages.size <= mostSimilar) messages.add(message);
    this.#similar.set(alike, { messages, last: now });
    return messages.size > mostSimilar;
  }

  #event(about: KubeObject, namespace: string, told: Told): object {
    const now = this.#clock.now();
    const modern = told.action !== undefined;
    const number = BigInt(now) * 1_000_000n;
    this.#number = number > this.#number ? number : this.#number + 1n;
    return {
      metadata: { name: `${about.metadata.name}.${this.#number.toString(16)}`, namespace },
      involvedObject: {
        kind: about.kind, namespace: about.metadata.namespace, name: about.metadata.name, uid: about.metadata.uid, apiVersion: about.apiVersion,
        resourceVersion: about.metadata.resourceVersion, ...(told.fieldPath === undefined ? {} : { fieldPath: told.fieldPath }),
      },
      reason: told.reason,
      message: told.message.slice(0, longestMessage),
      type: told.type,
      source: modern ? {} : { component: told.component, ...(told.host === undefined ? {} : { host: told.host }) },
      firstTimestamp: modern ? null : formatTime(now),
      lastTimestamp: modern ? null : formatTime(now),
      eventTime: modern ? formatMicroTime(now) : null,
      ...(modern ? { action: told.action } : { count: 1 }),
      reportingComponent: told.component,
      reportingInstance: told.host ?? (modern ? `${told.component}-practice` : ''),
    };
  }

  #sweepLater(): () => void {
    return this.#clock.after(timeToLive / 6, () => {
      this.#sweep();
      this.#cancelSweep = this.#sweepLater();
    });
  }

  #sweep(): void {
    const all = this.#storage.list<KubeEvent>(events).sort((a, b) => timeOf(a) - timeOf(b));
    const since = this.#clock.now() - timeToLive;
    // more than one at a time, so that a full store is not swept at every event
    const surplus = all.length > most ? all.length - most * 0.9 : 0;
    all.filter((event, at) => at < surplus || timeOf(event) < since)
      .forEach((event) => { this.#storage.remove(events, event.metadata.namespace ?? '', event.metadata.name); });
    for (const [alike, { last }] of this.#similar) if (this.#clock.now() - last >= similarFor) this.#similar.delete(alike);
    for (const [sameness, { namespace, name }] of this.#known) {
      if (!this.#storage.get(events, namespace, name)) this.#known.delete(sameness);
    }
  }

  close(): void {
    this.#cancelSweep();
  }
}

function timeOf(event: KubeEvent): number {
  return Date.parse(event.series?.lastObservedTime ?? event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp);
}
