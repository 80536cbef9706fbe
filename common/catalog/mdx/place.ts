/** From an offset in a block's text to a place in the runbook's file. */
import type { CompileRule, Complain } from '../problem.ts';
import type { Block } from './blocks.ts';

/** Notes a problem at a line and column of a block's own text, both from 1. */
export type ComplainInside = (rule: CompileRule, line: number, column: number, message: string, instead?: string) => void;

/** Takes a block and where problems go; gives where problems of the block's own text go. */
export function inside(block: Block, complain: Complain): ComplainInside {
  return (rule, line, column, message, instead) => complain(rule, block.line + line, block.indent + column - 1, message, instead);
}

/** Takes a text and an offset in it; gives line and column, both from 1. */
export function lineAndColumn(text: string, offset: number): [line: number, column: number] {
  const before = text.slice(0, offset);
  return [before.split('\n').length, offset - before.lastIndexOf('\n')];
}
