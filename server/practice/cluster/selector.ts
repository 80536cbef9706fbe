/** Label and field selectors, in the text form of query parameters and the object form of specs. */
import { type KubeObject, isRecord } from './object.ts';
import { badRequest } from './status.ts';

export type Matcher = (object: KubeObject) => boolean;

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

interface Requirement { key: string; operator: 'in' | 'notin' | 'exists' | 'missing'; values: string[] }

const key = String.raw`[A-Za-z0-9](?:[-A-Za-z0-9_./]*[A-Za-z0-9])?`;
const value = String.raw`[-A-Za-z0-9_.]*`;
const forms: [RegExp, (found: string[]) => Requirement][] = [
  [new RegExp(`^(${key})\\s+(in|notin)\\s*\\(([^()]*)\\)$`), ([, name = '', operator, list = '']) =>
    ({ key: name, operator: operator === 'in' ? 'in' : 'notin', values: list.split(',').map((one) => one.trim()) })],
  [new RegExp(`^(${key})\\s*==?\\s*(${value})$`), ([, name = '', wanted = '']) => ({ key: name, operator: 'in', values: [wanted] })],
  [new RegExp(`^(${key})\\s*!=\\s*(${value})$`), ([, name = '', wanted = '']) => ({ key: name, operator: 'notin', values: [wanted] })],
  [new RegExp(`^!\\s*(${key})$`), ([, name = '']) => ({ key: name, operator: 'missing', values: [] })],
  [new RegExp(`^(${key})$`), ([, name = '']) => ({ key: name, operator: 'exists', values: [] })],
];

/** Takes the text of `labelSelector`; gives what it matches. Throws 400 when it does not parse. */
export function parseLabelSelector(text: string): Matcher {
  const requirements = splitOutside(text).map((part) => parseRequirement(part, text));
  return (object) => requirements.every((requirement) => meets(object.metadata.labels ?? {}, requirement));
}

function parseRequirement(part: string, whole: string): Requirement {
  for (const [form, read] of forms) {
    const found = form.exec(part);
    if (found) return read([...found]);
  }
  throw badRequest(`unable to parse requirement: ${JSON.stringify(part)} in the label selector ${JSON.stringify(whole)}`);
}

/** Splits at commas that stand outside parentheses. */
function splitOutside(text: string): string[] {
  return text.split(/,(?![^(]*\))/).map((part) => part.trim()).filter((part, _, all) => part !== '' || all.length > 1);
}

function meets(labels: Record<string, string>, { key: name, operator, values }: Requirement): boolean {
  const has = Object.hasOwn(labels, name);
  const found = labels[name] ?? '';
  switch (operator) {
    case 'exists': return has;
    case 'missing': return !has;
    case 'in': return has && values.includes(found);
    case 'notin': return !has || !values.includes(found);
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
    if (!found) throw badRequest(`invalid field selector ${JSON.stringify(text)}: can't understand ${JSON.stringify(part)}`);
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
