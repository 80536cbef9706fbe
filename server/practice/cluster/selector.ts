/** Label and field selectors, in the text form of query parameters and the object form of specs. */
import { type KubeObject, isRecord } from './object.ts';
import { type Requirement, SelectorError, parseRequirements } from './selector-text.ts';
import { badRequest } from './status.ts';

export type Matcher = (object: KubeObject) => boolean;

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

/** Takes the text of `labelSelector`; gives what it matches. Throws 400 when it does not parse. */
export function parseLabelSelector(text: string): Matcher {
  let requirements: Requirement[];
  try {
    requirements = parseRequirements(text);
  } catch (error) {
    throw error instanceof SelectorError ? badRequest(error.message) : error;
  }
  return (object) => requirements.every((requirement) => meets(object.metadata.labels ?? {}, requirement));
}

function meets(labels: Record<string, string>, { key: name, operator, values }: Requirement): boolean {
  const has = Object.hasOwn(labels, name);
  const found = labels[name] ?? '';
  switch (operator) {
    case 'exists': return has;
    case 'missing': return !has;
    case 'in': return has && values.includes(found);
    case 'notin': return !has || !values.includes(found);
    case 'above': return has && Number.parseInt(found, 10) > Number(values[0]);
    case 'below': return has && Number.parseInt(found, 10) < Number(values[0]);
  }
}

/** Takes a spec's selector and labels; tells whether it selects them. An empty selector selects everything, none nothing. */
export function selects(selector: LabelSelector | undefined, labels: Record<string, string> = {}): boolean {
  if (!selector) return false;
  const wanted = Object.entries(selector.matchLabels ?? {}).every(([name, text]) => labels[name] === text);
  return wanted && (selector.matchExpressions ?? []).every(({ key: name, operator, values = [] }) => {
    const operators: Record<string, Requirement['operator']> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: 'missing' };
    const known = operators[operator];
    return known !== undefined && meets(labels, { key: name, operator: known, values });
  });
}

/** Takes a spec's selector; gives it as text, the way tables and Scale show it. */
export function formatSelector(selector: LabelSelector | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([name, text]) => `${name}=${text}`).sort();
  const expressions = (selector?.matchExpressions ?? []).map(({ key: name, operator, values = [] }) => {
    if (operator === 'Exists') return name;
    if (operator === 'DoesNotExist') return `!${name}`;
    return `${name} ${operator === 'In' ? 'in' : 'notin'} (${[...values].sort().join(',')})`;
  });
  return [...labels, ...expressions].join(',');
}

/** Takes the text of `fieldSelector` and what it is asked of; gives what it matches. Throws 400 for other fields and forms. */
export function parseFieldSelector(text: string, kind: string): Matcher {
  const terms = text.split(',').filter((part) => part !== '').map((part) => {
    const found = /^([A-Za-z][\w.]*)(==|!=|=)(.*)$/.exec(part);
    if (!found) throw badRequest(`invalid selector: '${text}'; can't understand '${part}'`);
    const [, path = '', operator, wanted = ''] = found;
    if (!isSelectable(path, kind)) throw badRequest(`field label not supported: ${path}`);
    return { path: path.split('.'), negative: operator === '!=', wanted };
  });
  return (object) => terms.every(({ path, negative, wanted }) => (fieldText(object, path) === wanted) !== negative);
}

/** Fields an API server can select by; the lists are those of k8s.io/kubernetes/pkg/apis/core/v1/conversion.go. */
const selectable: Record<string, string[]> = {
  Pod: ['spec.nodeName', 'spec.restartPolicy', 'spec.schedulerName', 'spec.serviceAccountName', 'status.phase', 'status.podIP', 'status.nominatedNodeName'],
  Node: ['spec.unschedulable'],
  Namespace: ['status.phase'],
  Secret: ['type'],
  Service: ['spec.clusterIP', 'spec.type'],
  Job: ['status.successful'],
  Event: [
    'involvedObject.kind', 'involvedObject.namespace', 'involvedObject.name', 'involvedObject.uid', 'involvedObject.apiVersion',
    'involvedObject.resourceVersion', 'involvedObject.fieldPath', 'reason', 'reportingComponent', 'source', 'type',
  ],
};

function isSelectable(path: string, kind: string): boolean {
  return path === 'metadata.name' || path === 'metadata.namespace' || (selectable[kind]?.includes(path) ?? false);
}

function fieldText(object: KubeObject, path: string[]): string {
  let at: unknown = object;
  for (const step of path) at = isRecord(at) ? at[step] : undefined;
  if (isRecord(at) && path.at(-1) === 'source') return String(at['component'] ?? '');
  return at === undefined || at === null ? '' : String(at);
}
