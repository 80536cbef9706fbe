/** The words and help of `handrail walkthrough`. What it does is loaded when it is asked for. */
import { type Command, Option } from 'commander';
import type { Api } from './api.ts';
import type { ListOptions, ReportOptions } from './walkthrough.ts';

type ApiAt = (url: string | undefined) => Api;
type End = (status: number) => void;
type At = { url?: string };

const urlHelp = 'a Handrail on another machine, shown the token that HANDRAIL_TOKEN_FILE names (also: HANDRAIL_URL)';

/** Takes the program, how the server is reached, and what to do with the status; adds the commands. */
export function addWalkthrough(program: Command, at: ApiAt, end: End): void {
  const walkthrough = program.command('walkthrough')
    .description('tell of walkthroughs: who does what together, how far it is, and what was done')
    .addHelpText('after', `
Status 125: the server could not be asked, or said no; the reason is on stderr.

Examples:
  handrail walkthrough list --mine
  handrail walkthrough show 01923456-789a-7000-8000-000000000000
  handrail walkthrough report 01923456-789a-7000-8000-000000000000 > report.md`);
  walkthrough.command('list')
    .description('list those that are open, the newest first')
    .option('--mine', 'only those that you began or did something in')
    .option('--ended', 'those that have ended instead')
    .option('--runbook <runbook>', 'only those of this runbook')
    .option('--env <environment>', 'only those in this environment')
    .option('--json', 'print JSON')
    .option('--url <origin>', urlHelp)
    .action(async ({ url, ...options }: ListOptions & At) => {
      const { listWalkthroughs } = await import('./walkthrough.ts');
      end(await listWalkthroughs(at(url), options));
    });
  walkthrough.command('show')
    .description('tell how one stands, step by step, and what was done in it')
    .argument('<id>', 'its id, as in its link')
    .option('--json', 'print JSON')
    .option('--url <origin>', urlHelp)
    .action(async (id: string, { url, json }: { json?: boolean } & At) => {
      const { showWalkthrough } = await import('./walkthrough.ts');
      end(await showWalkthrough(at(url), id, json ?? false));
    });
  walkthrough.command('report')
    .description('print the report of one: steps, times, outputs, notes and links, without what looks like a secret')
    .argument('<id>', 'its id, as in its link')
    .addOption(new Option('--as <form>', 'for a ticket, or as a page that needs nothing else').choices(['markdown', 'html']).default('markdown'))
    .option('--no-outputs', 'leave out what the runs printed')
    .option('--url <origin>', urlHelp)
    .action(async (id: string, { url, ...options }: ReportOptions & At) => {
      const { reportWalkthrough } = await import('./walkthrough.ts');
      end(await reportWalkthrough(at(url), id, options));
    });
}
