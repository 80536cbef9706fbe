/**
 * A command typed by the person, as arguments and without a shell between; none gives a shell. The step's source is what the
 * command reads as its standard input: latin-1, one character a byte.
 */
import { inside } from '../../sandbox/layout.ts';
import { latin1Of, quoteWord } from '../workspace/shell-state.ts';
import type { Driver, Script } from './driver.ts';

export const argvDriver: Driver = ({ request }): Script => {
  const words = (request.step.argv ?? []).map((word) => quoteWord(latin1Of(word)));
  const { source } = request.step;
  if (words.length > 0 && source !== '') return { body: `${words.join(' ')} <${inside.step}/input\n`, files: { input: source }, keepsState: false };
  if (words.length > 0) return { body: `${words.join(' ')}\n`, files: {}, keepsState: false };
  return {
    body: 'exec bash --noprofile --rcfile /run/handrail/shell -i\n',
    files: { shell: `${keep}PS1='\\[\\e[1m\\]handrail\\[\\e[0m\\]:\\w\\$ '\nPROMPT_COMMAND=\n` },
    keepsState: true,
  };
};

/** The shell that takes over keeps the state at its own end. */
const keep = '. /run/handrail/keep\n';
