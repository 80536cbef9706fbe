/**
 * Every message of a browser × every role × whose run it is: one’s own, another’s, another’s that is shared in practice, and
 * another’s that is shared in a real environment. What is expected is written out here; a message without a row fails.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { WebSocket } from 'ws';
import type { RunId } from '../../common/ids.ts';
import { clientMessage, subprotocol } from '../../common/protocol/client-message.ts';
import type { ServerMessage } from '../../common/protocol/server-message.ts';
import { type Role, roles } from '../../common/rights.ts';
import { TestServer } from '../../server/http/test-server.ts';

/**
 * What comes of each: `done`; `nothing`, which neither answers nor does anything; or the code of the refusal. For one’s own
 * run, another’s, one that is shared in practice, and one that is shared in `dev`.
 */
const rows = `
            own            another's      shared         shared in dev
attach      done           not-yours      done           done
ack         done           nothing        done           done
input       done           out-of-order   no-pen         no-pen
resize      done           out-of-order   no-pen         no-pen
pen:ask     pen-refused    out-of-order   done           done
pen:take    pen-refused    out-of-order   pen-refused    pen-refused
pen:give    pen-refused    out-of-order   pen-refused    pen-refused
pen:refuse  pen-refused    out-of-order   pen-refused    pen-refused
pen:drop    done           out-of-order   done           done
detach      done           nothing        done           done
`.trim().split('\n').slice(1).map((line) => line.trim().split(/\s+/));

/** What a hand in a run takes, beside the pen: practising, or operating. Who lacks it is told that instead. */
const hand = ['input', 'pen:ask'];
const mayType: Readonly<Record<string, readonly ('practice' | 'dev')[]>> = {
  viewer: [], trainee: ['practice'], operator: ['practice', 'dev'], approver: ['practice'], admin: ['practice'], narrow: [], local: ['practice', 'dev'],
};

it('every message has a row, and every act with the pen', () => {
  // What is followed beside runs has its own table below.
  const types = clientMessage.options.map(({ shape }) => shape.type.value).filter((type) => !['hello', 'follow', 'unfollow'].includes(type));
  const acts = clientMessage.options.flatMap(({ shape }) => ('act' in shape ? shape.act.options : []));
  const known = [...types.filter((type) => type !== 'pen'), ...acts.map((act) => `pen:${act}`)];
  assert.deepEqual(rows.map(([name]) => name).toSorted(), known.toSorted());
});

let server: TestServer;
const headersOf: Record<string, Record<string, string>> = {};
const own: Record<string, RunId> = {};
let victims: Record<'another' | 'practice' | 'dev', RunId>;

/** The id `operator` is that of whoever has the local credential. */
const idOf = (who: string) => (who === 'operator' ? 'pat' : who);
const as = (who: string, method: string, path: string, body: unknown = {}, headers: Record<string, string> = {}) => server.ask(method, path, { body, headers: { ...headersOf[who], ...headers } });

async function begin(who: string, environment = 'practice'): Promise<RunId> {
  const { digest } = (await as(who, 'GET', '/api/steps/plain/shell')).body.step as { digest: string };
  const { body, text } = await as(who, 'POST', '/api/runs', { runbook: 'plain', step: 'shell', digest, environment, parameters: {}, size: { cols: 80, rows: 24 } }, { 'idempotency-key': crypto.randomUUID() });
  assert.ok(body.run, text);
  server.runner.print(body.run.id, 'printed');
  return body.run.id;
}

before(async () => {
  server = await TestServer.start();
  for (const who of [...roles, 'all', 'victim', 'nobody']) {
    await server.store.persons.add({ id: idOf(who), name: who }, Date.now(), who === 'all' || who === 'victim' ? roles : ['trainee']);
    headersOf[who] = { cookie: await server.logIn(idOf(who)), origin: server.origin };
  }
  const made = await as('all', 'POST', '/api/account/tokens', { name: 'a token', rights: ['view'] });
  headersOf.narrow = { authorization: `Bearer ${String(made.body.token)}`, origin: '' };
  headersOf.local = { authorization: `Bearer ${server.localCredential}`, origin: '' };
  for (const who of Object.keys(mayType)) own[who] = await begin(who === 'narrow' ? 'all' : who);
  victims = { another: await begin('victim'), practice: await begin('victim'), dev: await begin('victim', 'dev') };
  for (const run of [victims.practice, victims.dev]) assert.equal((await as('victim', 'POST', `/api/runs/${run}/share`, { shared: true })).status, 200);
  for (const role of roles) await server.store.persons.setRoles(idOf(role), [role satisfies Role]);
  await server.store.persons.setRoles('nobody', []);
});
after(async () => {
  try {
    for (const run of Object.values(victims)) {
      const { typed, size, viewers } = server.runner.seen(run);
      assert.deepEqual([typed, size, viewers], ['', { cols: 80, rows: 24 }, 0], 'nobody typed into the run of another, or changed it, and nobody still watches');
    }
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

const nowhere = '01923456-789a-7000-8000-000000000000';

/** A socket that says one thing after the other, and what came of each. */
class Speaker {
  readonly #socket: WebSocket;
  readonly #heard: ServerMessage[] = [];
  #woken: () => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (!isBinary) this.#heard.push(JSON.parse(data.toString()) as ServerMessage);
      this.#woken();
    });
  }

  static async open(who: string): Promise<Speaker> {
    const { body } = await as(who, 'POST', '/api/tickets');
    const headers = Object.fromEntries(Object.entries(headersOf[who] ?? {}).filter(([, value]) => value !== ''));
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/stream`, subprotocol, { headers });
    const speaker = new Speaker(socket);
    await new Promise((opened) => { socket.once('open', opened); });
    socket.send(JSON.stringify({ type: 'hello', ticket: String(body.ticket) }));
    await speaker.#until(() => speaker.#heard.some(({ type }) => type === 'welcome'));
    return speaker;
  }

  /** Says it; gives the code of what refuses it, or an empty text once all that was said is done. */
  async say(message: object): Promise<string> {
    const before = this.#heard.length;
    this.#socket.send(JSON.stringify(message));
    // Asking for a run that is not there is answered in turn: twice, since what is typed waits one turn longer.
    for (let turns = 1; turns <= 2; turns += 1) {
      this.#socket.send(JSON.stringify({ type: 'attach', run: nowhere, from: 0 }));
      await this.#until(() => this.#answers(before, true).length === turns);
    }
    return this.#answers(before, false)[0] ?? '';
  }

  close(): void {
    this.#socket.terminate();
  }

  #answers(since: number, ofNowhere: boolean): string[] {
    return this.#heard.slice(since).flatMap((message) => (message.type === 'error' && (message.run === nowhere) === ofNowhere ? [message.error.code] : []));
  }

  async #until(so: () => boolean): Promise<void> {
    for (const end = Date.now() + 60_000; !so();) {
      assert.ok(Date.now() < end, JSON.stringify(this.#heard));
      await new Promise<void>((woken) => { this.#woken = woken; setTimeout(woken, 50); });
    }
  }
}

function message(name: string, run: RunId): object {
  const [type = '', act] = name.split(':');
  const more: Record<string, object> = { attach: { from: 0 }, ack: { offset: 3 }, input: { data: 'typed' }, resize: { cols: 100, rows: 30 }, pen: { act, to: act === 'give' || act === 'refuse' ? 1 : null } };
  return { type, run, ...more[type] };
}

type Kind = 'own' | 'another' | 'practice' | 'dev';
const whose: Readonly<Record<Kind, string>> = {
  own: 'a run of their own', another: 'the run of another', practice: 'the run of another that is shared in practice', dev: 'the run of another that is shared in dev',
};

/** What comes of a message: as the table says, unless it takes a hand that somebody has not got. */
function expectedOf(who: string, kind: Kind, name: string, cell: string): string {
  if (kind === 'another' || mayType[who]?.includes(kind === 'dev' ? 'dev' : 'practice') === true) return cell;
  if (kind !== 'own' && name === 'pen:drop') return 'pen-refused'; // who has not asked for it has nothing to put down
  return hand.includes(name) && cell !== 'pen-refused' ? 'not-allowed' : cell;
}

function look(kind: Kind, name: string, run: RunId, isDone: boolean): void {
  const { viewers, typed, size } = server.runner.seen(run);
  if (name === 'attach' || name === 'detach') assert.equal(viewers, name === 'attach' && isDone ? 1 : 0);
  if (kind !== 'own') return;
  if (name === 'input') assert.equal(typed, isDone ? 'typed' : '');
  if (name === 'resize') assert.deepEqual(size, { cols: 100, rows: 30 });
}

for (const who of Object.keys(mayType)) {
  for (const [at, kind] of (Object.keys(whose) as Kind[]).entries()) {
    describe(`${who}, and ${whose[kind]}`, () => {
      let speaker: Speaker;
      let run: RunId;
      before(async () => {
        run = kind === 'own' ? own[who] ?? assert.fail() : victims[kind];
        speaker = await Speaker.open(who);
      });
      after(() => { speaker.close(); });
      for (const [name = '', ...cells] of rows) {
        const expected = expectedOf(who, kind, name, cells[at] ?? '');
        it(`${name}: ${expected}`, async () => {
          const isDone = expected === 'done';
          assert.equal(await speaker.say(message(name, run)), isDone || expected === 'nothing' ? '' : expected);
          look(kind, name, run, isDone);
        });
      }
    });
  }
}

for (const [who, headers] of [['a stranger', {}], ['somebody without a role', null]] as const) {
  it(`${who} opens no socket to say anything by`, async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/api/stream`, subprotocol, { headers: { origin: server.origin, ...(headers ?? headersOf.nobody) } });
    socket.on('error', () => undefined);
    const status = await new Promise<number>((done) => {
      socket.on('unexpected-response', (_, { statusCode }) => { done(statusCode ?? 0); });
      socket.on('open', () => { done(101); });
    });
    assert.equal(status, headers === null ? 403 : 401);
    socket.terminate();
  });
}
