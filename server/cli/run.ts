/** `handrail run <runbook>#<step>`: starts a step through the running server and streams it, ending with its exit status. */
import type { Parameter } from '../../common/catalog/parameter.ts';
import type { Run } from '../../common/run.ts';
import { isOver } from '../../common/run-state.ts';
import { type Api, Sorry } from './api.ts';
import { outcomeOf } from './outcome.ts';
import { queueNotice } from './queue-notice.ts';
import { RunStream } from './stream.ts';
import { onInterrupt, Printer, sizeNow, takeKeys } from './terminal.ts';

export interface RunOptions {
  env: string;
  param?: readonly string[];
  json?: boolean;
  reason?: string;
  confirm?: string;
  approval?: string;
}

interface StepShown {
  runbook: string;
  id: string;
  title: string;
  digest: string;
  interactive: boolean;
  parameters: readonly Parameter[];
}

/** Takes the API, `runbook#step` and the options; runs it. Gives the status to end with. */
export async function run(api: Api, reference: string, options: RunOptions): Promise<number> {
  const { runbook, step: id } = parseReference(reference);
  const path = `/api/steps/${encodeURIComponent(runbook)}/${encodeURIComponent(id)}`;
  const { step } = await api.get(path) as { step: StepShown };
  const body = {
    runbook, step: id, digest: step.digest, environment: options.env, size: sizeNow(),
    parameters: withDefaults(step.parameters, parseParameters(options.param ?? [])),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(options.confirm === undefined ? {} : { confirm: options.confirm }),
    ...(options.approval === undefined ? {} : { approval: options.approval }),
  };
  const started = await api.post('/api/runs', body, { 'idempotency-key': crypto.randomUUID() }) as { run: Run };
  const ended = await stream(api, started.run, options.json ?? false);
  const { status, say } = outcomeOf(ended);
  if (say !== '' && !options.json) process.stderr.write(`handrail: ${say}\n`);
  return status;
}

async function stream(api: Api, run: Run, asJson: boolean): Promise<Run> {
  const printer = new Printer();
  const decoder = new TextDecoder();
  const notice = queueNotice();
  const line = (value: object) => { process.stdout.write(`${JSON.stringify(value)}\n`); };
  let told = '';
  const shown = asJson
    ? {
        output: async (bytes: Uint8Array, offset: number) => { line({ offset, output: decoder.decode(bytes, { stream: true }) }); await Promise.resolve(); },
        // A record changes with every byte; worth a line is a new state. The end is told last, after all output.
        run: (changed: Run) => {
          if (changed.state !== told && !isOver(changed.state)) line({ run: changed });
          told = changed.state;
        },
      }
    : { output: (bytes: Uint8Array) => printer.write(bytes), run: () => undefined };
  const watcher = {
    output: shown.output,
    run: (changed: Run) => {
      notice.see(changed);
      shown.run(changed);
    },
  };
  notice.see(run);
  const streaming = new RunStream(api, run, watcher);
  const quiet = run.interactive
    ? takeKeys({ input: (data) => { streaming.input(data); }, resize: (size) => { streaming.resize(size); } })
    : onInterrupt(() => { api.post(`/api/runs/${run.id}/stop`).catch(() => undefined); });
  try {
    const ended = await streaming.toEnd();
    printer.end();
    if (asJson) line({ run: ended });
    return ended;
  } finally {
    quiet();
    notice.end();
  }
}

/** Takes `runbook#step`; gives its two halves. Throws a sentence when it is not that. */
export function parseReference(reference: string): { runbook: string; step: string } {
  const [runbook = '', step = '', ...more] = reference.split('#');
  if (runbook !== '' && step !== '' && more.length === 0) return { runbook, step };
  throw new Sorry(`A step is named <runbook>#<step>, such as prompt-redis#ping, not “${reference}”.`);
}

/** Takes `NAME=value` words; gives them as an object. Throws a sentence when one is not that. */
export function parseParameters(words: readonly string[]): Record<string, string> {
  return Object.fromEntries(words.map((word) => {
    const at = word.indexOf('=');
    if (at < 1) throw new Sorry(`A parameter is given as NAME=value, such as INSTRUMENT=hsc, not “${word}”.`);
    return [word.slice(0, at), word.slice(at + 1)];
  }));
}

/** Takes what a step takes and what was given; fills in the defaults, as the fields on the page begin with them. */
export function withDefaults(taken: readonly Parameter[], given: Readonly<Record<string, string>>): Record<string, string> {
  const defaults = taken.filter((parameter) => parameter.default !== '').map((parameter) => [parameter.name, parameter.default]);
  return { ...Object.fromEntries(defaults) as Record<string, string>, ...given };
}
