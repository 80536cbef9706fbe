/** A text with the places marked that were looked for. */
import { Fragment, type ReactNode } from 'react';
import type { Marked } from '../../../common/search/snippet.ts';

export default function MarkedText({ text, marks }: Marked): ReactNode {
  return (
    <>
      {marks.map(([start, end], at) => <Fragment key={start}>{text.slice(marks[at - 1]?.[1] ?? 0, start)}<mark>{text.slice(start, end)}</mark></Fragment>)}
      {text.slice(marks.at(-1)?.[1] ?? 0)}
    </>
  );
}
