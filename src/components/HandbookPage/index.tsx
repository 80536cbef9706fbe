/** A page of the handbook: its code blocks are Docusaurus's own. */
import type { ComponentProps, ReactNode } from 'react';
import CodeBlock from '@theme-original/CodeBlock';
import DocItem from '@theme/DocItem';
import type DocItemType from '@theme/DocItem';
import includeLanguages from '@theme/prism-include-languages';
import { Prism } from 'prism-react-renderer';
import { OrdinaryBlock } from '../PlainCode/ordinary-block.ts';

// As the theme would on every page: see `src/plugin/prism.ts`.
includeLanguages(Prism);

const draw = (props: ComponentProps<typeof CodeBlock>): ReactNode => <CodeBlock {...props} />;

export default function HandbookPage(props: ComponentProps<typeof DocItemType>): ReactNode {
  return <OrdinaryBlock value={draw}><DocItem {...props} /></OrdinaryBlock>;
}
