/**
 * What the self-test tries from inside a sandbox, and what level follows from what came of it; purely. `self-test.pl` does the
 * trying and prints a line for each: its name and `ok`, or `fails` and what was found.
 */
import type { SandboxLevel, Wall } from '../../common/sandbox.ts';

export interface Proof {
  level: SandboxLevel;
  /** why it is no better; empty when it is the best */
  why: string;
  /** everything that was tried, in the order of the tables below; empty when nothing could be */
  walls: readonly Wall[];
}

/** Without every one of these nothing runs. */
export const walls = {
  files: 'The server’s files are not there',
  workspaces: 'Another person’s workspace is not there',
  environment: 'The server’s environment cannot be read',
  processes: 'No process outside is seen',
  descriptors: 'No open file of the server is handed on',
  ipv4: 'No way leads out over IPv4, nor to the metadata address',
  ipv6: 'No way leads out over IPv6, nor to the metadata address',
  loopback: 'A server on this machine’s own addresses is out of reach',
  sockets: 'Unix sockets outside are out of reach, by path and by name',
  families: 'Sockets of other kinds (packet, vsock, kernel crypto) cannot be made',
  user: 'The step is not root, and cannot become it',
  capabilities: 'It has no capability, and gains none from any program',
  namespaces: 'No new namespace can be made',
  calls: 'Every system call of the filter’s table is refused',
  numbering: 'System calls in another machine’s numbering end the process',
  typing: 'Nothing can be typed into a terminal in somebody’s name',
  settings: 'Settings, memory and devices of the machine are closed',
  groups: 'Its cgroup cannot be left',
  system: 'The system’s files cannot be written',
  core: 'No core file is written',
  descriptorCount: 'It may open so many files and no more',
  fileSize: 'A file may grow so large and no larger',
} as const;

/** Without every one of these only practice runs. */
export const limits = {
  processCount: 'It may have so many processes and no more',
  memory: 'It may take so much memory and no more',
  processors: 'It may take so much of the processors and no more',
} as const;

export type Limit = keyof typeof limits;
/** What is seen from outside: an empty text when the limit held, else what was found. */
export type LimitsFound = Readonly<Record<Limit, string>>;

/** Takes what the test printed and what was seen of the limits from outside; gives the proof. */
export function judge(output: string, found: LimitsFound): Proof {
  const said = new Map([...output.matchAll(/^(\w+) (ok|fails)(?: (.*))?$/gm)].map(([, name = '', word, text = '']) => [name, { ok: word === 'ok', text }]));
  if (!/^done$/m.test(output)) return { level: 'none', why: `The sandbox did not start: ${shown(output) || 'it printed nothing'}.`, walls: [] };
  const tried = [
    ...Object.entries(walls).map(([name, says]): Wall => {
      const result = said.get(name);
      if (result === undefined) return { says, holds: false, found: 'it was not tried' };
      return { says, holds: result.ok, found: result.ok ? '' : result.text || 'it does not' };
    }),
    ...(Object.keys(limits) as Limit[]).map((name): Wall => ({ says: limits[name], holds: found[name] === '', found: found[name] })),
  ];
  const broken = tried.slice(0, Object.keys(walls).length).filter(({ holds }) => !holds);
  if (broken.length > 0) return { level: 'none', why: `The sandbox does not hold. ${sentences(broken)}`, walls: tried };
  const missing = tried.filter(({ holds }) => !holds);
  return missing.length > 0 ? { level: 'contained', why: sentences(missing), walls: tried } : { level: 'limited', why: '', walls: tried };
}

function sentences(those: readonly Wall[]): string {
  return those.map(({ says, found }) => `${says}: ${found}.`).join(' ');
}

/** What a program of the machine printed goes to logs and pages: on one line, and not without end. */
function shown(output: string): string {
  return output.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ').trim().slice(-500);
}
