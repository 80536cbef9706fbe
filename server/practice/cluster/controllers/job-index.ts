/** Indexed jobs: which index a pod has, and how done ones are written (`0-2,5`). */
import { isRecord } from '../object.ts';
import type { Container, Pod, PodTemplate } from '../pod.ts';

export const indexKey = 'batch.kubernetes.io/job-completion-index';

/** Takes a pod; gives its index, or -1. */
export function indexOf(pod: Pod): number {
  const text = pod.metadata.annotations?.[indexKey];
  return text === undefined || !/^\d+$/.test(text) ? -1 : Number(text);
}

/** Takes ranges such as `0-2,5`; gives the numbers. */
export function parseIndexes(text: string): number[] {
  return text.split(',').filter((part) => part !== '').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  });
}

/** Takes numbers; gives them as ranges. */
export function formatIndexes(indexes: Iterable<number>): string {
  const ranges: [number, number][] = [];
  for (const index of [...indexes].sort((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && last[1] === index - 1) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}

/** Takes how many indexes there are, those that are taken and how many are wanted; gives the lowest free ones. */
export function freeIndexes(completions: number, taken: ReadonlySet<number>, wanted: number): number[] {
  const free: number[] = [];
  for (let index = 0; index < completions && free.length < wanted; index += 1) if (!taken.has(index)) free.push(index);
  return free;
}

/** Takes a job's name, its template and an index; gives the template of that index's pod. */
export function indexedTemplate(name: string, { metadata = {}, spec }: PodTemplate, index: number): PodTemplate {
  const mark = { [indexKey]: String(index) };
  return {
    metadata: { ...metadata, generateName: `${name}-${index}-`, labels: { ...metadata.labels, ...mark }, annotations: { ...metadata.annotations, ...mark } },
    spec: {
      ...spec,
      hostname: `${name}-${index}`,
      containers: spec.containers.map(withIndex),
      ...(spec.initContainers ? { initContainers: spec.initContainers.map(withIndex) } : {}),
    },
  };
}

function withIndex(container: Container): Container {
  const name = 'JOB_COMPLETION_INDEX';
  if (container.env?.some((one) => isRecord(one) && one.name === name) === true) return container;
  return { ...container, env: [...container.env ?? [], { name, valueFrom: { fieldRef: { fieldPath: `metadata.labels['${indexKey}']` } } }] };
}
