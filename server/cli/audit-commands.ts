/** `handrail audit`: verify, head, export. */
import { type Command, Option } from 'commander';
import type { Config } from '../config/load.ts';
import type { Api } from './api.ts';
import { auditHead, auditVerify, type VerifyOptions } from './audit.ts';
import { auditExport, type ExportOptions } from './audit-export.ts';

interface Deps {
  config: Config;
  api: Api;
  end(status: number): void;
}

/** Takes the program and what the commands need; adds them. */
export function addAudit(program: Command, { config, api, end }: Deps): void {
  const audit = program.command('audit').description('the record of who did what');
  audit.command('verify')
    .description('prove that no line of the record and no recording was changed, left out, moved or repeated')
    .option('--head <CHAIN=SEQ:HASH>', 'a head that was kept elsewhere (repeatable); without CHAIN the server’s', (word: string, all: readonly string[] | undefined) => [...(all ?? []), word])
    .option('--json', 'print all that was found as one JSON object')
    .addHelpText('after', `
Goes through the record of the server, those of the runners, the places where the first holds the others, and each run’s
recording. The server may run meanwhile. What output was removed for its age is counted as expired, and a run whose end
nobody saw as unfinished: neither is broken. Who could write all files here could make a whole record anew: keep what
\`handrail audit head\` prints on another machine, and give it here.

Status 0: the record is unbroken. 1: it is not, and each place is told. 125: there is no record to read.

Examples:
  handrail audit verify
  handrail audit verify --head "server=1204:5f0c…"`)
    .action(async (options: VerifyOptions) => { end(await auditVerify(config, api, options)); });
  audit.command('head')
    .description('print where the record stands, to be kept on another machine')
    .option('--json', 'print it as JSON')
    .addHelpText('after', `
One line a chain: CHAIN=SEQ:HASH. Given to \`verify --head\` later, it proves that all up to there is still the same.

Status 0: printed. 125: there is no record, or it does not hold.

Example:
  handrail audit head`)
    .action(({ json }: { json?: boolean }) => { end(auditHead(config, json)); });
  addExport(audit, { config, api, end });
}

function addExport(audit: Command, { config, api, end }: Deps): void {
  audit.command('export')
    .description('print records as JSON lines, the oldest first')
    .addOption(new Option('--chain <name>', 'whose record: server, runner, runner-2, …').default('server'))
    .option('--from <time>', 'from this time on, such as 2026-11-21 or 2026-11-21T09:00Z')
    .option('--to <time>', 'up to this time')
    .option('--person <id>', 'who did it, or whom it was done to')
    .option('--kind <kind>', 'such as run-allowed, run-ended, logged-in; gateway-request in a runner’s record')
    .option('--run <id>', 'about this run')
    .option('--environment <name>', 'in this environment')
    .option('--text <text>', 'with this text anywhere in the event')
    .addHelpText('after', `
Lines are printed as they stand in the record, each with its number and hash. The server that runs is asked, and records
who exported; when none runs, the file is read.

Status 0: printed. 125: not; the reason is on stderr.

Examples:
  handrail audit export --kind run-allowed --from 2026-11-01
  handrail audit export --chain runner --run 019da3b0-…`)
    .action(async (options: ExportOptions) => { end(await auditExport(config, api, options)); });
}
