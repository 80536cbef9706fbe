/**
 * Whether steps can run on this machine at all, and in which environments. Nothing is silently weaker: below the level an
 * environment needs, running is off there, and the person is told why.
 */
import { HandrailError } from '../../common/errors.ts';
import type { Environment } from '../config/environments/environments.ts';
import type { RunnerClient } from '../runner/client.ts';
import type { Hello } from '../runner/protocol.ts';

export interface Status {
  on: boolean;
  /** why not, and what to do; also what is only for the moment, and a Run waits for; empty when nothing is the matter */
  why: string;
  level: string;
}

/** The runner answers in a millisecond; a page must not wait for one that hangs. Who pressed Run waits for one that is starting. */
const patienceMs = { look: 3_000, run: 12_000 } as const;
const order = ['none', 'contained', 'limited'];

/** Takes the runner and an environment; gives whether steps run there. */
export async function statusOf(runner: RunnerClient, environment: Environment): Promise<Status> {
  try {
    const hello = await greet(runner, patienceMs.look);
    const fault = faultOf(hello, environment);
    return { on: fault === null, why: fault?.message ?? '', level: hello.level };
  } catch (error) {
    if (!(error instanceof HandrailError)) throw error;
    // It is being started again. A page that took it for off would say so until it is loaded anew.
    return { on: error.code === 'runner-away', why: error.message, level: 'none' };
  }
}

/** Takes the runner and an environment. Throws `runner-away`, `package-missing`, `running-off` or `level-too-low`. */
export async function requireRunning(runner: RunnerClient, environment: Environment): Promise<void> {
  const fault = faultOf(await greet(runner, patienceMs.run), environment);
  if (fault !== null) throw fault;
}

/** Takes what the runner says of its machine and an environment; gives why steps cannot run there, or null. */
export function faultOf(hello: Hello, environment: Pick<Environment, 'name' | 'level'>): HandrailError | null {
  if (hello.missing.length > 0) {
    return new HandrailError('package-missing', { packages: hello.missing.join(', '), command: installWith(hello.missing) });
  }
  if (hello.level === 'none') return new HandrailError('running-off', { why: hello.why });
  if (order.indexOf(hello.level) >= order.indexOf(environment.level)) return null;
  return new HandrailError('level-too-low', {
    environment: environment.name, needs: environment.level, has: hello.level, why: hello.why,
  });
}

async function greet(runner: RunnerClient, waitMs: number): Promise<Hello> {
  const late = new AbortController();
  try {
    return await Promise.race([runner.hello(), tooLate(waitMs, late.signal)]);
  } finally {
    late.abort();
  }
}

async function tooLate(waitMs: number, signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => { reject(new HandrailError('runner-away')); }, waitMs);
  signal.addEventListener('abort', () => { clearTimeout(timer); });
  return await promise;
}

/** Debian's own kubectl is too old for exec over WebSocket, so it is not a package to install. */
function installWith(missing: readonly string[]): string {
  const packages = missing.filter((name) => name !== 'kubectl');
  const install = packages.length > 0 ? [`sudo apt-get install ${packages.join(' ')}`] : [];
  return [...install, ...(missing.includes('kubectl') ? ['https://kubernetes.io/docs/tasks/tools/install-kubectl-linux/ (kubectl 1.30 or newer)'] : [])].join(' and ');
}
