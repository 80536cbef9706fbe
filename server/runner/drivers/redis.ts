/**
 * A `redis` step: each command is sent by itself with `redis-cli --no-raw`, its arguments as arguments, and printed as
 * people write it down: prompt and command, then the answer. Redis answering with an error makes the exit status 1; the
 * commands after it still run, as they would typed in. When Redis cannot be reached, nothing more is sent.
 */
import { redisLines, type RedisCommand } from '../../../common/catalog/redis.ts';
import type { RedisTarget } from '../../../common/catalog/runbook.ts';
import { latin1Of, quoteWord } from '../workspace/shell-state.ts';
import type { Driver, DriverInput } from './driver.ts';

export const redisDriver: Driver = (input) => {
  const { request } = input;
  const client = clientOf(request.redis, input);
  return transcript(client.command, redisLines(request.step.source, request.parameters).map((command) => ({ prompt: client.prompt, command })));
};

export interface Asked {
  prompt: string;
  command: RedisCommand;
}

/** Takes where Redis is; gives the shell words of its client, without a terminal, and its prompt. */
export function clientOf(target: RedisTarget | null, { redis }: Pick<DriverInput, 'redis'>): { command: string; prompt: string } {
  if (target === null) throw new RangeError('The runbook does not say which Redis it is about. Name it in its front matter: `redis: {pod: …, namespace: …}`.');
  if ('pod' in target) {
    const words = ['kubectl', 'exec', target.pod, '-n', target.namespace, '--', 'redis-cli', '--no-raw'];
    return { command: words.map((word) => quoteWord(latin1Of(word))).join(' '), prompt: '127.0.0.1:6379>' };
  }
  const place = redis[target.endpoint];
  if (place === undefined) throw new RangeError(`This environment has no Redis at ${target.endpoint}. Choose an environment that offers it.`);
  return { command: `redis-cli --no-raw -h ${place.address} -p ${place.port}`, prompt: `${target.endpoint}>` };
}

/** Takes the client's shell words and the commands; gives the script. */
export function transcript(client: string, asked: readonly Asked[], before = ''): { body: string; files: Record<string, string>; keepsState: boolean } {
  const lines = asked.map(({ prompt, command }) => {
    if (command.args.some((argument) => argument.includes('\0'))) {
      throw new RangeError(`Line ${command.line} holds a NUL byte, which cannot be passed as an argument.`);
    }
    return `ask ${[`${prompt} ${command.text}`, ...command.args].map((word) => quoteWord(latin1Of(word))).join(' ')}`;
  });
  return { body: `${before}client=(${client})\n${ask}${lines.join('\n')}\nexit "$worst"\n`, files: {}, keepsState: false };
}

const ask = `worst=0
ask() {
  printf '%s\\n' "$1"
  shift
  "\${client[@]}" "$@" | {
    refused=0
    while IFS= read -r line || [[ -n $line ]]; do
      [[ $line == '(error) '* ]] && refused=1
      printf '%s\\n' "$line"
    done
    exit "$refused"
  }
  local ended=("\${PIPESTATUS[@]}")
  if ((ended[0] != 0)); then exit "\${ended[0]}"; fi
  if ((ended[1] != 0)); then worst=1; fi
}
`;
