/**
 * Makes each live panel of a runbook (`<Pods namespace="…" />`) one component for the page, and what it says before anything is
 * live ordinary text inside it: a caption, and the command that shows the same in a terminal. So that stands on the page without
 * any script, and is not worded twice.
 */
import type { Node, Paragraph, Root, Text } from 'mdast';
import { canonical } from '../../../common/catalog/digest.ts';
import { attributesOf, rowsOf } from '../../../common/catalog/mdx/panels.ts';
import { attributeOf, isElement } from '../../../common/catalog/mdx/markup.ts';
import { walk } from '../../../common/catalog/mdx/walk.ts';
import type { Runbook } from '../../../common/catalog/runbook.ts';
import { commandOf, filledIn, isPanelKind, type PanelKind } from '../../../common/panel.ts';

/** Takes a runbook's tree and its entry in the catalog; writes its panels as the page draws them. */
export function markPanels(tree: Root, { parameters, panels, redis }: Runbook): void {
  const defaults = Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.default]));
  walk(tree, (node: Node) => {
    if (!isElement(node) || node.type !== 'mdxJsxFlowElement' || !isPanelKind(node.name)) return;
    const kind = node.name;
    const attributes = attributesOf(kind, node);
    const panel = panels?.find((one) => one.kind === kind && canonical(one.attributes) === canonical(attributes));
    if (panel === undefined) return;
    const title = attributeOf(node, 'title');
    const used = Object.fromEntries(panel.parameters.map((name) => [name, defaults[name] ?? '']));
    const [caption, command] = [title ?? captionOf(kind, attributes), commandOf(kind, attributes, clientOf(redis))];
    node.name = 'LivePanel';
    node.children = still(filledIn(caption, used), filledIn(command, used));
    node.attributes = Object.entries({
      kind, of: JSON.stringify(attributes), caption, command, rows: String(rowsOf(kind, node)),
      ...(Object.keys(used).length > 0 ? { defaults: JSON.stringify(used) } : {}),
    }).map(([name, value]) => ({ type: 'mdxJsxAttribute', name, value }));
  });
}

function still(caption: string, command: string): Paragraph[] {
  const text = (value: string): Text => ({ type: 'text', value });
  return [
    { type: 'paragraph', children: [{ type: 'strong', children: [text(caption)] }] },
    { type: 'paragraph', children: [text('Whoever is logged in sees this live here. In a terminal: '), { type: 'inlineCode', value: command }] },
  ];
}

function captionOf(kind: PanelKind, given: Readonly<Record<string, string>>): string {
  const { namespace = '', selector, object, stream = '', group = '' } = given;
  switch (kind) {
    case 'Pods': return `Pods in ${namespace}${selector === undefined ? '' : ` (${selector})`}`;
    case 'Jobs': return `Jobs in ${namespace}${selector === undefined ? '' : ` (${selector})`}`;
    case 'Events': return object === undefined ? `Events in ${namespace}` : `Events of ${object} in ${namespace}`;
    case 'RedisGroup': return `Group ${group} of the stream ${stream}`;
  }
}

/** The words that start redis-cli where the runbook's Redis is. */
function clientOf(redis: Runbook['redis']): string {
  if (redis === null) return 'redis-cli';
  if ('pod' in redis) return `kubectl exec ${redis.pod} -n ${redis.namespace} -- redis-cli`;
  const [host = '', port] = redis.endpoint.split(':');
  return `redis-cli -h ${host}${port === undefined ? '' : ` -p ${port}`}`;
}
