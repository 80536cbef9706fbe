/**
 * Code blocks: those the build marked as steps can be run, those it coloured are shown as they are. Any other is Docusaurus's
 * in the handbook, and plain text in a runbook.
 */
import { type ComponentProps, type ReactNode, useContext } from 'react';
import type CodeBlockType from '@theme/CodeBlock';
import PlainCode from '@site/src/components/PlainCode';
import { OrdinaryBlock } from '@site/src/components/PlainCode/ordinary-block.ts';
import RunnableStep from '@site/src/components/RunnableStep';

type Props = ComponentProps<typeof CodeBlockType> & { 'data-step'?: string; 'data-tokens'?: string };

export default function CodeBlock({ 'data-step': step, 'data-tokens': tokens, ...props }: Props): ReactNode {
  const draw = useContext(OrdinaryBlock);
  if (tokens === undefined && draw !== null) return draw(props);
  // Markdown ends a block's text with a line end of its own.
  const source = String(props.children).replace(/\n$/, '');
  return step === undefined ? <PlainCode source={source} tokens={tokens ?? ''} title={props.title} />
    : <RunnableStep data={step} tokens={tokens ?? ''} source={source} />;
}
