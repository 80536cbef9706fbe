/** What no command can do: a click, an announcement. Only items of lists that begin with such an order become manual steps. */
import type { ListItem } from 'mdast';
import { textOf } from '../../../common/catalog/mdx/headings.ts';
import { lineIn, manual } from '../markup.ts';
import { commandsIn } from './inline-commands.ts';
import { type Ids, idOf } from './naming.ts';

const order = /^(?:(?:then|next|finally|first|now)[, ]+)?(?:click|double-click|right-click|press (?!any)|select (?!all\b|\*)|tick|toggle|scroll|refresh|sync(?:hroni[sz]e)?|announce|notify|inform|post (?:a|an|the|in|to|on)|page (?:the|on-?call|someone)|call (?:the|on-?call)|email|e-mail|tell (?:the|every|people)|ask (?:the|for)|approve|merge (?:the|your)|get (?:it|the (?:pr|pull request|merge request)) (?:approved|reviewed)|(?:open|create|file|raise) (?:a|an|the) (?:pull request|pr|merge request|ticket|incident|jira|issue|change request)|log ?in to (?:the )?[\w ]*(?:console|ui|portal|dashboard|web|gui)|(?:open|go to|navigate to) (?:the )?[\w "'“”*-]*(?:tab|page|menu|console|ui|dashboard|portal|screen|panel|section)\b|acknowledge|silence the|update the status ?page|wait for (?:approval|the on-?call)|schedule (?:a|the) (?:maintenance|meeting|downtime)|declare (?:an|the) incident)/i;

/** Takes an item and the ids that are taken; makes a manual step of it where it is one. Gives whether it did. */
export function makeManual(item: ListItem, ids: Ids): boolean {
  const [only, ...rest] = item.children;
  if (only?.type !== 'paragraph' || rest.length > 0 || typeof item.checked === 'boolean' && item.checked) return false;
  if (commandsIn(only.children).length > 0) return false;
  const text = textOf(only).replace(/\s+/g, ' ').trim();
  if (!order.test(text) || text.length > 400) return false;
  item.children = [manual(ids.take([idOf(text), 'by-hand']), only.children, lineIn(only))];
  return true;
}
