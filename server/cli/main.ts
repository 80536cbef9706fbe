/** Entry of the CLI. Its own failures are one sentence on stderr and status 125. */
import { resolve } from 'node:path';
import { CommanderError } from 'commander';
import { type ErrorCode, HandrailError } from '../../common/errors.ts';
import { loadConfig } from '../config/load.ts';
import { ownFailure, Sorry } from './api.ts';
import { createProgram } from './program.ts';

const words = process.argv.slice(2);
const dashes = words.indexOf('--');
const [ours, theirs] = dashes < 0 ? [words, []] : [words.slice(0, dashes), words.slice(dashes + 1)];

/** How to do on the command line what an error's sentence asks for. */
const how: Partial<Record<ErrorCode, string>> = {
  'confirm-missing': ' (--confirm "…")',
  'needs-unmet': ' (--reason "…")',
  'outside-window': ' (--reason "…")',
  'parameter-missing': ' (--param NAME=value)',
};

// A reader that has had enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => { process.exit(error.code === 'EPIPE' ? 0 : ownFailure); });

try {
  const config = loadConfig(process.env, resolve(import.meta.dirname, '../..'));
  const program = createProgram(config, theirs, (status) => { process.exitCode = status; });
  await program.parseAsync(ours, { from: 'user' });
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : ownFailure;
  } else {
    const isOurs = error instanceof HandrailError || error instanceof Sorry;
    const hint = error instanceof HandrailError ? how[error.code] ?? '' : '';
    process.stderr.write(`handrail: ${isOurs ? error.message : `something went wrong: ${String(error)}`}${hint}\n`);
    process.exitCode = ownFailure;
  }
}
