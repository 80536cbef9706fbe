/** The words and help of the commands about people: who comes in, what they may do, and tokens. */
import type { Command } from 'commander';
import type { Api } from './api.ts';
import { disable, enable, invite, listPeople, loginLink, setRoles } from './people.ts';
import { listTokens, makeToken, revokeToken, type TokenOptions } from './tokens.ts';

type End = (status: number) => void;

const notDone = 'Status 125: it was not done; the reason is on stderr.';
const listed = (word: string): string[] => word.split(',').map((each) => each.trim()).filter((each) => each !== '');

/** Takes the program, the API of this machine's server and what to do with the status; adds the commands. */
export function addPeople(program: Command, api: Api, end: End): void {
  addLinks(program, api, end);
  addStanding(program, api, end);
  addTokens(program, api, end);
}

function addLinks(program: Command, api: Api, end: End): void {
  program.command('invite')
    .description('make a login link for somebody')
    .argument('<name>', 'their name; it becomes their id')
    .option('--roles <roles>', 'of somebody new, with commas between: viewer, trainee, operator, approver, admin (trainee when left out)', listed)
    .addHelpText('after', `
The link logs in once, within 15 minutes; then they can choose a password. ${notDone}

Examples:
  handrail invite alice
  handrail invite bob --roles operator,approver`)
    .action(async (name: string, { roles }: { roles?: string[] }) => { end(await invite(api, name, roles)); });
  program.command('login-link')
    .description('make a new login link for the operator')
    .addHelpText('after', `
The link logs in once, within 15 minutes. ${notDone}

Example:
  handrail login-link`)
    .action(async () => { end(await loginLink(api)); });
}

function addStanding(program: Command, api: Api, end: End): void {
  const people = program.command('people')
    .description('tell who is known here, with which roles')
    .option('--json', 'print JSON')
    .addHelpText('after', `
${notDone}

Examples:
  handrail people
  handrail people disable alice`)
    .action(async ({ json }: { json?: boolean }) => { end(await listPeople(api, json ?? false)); });
  people.command('disable')
    .description('log somebody out everywhere, and let them in no more')
    .argument('<person>', 'their id')
    .action(async (person: string) => { end(await disable(api, person)); });
  people.command('enable')
    .description('let somebody in again')
    .argument('<person>', 'their id')
    .action(async (person: string) => { end(await enable(api, person)); });
  program.command('roles')
    .description('say which roles somebody has')
    .argument('<person>', 'their id')
    .argument('<roles>', 'with commas between: viewer, trainee, operator, approver, admin; “none” takes all away', listed)
    .addHelpText('after', `
They hold at once: pages that are open connect again. ${notDone}

Examples:
  handrail roles alice operator,approver
  handrail roles bob none`)
    .action(async (person: string, roles: string[]) => { end(await setRoles(api, person, roles)); });
}

function addTokens(program: Command, api: Api, end: End): void {
  const tokens = program.command('tokens')
    .description('the operator’s personal access tokens; everybody makes their own on the page “You”')
    .addHelpText('after', `
${notDone}

Examples:
  handrail tokens
  handrail tokens make nightly --rights view,practise --environments practice --days 90
  handrail tokens revoke 3f9c1b2a4d5e6f70`)
    .action(async () => { end(await listTokens(api)); });
  tokens.command('make')
    .description('make a token, and print it: the only time that it is seen')
    .argument('<name>', 'what it is for')
    .requiredOption('--rights <rights>', 'what it may be used for, with commas between: view, practise, operate, audit', listed)
    .option('--environments <names>', 'where it may be used, with commas between; everywhere when left out', listed)
    .option('--days <days>', 'how long it holds, at most 365', '30')
    .action(async (name: string, options: TokenOptions) => { end(await makeToken(api, name, options)); });
  tokens.command('revoke')
    .description('make a token hold no longer')
    .argument('<id>', 'as `handrail tokens` tells it')
    .action(async (id: string) => { end(await revokeToken(api, id)); });
}
