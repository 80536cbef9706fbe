/** Walks through a page and makes its commands steps, in place. */
import type { Code, List, Node, Paragraph, PhrasingContent, Root, RootContent, Table } from 'mdast';
import { textOf } from '../../../common/catalog/mdx/headings.ts';
import { type Piece, readBlock } from '../commands/block.ts';
import { at, childrenOf, code, lineIn, paragraph, text } from '../markup.ts';
import type { Tell } from '../page.ts';
import { bareLines, isSole, soleCode } from './bare-lines.ts';
import { findExpectations } from './expectations.ts';
import { filePath } from './files.ts';
import { commandsIn, languageOf, type InlineCommand } from './inline-commands.ts';
import { makeManual } from './manual-steps.ts';
import { idOf, metaWord } from './naming.ts';
import type { StepMaker } from './step-maker.ts';

interface Section {
  /** texts of the section's blocks: what stands there is not made a step twice */
  blocks: readonly string[];
  seen: Set<string>;
}

/** Takes a page's tree, the maker of its steps and where to tell; rewrites the tree. */
export function makeSteps(tree: Root, maker: StepMaker, tell: Tell): void {
  const texts = sectionsOf(tree);
  let section: Section = { blocks: texts[0] ?? [], seen: new Set() };
  let count = 0;
  const walk = (nodes: readonly RootContent[]): RootContent[] => {
    const out: RootContent[] = [];
    for (const node of nodes) {
      if (node.type === 'heading') {
        count += 1;
        section = { blocks: texts[count] ?? [], seen: new Set() };
      }
      out.push(...one(node, out.at(-1), section));
    }
    return out;
  };
  const one = (node: RootContent, before: RootContent | undefined, here: Section): RootContent[] => {
    switch (node.type) {
      case 'code': return block(unfenced(node), before, maker, tell);
      case 'paragraph': return paragraphSteps(node, before, here);
      case 'table': return [node, ...tableSteps(node, here, maker)];
      case 'list': return [list(node)];
      case 'heading': return [node];
      default: if ('children' in node && ['blockquote', 'footnoteDefinition'].includes(node.type)) (node as { children: RootContent[] }).children = walk(childrenOf(node) as RootContent[]);
        return [node];
    }
  };
  const list = (node: List): RootContent => {
    for (const item of node.children) {
      if (makeManual(item, maker.ids)) continue;
      item.children = walk(item.children) as typeof item.children;
      if (item.children.length > 1) item.spread = node.spread = true;
    }
    return node;
  };
  const paragraphSteps = (node: Paragraph, before: RootContent | undefined, here: Section): RootContent[] => {
    if (isSole(node, before)) return block(code(soleCode(node), '', lineIn(node)), before, maker, tell);
    return bareLines(node, (line, language, at, above) => block(code(line, language, at), above, maker, tell)) ?? [node, ...inlineSteps(node.children, lineIn(node), here, maker, leadOf(before))];
  };
  tree.children = walk(tree.children);
  findExpectations(tree);
  maker.finish();
}

function sectionsOf(tree: Root): string[][] {
  const sections: string[][] = [[]];
  const visit = (node: Node): void => {
    if (node.type === 'heading') sections.push([]);
    if (node.type === 'code' && 'value' in node && !/^[\w.-]+:\d+(?:\[\d+\])?> /m.test(String(node.value))) sections.at(-1)?.push(squeeze(String(node.value)));
    childrenOf(node).forEach(visit);
  };
  visit(tree);
  return sections;
}

/** A fence that stands too far to the right is code in Markdown; its writer meant a fence. */
function unfenced(node: Code): Code {
  const lines = node.value.trim().split('\n').map((line) => line.trimEnd());
  const [, fence = '', lang = ''] = /^(`{3,}|~{3,})[ \t]*([\w-]*)$/.exec(lines[0] ?? '') ?? [];
  const inner = lines.slice(1, -1);
  if (fence === '' || (node.lang ?? '') !== '' || lines.length < 3 || lines.at(-1)?.trim() !== fence || inner.some((line) => line.trim().startsWith(fence))) return node;
  return { ...node, lang, value: inner.join('\n'), position: at(lineIn(node) + 1) };
}

function squeeze(source: string): string {
  return source.replace(/\\\n/g, ' ').replace(/\s+/g, ' ').trim();
}

function block(node: Code, before: RootContent | undefined, maker: StepMaker, tell: Tell): RootContent[] {
  const line = lineIn(node);
  const path = filePath(node, before);
  if (path !== null) return [file(node, path, maker)];
  const intro = before?.type === 'paragraph' || before?.type === 'heading' ? textOf(before) : '';
  const pieces = readBlock(node.value, node.lang ?? '', intro);
  if (pieces === null || !pieces.some(({ kind }) => kind === 'step')) return [captioned(node), node].filter((each) => each !== null);
  if (node.meta) tell(line, 'left', 'what stands behind the block’s language', node.meta);
  const steps = pieces.filter((piece) => piece.kind === 'step');
  const caption = node.data?.caption ?? '';
  const said = steps.length === 1 ? [caption, introTitle(before)] : [];
  return [captioned(node), ...pieces.flatMap((piece) => pieceNodes(piece, said, line, maker))].filter((each) => each !== null);
}

function captioned(node: Code): Paragraph | null {
  const caption = node.data?.caption ?? '';
  return caption === '' ? null : paragraph([{ type: 'strong', children: [text(caption)] }], lineIn(node));
}

function pieceNodes(piece: Piece, said: readonly string[], line: number, maker: StepMaker): RootContent[] {
  switch (piece.kind) {
    case 'step': return maker.make(piece, said, line + piece.line);
    case 'prose': return [paragraph([text(piece.text)], line + piece.line)];
    case 'show': return [code(piece.text, 'text', line + piece.line)];
  }
}

/** “Delete the old volume.” */
const isOrder = /^(?:Add|Apply|Attach|Back up|Build|Check|Clean|Clear|Clone|Compare|Confirm|Connect|Copy|Cordon|Create|Delete|Deploy|Detach|Disable|Download|Drain|Drop|Edit|Enable|Ensure|Export|Fetch|Find|Force|Get|Identify|Import|Inspect|Install|List|Load|Log|Look|Make|Mark|Migrate|Mount|Move|Note|Open|Pause|Print|Promote|Pull|Purge|Push|Query|Read|Rebalance|Reboot|Reload|Remove|Repair|Replace|Reset|Resize|Restart|Restore|Resume|Retrieve|Roll|Rotate|Save|Scale|See|Set|Show|Shut|Start|Stop|Suspend|Switch|Sync|Take|Test|Trigger|Uncordon|Uninstall|Unmount|Unseal|Update|Upgrade|Upload|Validate|Verify|View|Wait|Watch|Wipe|Write)\s[^:;]*[.:]?$/;

/** “**Deploy the job:**” before a block is the title of its only command. */
function introTitle(before: RootContent | undefined): string {
  if (before?.type !== 'paragraph') return '';
  const said = textOf(before).trim();
  const last = said.split(/(?<=[.!?])\s+/).at(-1) ?? '';
  return /:$/.test(said) || before.children.length === 1 && before.children[0]?.type === 'strong' || isOrder.test(last) && last.length <= 72 ? last : '';
}

function file(node: Code, path: string, maker: StepMaker): RootContent {
  const id = maker.ids.take([idOf(path.replace(/[/.]/g, ' ')), `file-${idOf(path)}`, 'file']);
  return { ...node, lang: node.lang ?? 'text', meta: `file=${path} run=${id} ${metaWord('title', `Write ${path}`)}`, data: { step: true } };
}

/** “Then run the following command” as a paragraph of its own. */
function leadOf(before: RootContent | undefined): string {
  const said = before?.type === 'paragraph' ? textOf(before).trim().split(/[.!?]\s+/).at(-1) ?? '' : '';
  return /\b(?:run|execute|issue|enter|type|use)\b[^.!?:]*\bcommands?\s*:?$/i.test(said) ? `${said} ` : '';
}

function inlineSteps(phrases: readonly PhrasingContent[], line: number, section: Section, maker: StepMaker, lead = ''): RootContent[] {
  return commandsIn(phrases, lead).flatMap((command) => inlineStep(command, line, section, maker));
}

function inlineStep({ language, source, said }: InlineCommand, line: number, section: Section, maker: StepMaker): RootContent[] {
  const key = squeeze(source);
  if (section.seen.has(key) || section.blocks.some((text) => text.includes(key))) return [];
  section.seen.add(key);
  return maker.make({ kind: 'step', language, source, comment: [], answer: '', exact: false, prompt: '', opening: '', inside: [], line: 0 }, [said], line);
}

/** Commands in a table's cells stand below it; what another cell of the row says is the title. */
function tableSteps(table: Table, section: Section, maker: StepMaker): RootContent[] {
  const heads = table.children[0]?.children.map((cell) => textOf(cell)) ?? [];
  return table.children.slice(1).flatMap((row) => {
    const title = row.children.find((cell) => !cell.children.some(({ type }) => type === 'inlineCode') && textOf(cell).trim() !== '');
    return row.children.flatMap((cell, column) => {
      const marked = commandsIn(cell.children);
      const bare = /command|cmd|how to|run\b|cli/i.test(heads[column] ?? '') && !cell.children.some(({ type }) => type === 'inlineCode') ? bareIn(textOf(cell)) : [];
      return [...marked, ...bare].flatMap((command) => inlineStep({ ...command, said: (title && title !== cell ? textOf(title) : '') || command.said }, lineIn(cell) || lineIn(table), section, maker));
    });
  });
}

function bareIn(cell: string): InlineCommand[] {
  const language = languageOf(cell.trim(), 'run ', '');
  return language === null ? [] : [{ language, source: cell.trim(), said: '' }];
}
