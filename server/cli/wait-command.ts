/** The words and help of `handrail wait`. What it does is loaded when it is asked for. */
import type { Command } from 'commander';
import type { Api } from './api.ts';

/** Takes the program, how the server is reached, and what to do with the status; adds the command. */
export function addWait(program: Command, at: (url: string | undefined) => Api, end: (status: number) => void): void {
  program.command('wait')
    .description('wait until a run or a walkthrough has ended, and say how')
    .argument('<link>', 'its link, as it stands in Slack or in the page’s address; or the id of a run')
    .addHelpText('after', `
Ends with the run’s own status. A walkthrough that was ended with every step done is 0, another 1. Status 125 means that Handrail
itself could not: the reason is on stderr.

Examples:
  handrail wait https://runbooks.example.org/go/run/01923456-789a-7000-8000-000000000000
  handrail wait https://runbooks.example.org/go/w/01923456-789a-7000-8000-000000000000 && notify-send "It is done"`)
    .option('--url <origin>', 'a Handrail on another machine, shown the token that HANDRAIL_TOKEN_FILE names (also: HANDRAIL_URL)')
    .action(async (link: string, { url }: { url?: string }) => {
      const { waitFor } = await import('./wait.ts');
      end(await waitFor(at(url), link));
    });
}
