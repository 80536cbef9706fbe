/**
 * A `console` step: the commands behind the prompts of a transcript, run one after the other and printed as the
 * transcript shows them. Redis prompts go to the client that the opening line names (without its terminal), else to the
 * runbook's own Redis. In a shell's transcript the status is that of the last command that failed.
 */
import { parseConsole, type ConsoleBlock } from '../../../common/catalog/console.ts';
import { redisLines } from '../../../common/catalog/redis.ts';
import { latin1Of, quoteWord } from '../workspace/shell-state.ts';
import type { Driver, DriverInput, Script } from './driver.ts';
import { clientOf, transcript } from './redis.ts';

export const consoleDriver: Driver = (input) => {
  const block = parseConsole(input.request.step.source);
  const [problem] = block.problems;
  if (problem) throw new RangeError(`Line ${problem.line}: ${problem.message}`);
  return block.session === 'redis' ? redisSession(block, input) : shellSession(block);
};

function redisSession(block: ConsoleBlock, input: DriverInput): Script {
  const { parameters, redis } = input.request;
  const asked = block.exchanges.flatMap(({ prompt, command }) =>
    redisLines(command, parameters).map((line) => ({ prompt, command: line })));
  const opening = block.opening;
  if (opening === null || !/\bredis-cli\b/.test(opening) || opening.trim() === 'redis-cli') {
    return transcript(clientOf(redis, input).command, asked);
  }
  // The opening line is the author's own shell, parameters as variables in it; `withoutTerminal` then sees its words.
  return transcript('"${client[@]}"', asked, `printf '%s\\n' ${quoteWord(latin1Of(opening))}\nclient=(${latin1Of(opening)})\n${withoutTerminal}`);
}

/** A client without a terminal answers once and prints what people write down. */
const withoutTerminal = `words=() before=1
for word in "\${client[@]}"; do
  [[ $word == -- ]] && before=
  case $before$word in 1-i | 1-t | 1-it | 1-ti | 1--stdin | 1--tty) continue ;; esac
  words+=("$word")
done
client=("\${words[@]}" --no-raw)
`;

function shellSession(block: ConsoleBlock): Script {
  const lines = block.exchanges.map(({ prompt, command }) => {
    const text = latin1Of(command);
    return `printf '%s\\n' ${quoteWord(`${prompt} ${text}`)}\neval ${quoteWord(text)}\nhandrail_ended=$?; ((handrail_ended == 0)) || handrail_worst=$handrail_ended`;
  });
  return { body: `handrail_worst=0\n${lines.join('\n')}\nexit "$handrail_worst"\n`, files: {}, keepsState: true };
}
