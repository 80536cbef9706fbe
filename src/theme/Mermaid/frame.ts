/**
 * About how high Mermaid will draw a diagram, told from its source: its room is kept before it is drawn, and nothing moves when it
 * comes. What is drawn is shrunk to the room where that was too little. The sizes are those that come of the spacing and the letters in
 * `src/plugin/mermaid.ts`, measured in a browser. Pure.
 */

/** Pixels: one line of a label, what a shape adds around it, between nodes beside each other, between ranks, a label on an edge, a frame around nodes. */
const size = { line: 15.5, box: 24.5, round: 12.5, drum: 48, beside: 30, rank: 32, label: 20, group: 80, edge: 16 } as const;
const bounds = { least: 64, usual: 288, most: 1_200 } as const;

interface Node {
  rank: number;
  /** in pixels */
  height: number;
}

/** Takes a diagram's source; gives the height that is kept for it, in pixels. Of kinds other than flowcharts and sequences it is a guess. */
export function frameHeight(source: string): number {
  const text = source.replace(/^[ \t]*accDescr[ \t]*\{[^}]*\}/m, '');
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !/^(%%|acc(Title|Descr)\b|style\b|classDef\b|class\b|click\b|linkStyle\b|direction\b)/.test(line));
  const [head = '', ...rest] = lines;
  const kind = /^(?:flowchart|graph)[ \t]+(LR|RL|TB|TD|BT)\b/.exec(head)?.[1];
  const height = kind !== undefined ? chartHeight(rest, kind === 'LR' || kind === 'RL') : head === 'sequenceDiagram' ? sequenceHeight(rest) : bounds.usual;
  return Math.round(Math.min(bounds.most, Math.max(bounds.least, height)));
}

function sequenceHeight(lines: readonly string[]): number {
  const messages = lines.filter((line) => /->|-\)|-x|^note\b/i.test(line)).length;
  return 150 + 44 * messages;
}

const shape = /(\w+)[ \t]*(\(\[|\[\(|\(\(|\[|\(|\{)"?([^"\])}]*)"?[\])}]{1,2}/g;
const arrow = /[ \t]*(?:<?(?:--+|==+|-\.+-?)(?:[ \t]*"[^"]*"[ \t]*(?:--+|==+|-\.+-))?[>xo]?)[ \t]*(?:\|[^|]*\|)?[ \t]*/;

function chartHeight(lines: readonly string[], isSideways: boolean): number {
  const nodes = new Map<string, Node>();
  let groups = 0;
  let labelled = 0;
  const nodeOf = (id: string): Node => {
    const node = nodes.get(id) ?? { rank: 0, height: size.box + size.line };
    nodes.set(id, node);
    return node;
  };
  for (const line of lines) {
    if (line.startsWith('subgraph')) groups += 1;
    if (/^(subgraph|end)\b/.test(line)) continue;
    for (const [, id = '', opening = '', label = ''] of line.matchAll(shape)) nodeOf(id).height = heightOf(opening, label);
    const bare = line.replace(shape, '$1');
    labelled += /\||--[ \t]*"/.test(bare) ? 1 : 0;
    rank(bare.split(arrow).map((ids) => ids.split('&').map((id) => nodeOf(id.trim()))), nodes);
  }
  const ranks: number[][] = [];
  for (const node of nodes.values()) (ranks[node.rank] ??= []).push(node.height);
  const room = groups * size.group + size.edge;
  if (isSideways) return room + Math.max(0, ...ranks.map((own) => sum(own) + size.beside * (own.length - 1)));
  const between = ranks.length - 1;
  return room + sum(ranks.map((own) => Math.max(...own))) + between * size.rank + Math.min(between, labelled) * size.label;
}

/** What an arrow leads to stands after what it comes from; one that leads back to what was named before changes nothing. */
function rank(chain: readonly (readonly Node[])[], nodes: ReadonlyMap<string, Node>): void {
  const order = [...nodes.values()];
  for (const [at, from] of chain.slice(0, -1).entries()) {
    for (const [one, other] of from.flatMap((node) => (chain[at + 1] ?? []).map((next) => [node, next] as const))) {
      if (order.indexOf(one) < order.indexOf(other)) other.rank = Math.max(other.rank, one.rank + 1);
    }
  }
}

function heightOf(opening: string, label: string): number {
  const around = opening === '[(' ? size.drum : opening === '([' ? size.round : size.box;
  return around + size.line * label.split(/<br[ \t]*\/?>/).length;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
