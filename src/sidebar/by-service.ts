/**
 * The sidebar of many runbooks. It stands on every page, so a list of all would make the site grow with the square of their
 * number; by service, closed but for the page's own, it stays short to read and to send. A short list stays a list.
 */

interface Link { type: 'doc'; id: string }
interface Category<Item> { type: 'category'; label: string; collapsible: true; collapsed: true; items: Item[] }
interface Doc { id: string; frontMatter: Readonly<Record<string, unknown>> }

interface Arguments<Item> {
  docs: readonly Doc[];
  defaultSidebarItemsGenerator(args: object): readonly Item[] | Promise<readonly Item[]>;
}

/** Items that a person can still look over. */
const mostInOneList = 40;

/** Docusaurus's `sidebarItemsGenerator`: takes what it gives; gives the items it would make, by service when there are many. */
export async function sidebarByService<Item extends { type: string }>({ defaultSidebarItemsGenerator, ...rest }: Arguments<Item>) {
  return byService(await defaultSidebarItemsGenerator(rest), rest.docs);
}

/** Takes the sidebar's items in order and the runbooks; gives the items, those of one service together when there are many. */
export function byService<Item extends { type: string }>(items: readonly Item[], docs: readonly Doc[]): (Item | Category<Item>)[] {
  if (items.length <= mostInOneList) return [...items];
  const services = new Map(docs.map(({ id, frontMatter }) => [id, frontMatter['service']]));
  const groups = new Map<unknown, Item[]>();
  for (const item of items) {
    const service = isLink(item) ? services.get(item.id) : undefined;
    const key = typeof service === 'string' ? service : item;
    groups.set(key, [...groups.get(key) ?? [], item]);
  }
  return [...groups].flatMap(([service, own]): (Item | Category<Item>)[] => (
    typeof service === 'string' && own.length > 1 ? [{ type: 'category', label: service, collapsible: true, collapsed: true, items: own }] : own));
}

function isLink(item: { type: string }): item is Link {
  return item.type === 'doc';
}
