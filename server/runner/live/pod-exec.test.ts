/** What a command in a pod prints, over the gateway's socket: as it comes, bounded, and ended with whoever reads it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type WebSocket, WebSocketServer } from 'ws';
import { execPath, outputOf } from './pod-exec.ts';
import { ReadProblem } from './read-problem.ts';

const folder = mkdtempSync('/tmp/pod-exec-');
const socket = join(folder, 's');
const gateway = createServer();
const pods = new WebSocketServer({ noServer: true, handleProtocols: () => 'v5.channel.k8s.io' });
/** what the next command does */
let play: (pod: WebSocket) => void = () => undefined;
let refusal = '';
const asked: string[] = [];
before(async () => {
  gateway.on('upgrade', (request: IncomingMessage, stream, head) => {
    asked.push(request.url ?? '');
    if (refusal !== '') stream.end(`HTTP/1.1 403 Forbidden\r\nContent-Length: ${refusal.length}\r\n\r\n${refusal}`);
    else pods.handleUpgrade(request, stream, head, (pod) => { play(pod); });
  });
  await new Promise<void>((listening) => { gateway.listen(socket, listening); });
});
after(() => {
  gateway.close();
  rmSync(folder, { recursive: true });
});

const say = (pod: WebSocket, channel: number, text: string): void => { pod.send(Buffer.concat([Buffer.of(channel), Buffer.from(text)])); };
const succeed = (pod: WebSocket): void => {
  say(pod, 3, '{"status":"Success"}');
  pod.close(1000);
};

async function run(silentMs = 5_000, ending = new AbortController().signal): Promise<{ said: string; problem: string }> {
  let said = '';
  try {
    for await (const part of outputOf(socket, execPath({ pod: 'cache-0', namespace: 'cache' }, ['redis-cli', 'PING']), silentMs, ending)) said += part.toString();
    return { said, problem: '' };
  } catch (error) {
    assert.ok(error instanceof ReadProblem);
    return { said, problem: error.message };
  }
}

const table: [what: string, acts: (pod: WebSocket) => void, said: string, problem: RegExp][] = [
  ['it prints and ends', (pod) => { say(pod, 1, 'PO'); say(pod, 2, 'a warning'); say(pod, 1, 'NG\n'); succeed(pod); }, 'PONG\n', /^$/],
  ['it fails', (pod) => { say(pod, 2, 'Could not connect\n'); say(pod, 3, '{"status":"Failure","message":"exit 1"}'); pod.close(1000); }, '', /^Could not connect$/],
  ['it cannot be begun', (pod) => { say(pod, 3, '{"status":"Failure","message":"no such container"}'); pod.close(1000); }, '', /^no such container$/],
  ['the connection breaks', (pod) => { say(pod, 1, 'PO'); pod.terminate(); }, 'PO', /does not answer/],
  ['it sends more at once than any API does', (pod) => { say(pod, 1, 'x'.repeat(2 * 1024 * 1024)); }, '', /does not answer/],
];
for (const [what, acts, said, problem] of table) {
  test(what, async () => {
    play = acts;
    const told = await run();
    assert.equal(told.said, said);
    assert.match(told.problem, problem);
    assert.equal(asked.at(-1), '/api/v1/namespaces/cache/pods/cache-0/exec?command=redis-cli&command=PING&stdout=true&stderr=true', 'nothing can be typed');
  });
}

test('it is refused, in the words of who refuses', async () => {
  refusal = '{"message":"pods \\"cache-0\\" is forbidden"}';
  assert.deepEqual(await run(), { said: '', problem: 'pods "cache-0" is forbidden' });
  refusal = '';
});

test('what is silent, and what nobody reads any more, is cut off', async () => {
  for (const [silentMs, stop, problem] of [[30, new AbortController(), /says nothing any more/], [5_000, new AbortController(), /did not end in time/]] as const) {
    const cut = new Promise((resolve) => {
      play = (pod) => {
        say(pod, 1, 'PONG\n');
        pod.on('close', resolve);
        if (silentMs > 1_000) stop.abort();
      };
    });
    assert.match((await run(silentMs, stop.signal)).problem, problem);
    await cut;
  }
});
