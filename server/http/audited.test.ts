/**
 * Every POST route against the rule that an act is on record before it is done: with a record that cannot be written nothing
 * changes, and with one that can, the first thing written is what is expected. Made from the table of routes, so that a new
 * one without a row here fails. A row may say instead that its route changes nothing: then that is what is tried.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import type { Role } from '../../common/rights.ts';
import type { AuditEvent } from '../audit/event.ts';
import { routes } from './routes.ts';
import { catalog, environmentsText, TestServer } from './test-server.ts';

let server: TestServer;
/** what was asked of the runner that changes something there */
const done: string[] = [];
const cookies: Record<string, string> = {};

before(async () => {
  const rules = environmentsText.replace('    rules:\n', '    rules:\n      - { name: eyes, decide: allow, effects: [destroy], approvals: 1 }\n');
  server = await TestServer.start({ rules });
  const people: [string, Role[]][] = [['cleo', ['approver']], ['adam', ['admin', 'approver']], ['wendy', ['viewer']], ['otto', ['operator']]];
  for (const [id, roles] of people) {
    await server.store.persons.add({ id, name: id }, Date.now(), roles);
    cookies[id] = await server.logIn(id);
  }
  Object.assign(cookies, server.cookies);
  server.runner.workspace = (_person, _environment, { act }) => {
    if (['write', 'make-folder', 'remove'].includes(act)) done.push(act);
    return act === 'write' ? { at: 'x', digest: 'd' } : null;
  };
  server.runner.world = (_person, { act }) => {
    if (!['glance', 'snapshots', 'scenarios'].includes(act)) done.push(act);
    return act === 'scenarios' ? { scenarios: [{ id: 'gone' }] } : { id: 'gone', startedAt: 1, failed: null, hints: [], lastCheck: { at: 5 }, solvedAt: 5 };
  };
});
after(async () => { await server[Symbol.asyncDispose](); });

interface Asked {
  path?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

interface Row {
  /** who asks: a person, or the local credential */
  as: string;
  /** the first event, or why there is none */
  first: AuditEvent['kind'] | { changesNothing: string };
  /** Makes what it is about; gives what is asked. Without, the path as it is and an empty body. */
  ask?: () => Asked | Promise<Asked>;
  /** refused for a reason of the table's, as it changes nothing */
  status?: number;
}

const post = async (who: string, path: string, body: unknown = {}) => (await server.ask('POST', path, { body, headers: { cookie: cookies[who] ?? '' } })).body as unknown as Record<string, Record<string, string>>;
const secretFor = async (name: string) => String((await server.askLocally('POST', '/api/invites', { name })).body.link).split('#')[1] ?? '';
const digestOf = (step: string) => catalog.runbooks[0]?.steps.find(({ id }) => id === step)?.digest;
const wanted = (step: string) => ({ runbook: 'plain', step, digest: digestOf(step), environment: 'practice', parameters: {} });
const password = 'the heron waits in the reeds';
const approval = async () => (await post('ada', '/api/approvals', { ...wanted('burn'), reason: 'why' })).approval?.id ?? 'none';
/** Where the second time would be another case, each gets its own. */
const numbered = (make: (at: number) => Asked) => {
  let at = 0;
  return () => make(at += 1);
};

const rows: Readonly<Record<string, Row>> = {
  '/api/oidc/begin': { as: '', first: { changesNothing: 'a login that is begun elsewhere is kept in memory for ten minutes; its end is on record (oidc.test.ts)' }, status: 404 },
  '/api/oidc/logged-out': { as: '', first: { changesNothing: 'there is no provider here; with one, oidc.test.ts' }, ask: () => ({ body: { logout_token: 'none' } }), status: 400 },
  '/api/login': { as: '', first: 'logged-in', ask: async () => ({ body: { secret: await secretFor('Lin') } }) },
  '/api/login/password': {
    as: '', first: 'logged-in', ask: async () => {
      cookies.pat ??= await server.logIn('pat');
      await post('pat', '/api/account/password', { password });
      return { body: { name: 'pat', password } };
    },
  },
  '/api/logout': { as: 'leo', first: 'logged-out', ask: async () => { cookies.leo = await server.logIn('leo'); return {}; } },
  '/api/tickets': { as: 'ada', first: { changesNothing: 'a ticket opens a socket of whoever is logged in already, in memory, for half a minute' } },
  '/api/account/password': { as: 'pia', first: 'password-set', ask: async () => { cookies.pia = await server.logIn('pia'); return { body: { password } }; } },
  '/api/account/sessions/end-others': { as: 'sam', first: 'session-ended', ask: async () => { cookies.sam = await server.logIn('sam'); await server.logIn('sam'); return {}; } },
  '/api/account/sessions/:id/end': {
    as: 'sol', first: 'session-ended', ask: async () => {
      cookies.sol = await server.logIn('sol');
      await server.logIn('sol');
      const { body } = await server.ask('GET', '/api/account', { headers: { cookie: cookies.sol } });
      const other = (body as unknown as { sessions: { id: string; isThis: boolean }[] }).sessions.find(({ isThis }) => !isThis);
      return { path: `/api/account/sessions/${other?.id ?? ''}/end` };
    },
  },
  '/api/account/tokens': { as: 'ada', first: 'token-made', ask: () => ({ body: { name: 'ci', rights: ['view'], days: 1 } }) },
  '/api/account/tokens/:id/revoke': { as: 'ada', first: 'token-revoked', ask: async () => ({ path: `/api/account/tokens/${(await post('ada', '/api/account/tokens', { name: 'old', rights: ['view'], days: 1 })).seen?.id ?? ''}/revoke` }) },
  '/api/people/:id/roles': { as: 'adam', first: 'roles-changed', ask: () => ({ path: '/api/people/wendy/roles', body: { roles: ['trainee'] } }) },
  '/api/people/:id/disable': { as: 'adam', first: 'person-disabled', ask: () => ({ path: '/api/people/otto/disable' }) },
  '/api/people/:id/enable': { as: 'adam', first: 'person-enabled', ask: async () => { await post('adam', '/api/people/otto/disable'); return { path: '/api/people/otto/enable' }; } },
  '/api/invites': { as: 'local', first: 'invited', ask: numbered((at) => ({ body: { name: `New ${at}` } })) },
  '/api/backups': { as: 'local', first: 'backed-up' },
  '/api/login-links': { as: 'local', first: 'invited' },
  '/api/preview': { as: 'ada', first: { changesNothing: 'it tells what would be decided' }, ask: () => ({ body: wanted('ping') }) },
  '/api/runs': { as: 'ada', first: 'run-allowed', ask: () => ({ body: { ...wanted('ping'), size: { cols: 80, rows: 24 } }, headers: { 'idempotency-key': crypto.randomUUID() } }) },
  '/api/runs/:id/search': { as: 'ada', first: { changesNothing: 'it looks through what a run printed' }, ask: async () => ({ path: `/api/runs/${(await server.run('plain', 'ping')).id}/search`, body: { wanted: 'x', capitals: false, from: 0, back: false, most: 10 } }) },
  '/api/runs/:id/share': { as: 'ada', first: 'run-shared', ask: async () => ({ path: `/api/runs/${(await server.run('plain', 'ping')).id}/share`, body: { shared: true } }) },
  '/api/runs/:id/stop': { as: 'ada', first: 'run-stopped', ask: async () => ({ path: `/api/runs/${(await server.run('plain', 'ping')).id}/stop` }) },
  '/api/approvals': { as: 'ada', first: 'approval-asked', ask: () => ({ body: { ...wanted('burn'), reason: 'why' } }) },
  '/api/approvals/:id/approve': { as: 'cleo', first: 'approval-approved', ask: async () => ({ path: `/api/approvals/${await approval()}/approve` }) },
  '/api/approvals/:id/refuse': { as: 'cleo', first: 'approval-refused', ask: async () => ({ path: `/api/approvals/${await approval()}/refuse`, body: { reason: 'no' } }) },
  '/api/approvals/:id/withdraw': { as: 'ada', first: 'approval-withdrawn', ask: async () => ({ path: `/api/approvals/${await approval()}/withdraw` }) },
  '/api/walkthroughs': { as: 'ada', first: 'walkthrough-begun', ask: () => ({ body: { runbook: 'plain', procedure: '', environment: 'practice' }, headers: { 'idempotency-key': crypto.randomUUID() } }) },
  '/api/walkthroughs/:id/acts': {
    as: 'ada', first: 'walkthrough-act', ask: async () => {
      const begun = await server.ask('POST', '/api/walkthroughs', { as: 'ada', body: { runbook: 'plain', procedure: '', environment: 'practice' }, headers: { 'idempotency-key': crypto.randomUUID() } });
      return { path: `/api/walkthroughs/${(begun.body.walkthrough as { id: string }).id}/acts`, body: { act: 'tick', step: 'announce', seen: 1 }, headers: { 'idempotency-key': crypto.randomUUID() } };
    },
  },
  '/api/slack/events': { as: '', first: { changesNothing: 'there is no app here; with one, server/slack/slack.test.ts' }, status: 404 },
  '/api/subscriptions': { as: 'ada', first: 'subscribed', ask: async () => ({ body: { of: 'run', id: (await server.run('plain', 'ping')).id } }) },
  '/api/subscriptions/take-back': {
    as: 'ada', first: 'unsubscribed', ask: async () => {
      const body = { of: 'run', id: (await server.run('plain', 'ping')).id };
      await post('ada', '/api/subscriptions', body);
      return { body };
    },
  },
  '/api/announcements': {
    as: 'ada', first: 'announced',
    ask: () => ({ body: { runbook: 'plain', step: 'announce', digest: 'm1', environment: 'practice', channel: '#all', text: 'Plain goes down.' }, headers: { 'idempotency-key': crypto.randomUUID() } }),
  },
  '/api/audit/search': { as: 'cleo', first: 'audit-searched', ask: () => ({ body: { person: 'ada' } }) },
  '/api/workspaces/reset': { as: 'ada', first: 'workspace-reset', ask: () => ({ body: { environment: 'practice' } }) },
  '/api/workspaces/:environment/file': { as: 'ada', first: 'file-saved', ask: () => ({ path: '/api/workspaces/practice/file', body: { at: '', path: 'a', base: null, content: '' } }) },
  '/api/workspaces/:environment/folder': { as: 'ada', first: 'folder-made', ask: () => ({ path: '/api/workspaces/practice/folder', body: { at: '', path: 'b' } }) },
  '/api/workspaces/:environment/remove': { as: 'ada', first: 'file-removed', ask: () => ({ path: '/api/workspaces/practice/remove', body: { at: '', path: 'b' } }) },
  '/api/practice/reset': { as: 'ada', first: 'practice-reset' },
  '/api/practice/clock': { as: 'ada', first: 'practice-time-passed', ask: () => ({ body: { pass: 1_000 } }) },
  '/api/practice/snapshots': { as: 'ada', first: 'practice-snapshot', ask: () => ({ body: { name: 'mine' } }) },
  '/api/practice/snapshots/:name/restore': { as: 'ada', first: 'practice-snapshot', ask: () => ({ path: '/api/practice/snapshots/mine/restore' }) },
  '/api/practice/snapshots/:name/delete': { as: 'ada', first: 'practice-snapshot', ask: () => ({ path: '/api/practice/snapshots/mine/delete' }) },
  '/api/practice/scenarios/:scenario/start': { as: 'ada', first: 'practice-reset', ask: () => ({ path: '/api/practice/scenarios/gone/start', body: { fresh: true } }) },
  '/api/practice/scenarios/:scenario/check': { as: 'ada', first: 'practice-scenario', ask: () => ({ path: '/api/practice/scenarios/gone/check' }) },
  '/api/practice/scenarios/:scenario/hint': { as: 'ada', first: 'practice-scenario', ask: () => ({ path: '/api/practice/scenarios/gone/hint' }) },
  '/api/practice/scenarios/:scenario/reset': { as: 'ada', first: 'practice-reset', ask: () => ({ path: '/api/practice/scenarios/gone/reset' }) },
  '/api/practice/progress/:item': { as: 'ada', first: 'practice-ticked', ask: () => ({ path: '/api/practice/progress/path-redis' }) },
};

/** Not acts: when something was used last, and how often a password was tried. */
const leftOut = new Set(['login_attempts', 'sqlite_sequence']);

/** All that is kept, and all that was done elsewhere. */
async function state(): Promise<unknown> {
  const path = join(server.folder, 'state.db');
  await server.store.copyTo(path);
  using database = new DatabaseSync(path, { readOnly: true });
  const names = database.prepare(`select name from sqlite_schema where type = 'table'`).all().map(({ name }) => String(name)).filter((name) => !leftOut.has(name));
  const tables = names.map((name) => [name, database.prepare(`select * from "${name}" order by 1, 2`).all().map(({ used_at: usedAt, ...row }) => (name === 'links' ? { ...row, usedAt } : { ...row }))]);
  return [tables, server.runner.starts, [...server.runner.resets], [...done], (await server.runner.list(0)).map(({ id, state }) => [id, state])];
}

const recorded = () => server.audit().trimEnd().split('\n').map((line) => (JSON.parse(line) as { event: AuditEvent }).event.kind);

for (const { path, method, who } of routes) {
  if (method !== 'post') continue;
  test(`POST ${path} is on record before it is done`, async () => {
    const row = rows[path];
    assert.ok(row, 'a new route needs a row in the table above: what it records first');
    const make = async () => ({ path, body: {}, headers: {}, ...await row.ask?.() });
    const send = async (asked: Required<Asked>) => {
      const local = { origin: '', authorization: `Bearer ${server.localCredential}` };
      // Whoever asks much waits; that is not what is tried here.
      server.ahead += 10_000;
      return await server.ask('POST', asked.path, { body: asked.body, headers: { ...(row.as === 'local' ? local : { cookie: cookies[row.as] ?? '' }), ...asked.headers } });
    };
    const asked = await make();
    const isRead = typeof row.first === 'object';
    const [stateBefore, linesBefore] = [await state(), recorded().length];
    server.auditWorks = false;
    const failed = await send(asked).finally(() => { server.auditWorks = true; });
    assert.deepEqual(await state(), stateBefore, `${who}: something changed although it could not be recorded: ${failed.text}`);
    if (isRead) assert.equal(failed.status, row.status ?? 200, failed.text);
    else assert.equal(failed.body.error?.code, 'audit-failed', failed.text);
    assert.equal(recorded().length, linesBefore);

    const again = await send(asked);
    assert.equal(Math.floor(again.status / 100), row.status === undefined ? 2 : 4, again.text);
    assert.deepEqual(recorded()[linesBefore], isRead ? undefined : row.first);
    if (isRead) assert.deepEqual(await state(), stateBefore);
    else if (row.first !== 'audit-searched' && row.first !== 'backed-up') assert.notDeepEqual(await state(), stateBefore, 'this row tries nothing that changes anything');
    // Whatever goes on takes up one of the few places there are.
    for (const run of await server.runner.list(0)) if (run.state === 'running') server.runner.end(run.id, 'exited', 0);
    // That they ended is kept before the next is looked at.
    while ((await server.store.runs.live()).some(({ taken }) => taken)) await new Promise((turn) => { setTimeout(turn, 5); });
  });
}

test('every row is of a route', () => {
  assert.deepEqual(Object.keys(rows).filter((path) => !routes.some((route) => route.method === 'post' && route.path === path)), []);
});
