/**
 * The page's one WebSocket. Opened when the first run is watched, with a single-use ticket in the first message; after a
 * break it comes back by itself and every viewer is attached again from the byte it has. Loaded at the first Run.
 * Invariant: a viewer is given every byte of its run once and in order from where it began, or told how many were passed
 * over.
 */
import type { ClientMessage, subprotocol as Subprotocol } from '../../common/protocol/client-message.ts';
import { decodeFrame } from '../../common/protocol/frame.ts';
import type { ErrorBody, ErrorCode } from '../../common/errors.ts';
import type { Seated } from '../../common/protocol/pen.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import type { RunId } from '../../common/ids.ts';
import { isOver } from '../../common/run-state.ts';
import type { Run } from '../../common/run.ts';
import { backoff } from '../../common/backoff.ts';
import { connectedName } from './awaited.ts';
import { post } from './http.ts';
import { noteOutput } from './last-output.ts';
import { take } from '../../common/protocol/offsets.ts';
import { connection, record } from './run-store.ts';
import { noteLoggedOut } from './session.ts';

/** Spelt out because the module that says it carries zod; the type holds the two together. */
const subprotocol: typeof Subprotocol = 'handrail.v1';

/** Who watches a run. */
export interface Viewer {
  /** output up to byte `have` of the run */
  output(bytes: Uint8Array, have: number): void;
  /** so many bytes were passed over before what comes next; the prelude makes a terminal ready for that */
  missed(bytes: number, prelude: string): void;
  /** we came (again): output follows from this byte, after the prelude in a new terminal; what the record has already is history */
  attached(run: Run, from: number, prelude: string): void;
  /** the record changed */
  changed(run: Run): void;
  /** how the pen of an interactive run stands */
  pen(seated: Seated): void;
  /** something was not done; the run is watched still */
  told(message: string): void;
  /** everything has been given */
  over(run: Run): void;
  /** the server refuses to show the run */
  refused(message: string): void;
}

interface Watch {
  viewer: Viewer;
  /** the next byte wanted, or `screen` until it is known */
  have: number | 'screen';
}

/** Another part of the page that speaks over the socket. */
export interface Party {
  /** whether it needs the socket now */
  isThere(): boolean;
  /** the socket is open, for the first time or again */
  welcome(): void;
  hear(message: ServerMessage): void;
  /** nobody is logged in any more */
  leave(message: string): void;
}

const watched = new Map<RunId, Watch>();
const parties = new Set<Party>();
/** what this page calls itself, so that it is known again: who types goes on typing after a break */
const page = Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join('');
/** Errors about something that was sent, not about watching. */
const aboutActs: ReadonlySet<ErrorCode> = new Set(['no-pen', 'pen-refused', 'too-fast', 'not-interactive', 'bad-size', 'audit-failed']);
let socket: WebSocket | null = null;
let welcome = false;
let connecting = false;
let failed = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Takes a run, from where, and who watches it; attaches: at the start of its output, or so that the screen is seen as it is. Gives what detaches. */
export function watch(run: RunId, from: 0 | 'screen', viewer: Viewer): () => void {
  watched.set(run, { viewer, have: from });
  if (welcome) send({ type: 'attach', run, from });
  else void connect();
  return () => {
    if (watched.get(run)?.viewer !== viewer) return;
    watched.delete(run);
    if (welcome) send({ type: 'detach', run });
  };
}

/** Takes a part of the page that needs the socket from now on; opens it when it is not there. */
export function join(party: Party): void {
  parties.add(party);
  if (welcome) party.welcome();
  else void connect();
}

/** Takes a message; sends it if the connection is there. What is typed into a broken connection is lost, as on a telephone. */
export function send(message: ClientMessage): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

async function connect(): Promise<void> {
  if (connecting || socket !== null) return;
  connecting = true;
  clearTimeout(timer);
  const answer = await post<{ ticket: string }>('/api/tickets', {});
  connecting = false;
  if (answer.ok) open(answer.value.ticket);
  else if (answer.problem.code === 'not-logged-in') leave(answer.problem.message);
  else retry();
}

function open(ticket: string): void {
  const opened = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/stream`, subprotocol);
  opened.binaryType = 'arraybuffer';
  socket = opened;
  opened.onopen = () => {
    send({ type: 'hello', ticket, page });
  };
  opened.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof data === 'string') hear(JSON.parse(data) as ServerMessage);
    else receive(new Uint8Array(data));
  };
  opened.onclose = () => {
    socket = null;
    welcome = false;
    retry();
  };
}

function retry(): void {
  if (watched.size === 0 && ![...parties].some((party) => party.isThere())) {
    connection.set('idle');
    return;
  }
  connection.set('waiting');
  failed += 1;
  timer = setTimeout(() => void connect(), backoff(failed, Math.random()));
}

function leave(message: string): void {
  connection.set('idle');
  noteLoggedOut();
  for (const { viewer } of watched.values()) viewer.refused(message);
  watched.clear();
  for (const party of parties) party.leave(message);
}

function hear(message: ServerMessage): void {
  switch (message.type) {
    case 'welcome': {
      welcome = true;
      failed = 0;
      connection.set('open');
      for (const [run, { have }] of watched) send({ type: 'attach', run, from: have });
      for (const party of parties) party.welcome();
      dispatchEvent(new Event(connectedName));
      return;
    }
    case 'attached': {
      hearAttached(message.run, message.from, message.prelude);
      if (message.run.outputAt !== undefined) noteOutput(message.run.id, message.run.outputAt);
      return;
    }
    case 'run': return hearRun(message.run);
    case 'gap': return skipTo(message.run, message.to, message.prelude);
    case 'pen': return watched.get(message.run)?.viewer.pen(message);
    case 'error': return hearError(message.error, message.run);
    default: for (const party of parties) party.hear(message);
  }
}

function hearRun(run: Run): void {
  record(run);
  const watch = watched.get(run.id);
  watch?.viewer.changed(run);
  if (watch === undefined || !isOver(run.state)) return;
  watched.delete(run.id);
  watch.viewer.over(run);
}

function hearAttached(run: Run, from: number, prelude: string): void {
  const watch = watched.get(run.id);
  if (watch?.have === 'screen') watch.have = from;
  else skipTo(run.id, from, prelude);
  watch?.viewer.attached(run, from, prelude);
  record(run);
}

function hearError({ code, message }: ErrorBody, run: RunId | undefined): void {
  const watch = run === undefined ? undefined : watched.get(run);
  if (run === undefined || watch === undefined || code === 'run-over') return;
  if (aboutActs.has(code)) {
    watch.viewer.told(message);
    return;
  }
  watched.delete(run);
  watch.viewer.refused(message);
}

function skipTo(run: RunId, offset: number, prelude: string): void {
  const watch = watched.get(run);
  if (watch === undefined || watch.have === 'screen' || offset <= watch.have) return;
  watch.viewer.missed(offset - watch.have, prelude);
  watch.have = offset;
}

function receive(encoded: Uint8Array): void {
  const frame = decodeFrame(encoded);
  const watch = frame === null ? undefined : watched.get(frame.run);
  if (frame === null || watch === undefined || watch.have === 'screen') return;
  const { fresh, have, missed } = take(watch.have, frame.offset, frame.bytes);
  watch.have = have;
  noteOutput(frame.run, Date.now());
  if (missed > 0) watch.viewer.missed(missed, '');
  if (fresh.length > 0) watch.viewer.output(fresh, have);
}

addEventListener('online', () => {
  if (connection.get() === 'waiting') void connect();
});
