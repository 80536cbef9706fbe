/** The arguments that run a command beside the processes of a container; see enter.pl for how. Pure, but for the filter. */
import { fileURLToPath } from 'node:url';
import type { Inside } from './container.ts';
import { limited } from './sandbox.ts';

const script = fileURLToPath(new URL('enter.pl', import.meta.url));

export interface EnterOptions {
  inside: Inside;
  tty: boolean;
  workingDir: string;
  env: Readonly<Record<string, string>>;
  command: readonly string[];
  /** the seccomp filter's bytes */
  filter: Uint8Array;
  architecture: string;
  /** process files of the container's cgroups */
  processFiles: readonly string[];
}

/** Takes where and what; gives program and arguments. Start them with an empty environment. */
export function enterCommand(options: EnterOptions): string[] {
  const variables = Object.entries(options.env).map(([name, value]) => `${name}=${value}`);
  return limited([
    'perl', script, options.architecture, String(options.inside.pid), String(options.inside.pidNamespace),
    Buffer.from(options.filter).toString('hex'), options.tty ? '1' : '0', options.workingDir,
    String(variables.length), ...variables, ...options.command,
  ], options.processFiles);
}
