/** The live panels of a runbook: `<Pods namespace="…" />` and its kin, into the catalog. Only what stands there may be asked for. */
import type { Node, Root } from 'mdast';
import { filledIn, isPanelKind, misfit, mostRows, namesIn, type Panel, panelAttributes, type PanelKind, usualRows } from '../../panel.ts';
import type { Parameter } from '../parameter.ts';
import type { Complain } from '../problem.ts';
import type { FrontMatter } from '../runbook.ts';
import { attributeOf, type Element, isElement } from './markup.ts';
import { walk } from './walk.ts';

/** A page with more would be a dashboard, and each costs a watch. */
const mostPanels = 12;

/** Takes a runbook's tree, front matter and declared parameters; gives its panels in order, and complains of what is wrong with one. */
export function readPanels(tree: Root, front: FrontMatter, declared: readonly Parameter[], complain: Complain): Panel[] {
  const panels: Panel[] = [];
  walk(tree, (node: Node) => {
    if (!isElement(node) || !isPanelKind(node.name)) return;
    const kind = node.name;
    const line = node.position?.start.line ?? 1;
    const say = (message: string): void => { complain('panel', line, node.position?.start.column ?? 1, message); };
    if (node.type !== 'mdxJsxFlowElement') say(`\`<${kind}>\` stands in a line of text. Give it a line of its own, with an empty line before and after.`);
    if (node.children.length > 0) say(`\`<${kind}>\` has something between its tags. Write \`<${kind} … />\`.`);
    const attributes = attributesOf(kind, node);
    if (rowsOf(kind, node) === null) say(`\`rows\` of \`<${kind}>\` is for how many rows there is room on the page: a number from 1 to ${mostRows}.`);
    for (const problem of problemsOf(kind, attributes, declared)) say(problem);
    if (kind === 'RedisGroup' && !front.redis) say('`<RedisGroup>` asks a Redis, and the front matter does not say which. Add `redis: {pod: …, namespace: …}` or `redis: {endpoint: …}`.');
    panels.push({ kind, attributes, parameters: [...new Set(Object.values(attributes).flatMap((text) => namesIn(text) ?? []))], line });
    if (panels.length === mostPanels + 1) say(`A runbook may have ${mostPanels} panels. Remove some, or divide the runbook.`);
  });
  return panels;
}

/** Takes a panel's kind and element; gives the attributes that say what is watched. The title is the page's alone. */
export function attributesOf(kind: PanelKind, element: Element): Record<string, string> {
  return Object.fromEntries(Object.keys(panelAttributes[kind]).flatMap((name) => {
    const value = attributeOf(element, name);
    return value === undefined ? [] : [[name, value]];
  }));
}

/** Takes a panel's kind and element; gives for how many rows it keeps room, null when what it says is no such number. */
export function rowsOf(kind: PanelKind, element: Element): number | null {
  const given = attributeOf(element, 'rows') ?? String(usualRows[kind]);
  return /^\d{1,2}$/.test(given) && Number(given) >= 1 && Number(given) <= mostRows ? Number(given) : null;
}

function problemsOf(kind: PanelKind, attributes: Readonly<Record<string, string>>, declared: readonly Parameter[]): string[] {
  const known = new Map(declared.map((parameter) => [parameter.name, parameter]));
  const missing = Object.entries(panelAttributes[kind]).filter(([name, need]) => need === 'must' && !attributes[name]).map(([name]) => `\`<${kind}>\` needs \`${name}\`. Write \`<${kind} ${examples[kind]} />\`.`);
  return [...missing, ...Object.entries(attributes).flatMap(([name, text]) => (text === '' ? [] : attributeProblems(kind, name, text, known)))];
}

const examples: Readonly<Record<PanelKind, string>> = {
  Pods: 'namespace="prompt-redis"', Jobs: 'namespace="consdb"', Events: 'namespace="kafka"', RedisGroup: 'stream="instrument:$INSTRUMENT" group="workers"',
};

function attributeProblems(kind: PanelKind, name: string, text: string, known: ReadonlyMap<string, Parameter>): string[] {
  const names = namesIn(text);
  if (names === null) return [`\`${name}\` of \`<${kind}>\` holds a “$” that names no parameter. Write a parameter as \`$NAME\` or \`\${NAME}\`, in upper case.`];
  const strangers = names.filter((one) => !known.has(one));
  if (strangers.length > 0) return strangers.map((one) => `\`$${one}\` in \`${name}\` of \`<${kind}>\` is no parameter of this runbook. Declare ${one} under \`parameters\` in the front matter${known.size > 0 ? ` (there are: ${[...known.keys()].join(', ')})` : ''}.`);
  // A value is checked when there is one; here, what stands around it.
  const hint = misfit(name, filledIn(text, Object.fromEntries(names.map((one) => [one, 'x']))));
  return hint === null ? [] : [`\`${name}\` of \`<${kind}>\` cannot be \`${text}\`: ${hint}. Mend it.`];
}
