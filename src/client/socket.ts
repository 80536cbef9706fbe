/**
 * The page's one WebSocket. Opened when the first run is watched, with a single-use ticket in the first message; after a
 * break it comes back by itself and every viewer is attached again from the byte it has. Loaded at the first Run.
 * Invariant: a viewer is given every byte of its run once and in order, or told how many were passed over.
 */
import type { ClientMessage, subprotocol as Subprotocol } from '../../common/protocol/client-message.ts';
import { decodeFrame } from '../../common/protocol/frame.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import type { RunId } from '../../common/ids.ts';
import { isOver } from '../../common/run-state.ts';
import type { Run } from '../../common/run.ts';
import { backoff } from './backoff.ts';
import { post } from './http.ts';
import { noteOutput } from './last-output.ts';
import { take } from './offsets.ts';
import { connection, record } from './run-store.ts';
import { noteLoggedOut } from './session.ts';

/** Spelt out because the module that says it carries zod; the type holds the two together. */
const subprotocol: typeof Subprotocol = 'handrail.v1';

/** Who watches a run. */
export interface Viewer {
  /** output up to byte `have` of the run */
  output(bytes: Uint8Array, have: number): void;
  /** so many bytes were passed over before what comes next */
  missed(bytes: number): void;
  /** we came (again): output up to the record's end is history, and must not be answered */
  history(run: Run): void;
  /** everything has been given */
  over(run: Run): void;
  /** the server refuses to show the run */
  refused(message: string): void;
}

interface Watch {
  viewer: Viewer;
  have: number;
}

const watched = new Map<RunId, Watch>();
let socket: WebSocket | null = null;
let welcome = false;
let connecting = false;
let failed = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Takes a run and who watches it; attaches from the start of its output. Gives what detaches. */
export function watch(run: RunId, viewer: Viewer): () => void {
  watched.set(run, { viewer, have: 0 });
  if (welcome) send({ type: 'attach', run, from: 0 });
  else void connect();
  return () => {
    if (watched.get(run)?.viewer !== viewer) return;
    watched.delete(run);
    if (welcome) send({ type: 'detach', run });
  };
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
    send({ type: 'hello', ticket });
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
  if (watched.size === 0) {
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
}

function hear(message: ServerMessage): void {
  switch (message.type) {
    case 'welcome': {
      welcome = true;
      failed = 0;
      connection.set('open');
      for (const [run, { have }] of watched) send({ type: 'attach', run, from: have });
      return;
    }
    case 'attached': {
      skipTo(message.run.id, message.from);
      watched.get(message.run.id)?.viewer.history(message.run);
      record(message.run);
      if (message.run.outputAt !== undefined) noteOutput(message.run.id, message.run.outputAt);
      return;
    }
    case 'run': return hearRun(message.run);
    case 'gap': return skipTo(message.run, message.to);
    case 'error': {
      const watch = message.run === undefined ? undefined : watched.get(message.run);
      if (message.run === undefined || watch === undefined) return;
      watched.delete(message.run);
      watch.viewer.refused(message.error.message);
    }
  }
}

function hearRun(run: Run): void {
  record(run);
  const watch = watched.get(run.id);
  if (watch === undefined || !isOver(run.state)) return;
  watched.delete(run.id);
  watch.viewer.over(run);
}

function skipTo(run: RunId, offset: number): void {
  const watch = watched.get(run);
  if (watch === undefined || offset <= watch.have) return;
  watch.viewer.missed(offset - watch.have);
  watch.have = offset;
}

function receive(encoded: Uint8Array): void {
  const frame = decodeFrame(encoded);
  const watch = frame === null ? undefined : watched.get(frame.run);
  if (frame === null || watch === undefined) return;
  const { fresh, have, missed } = take(watch.have, frame.offset, frame.bytes);
  watch.have = have;
  noteOutput(frame.run, Date.now());
  if (missed > 0) watch.viewer.missed(missed);
  if (fresh.length > 0) watch.viewer.output(fresh, have);
}

addEventListener('online', () => {
  if (connection.get() === 'waiting') void connect();
});
