/** `handrail test`: every procedure in a fresh practice world. What does the work is loaded only when it is called. */
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import type { Config } from '../config/load.ts';

export interface TestDeps {
  config: Config;
  end(status: number): void;
}

export interface TestWords {
  env: string;
  target?: string;
  jobs?: number;
  update?: true;
  json?: true;
  tap?: string;
  junit?: string;
  report?: string;
  record: boolean;
  patience: number;
  runbooks: string;
}

/** The folder whose results are kept. */
export const ownRunbooks = resolve(import.meta.dirname, '../../runbooks');

/** Takes the program and what commands are given; adds the command. */
export function addTest(program: Command, { config, end }: TestDeps): void {
  program.command('test')
    .description('try every procedure in a practice world of its own, as a person would, and tell what does not end as its runbook says')
    .argument('[runbook[#procedure|#step]...]', 'what to try; all runbooks when left out')
    .option('--env <environment>', 'where; only practice has worlds to spare', 'practice')
    .option('--target <target>', 'one target only')
    .option('--jobs <number>', 'worlds at once; as many as there are cores when left out', whole(1, 64))
    .option('--update', 'write the transcripts anew where the answers differ; what “…” still fits stays “…”')
    .option('--json', 'print JSON lines: {"unit"} for each procedure as it is done, {"obstacle"}, and {"end"} as the last')
    .option('--tap <file>', 'also write TAP, version 14')
    .option('--junit <file>', 'also write JUnit’s XML')
    .option('--report <file>', 'also write the report')
    .option('--no-record', 'do not keep the results for the page (build/tested.json)')
    .option('--patience <seconds>', 'how long a step may take, whatever it allows itself', whole(1, 24 * 3600), 120)
    .option('--runbooks <folder>', 'another folder of runbooks; what is found out of it is not kept', ownRunbooks)
    .addHelpText('after', `
What a person brings (values, keys to type, what stands in for steps done by hand) stands beside a runbook, in
runbooks/<name>.practice.yaml. Nobody's own practice world is touched, and no server is needed.

Status 0: nothing failed. 1: something did. 125: nothing could be tried; the reason is on stderr.

Examples:
  handrail test
  handrail test prompt-redis
  handrail test prompt-redis#restarting-redis --target dev
  handrail test prompt-redis#ping --update
  handrail test --junit build/runbooks.xml --report build/runbooks.txt`)
    .action(async (references: string[], words: TestWords) => {
      const { test } = await import('./test-runbooks.ts');
      end(await test(config, references, words));
    });
}

function whole(least: number, most: number): (word: string) => number {
  return (word) => {
    const number = Number(word);
    if (!/^\d{1,6}$/.test(word) || number < least || number > most) throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
    return number;
  };
}
