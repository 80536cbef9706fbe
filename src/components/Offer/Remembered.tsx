/** In the browser’s own list of fixed choices: what it was last time, before the others. */
import { type ReactNode, useEffect } from 'react';
import type { Parameter } from '../../../common/catalog/parameter.ts';
import type { Page } from '../../client/page.ts';
import { useRemembered } from './use-remembered.ts';

interface Props {
  page: Page;
  parameter: Parameter;
  select: HTMLSelectElement;
}

export default function Remembered({ page, parameter, select }: Props): ReactNode {
  const [last] = useRemembered(page, parameter);
  const { value = '', note = '' } = last ?? {};
  useEffect(() => (value === '' ? undefined : putFirst(select, `${note.charAt(0).toUpperCase()}${note.slice(1)}`, value)), [select, value, note]);
  return null;
}

/** The list is the page’s, and stands already: this goes before what is in it, and leaves it as it was. Gives what takes it away. */
function putFirst(list: HTMLSelectElement, label: string, value: string): () => void {
  const group = document.createElement('optgroup');
  group.label = label;
  group.append(new Option(value, value));
  keeping(list, () => { list.prepend(group); });
  return () => { keeping(list, () => { group.remove(); }); };
}

function keeping(list: HTMLSelectElement, act: () => void): void {
  const chosen = list.value;
  act();
  list.value = chosen;
}
