/**
 * Every route × every role × whose it is. What is expected is written out here, apart from the code; a route without a row,
 * or a row without a route, fails.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import type { RunId } from '../../common/ids.ts';
import { type Role, roles } from '../../common/rights.ts';
import { routes } from '../../server/http/routes.ts';
import { type Answer, environmentsText, TestServer } from '../../server/http/test-server.ts';

/** Whom each route is for, and whether a token opens it. */
const table = `
GET  /api/health                                anybody    token
GET  /api/ready                                 anybody    token
GET  /api/metrics                               audit      token
GET  /api/oidc                                  anybody    token
POST /api/oidc/begin                            anybody    token
GET  /api/oidc/callback                         anybody    token
POST /api/oidc/logged-out                       anybody    token
POST /api/login                                 anybody    token
POST /api/login/password                        anybody    token
POST /api/logout                                person     -
GET  /api/session                               person     token
POST /api/tickets                               person     token
GET  /api/account                               person     -
POST /api/account/password                      person     -
POST /api/account/sessions/end-others           person     -
POST /api/account/sessions/:id/end              person     -
GET  /api/account/tokens                        person     -
POST /api/account/tokens                        person     -
POST /api/account/tokens/:id/revoke             person     -
GET  /api/people                                administer token
POST /api/people/:id/roles                      administer -
POST /api/people/:id/disable                    administer -
POST /api/people/:id/enable                     administer -
POST /api/invites                               administer -
POST /api/backups                               local      -
POST /api/login-links                           local      -
GET  /api/steps/:runbook/:step                  view       token
GET  /api/steps/:runbook/:step/usual            view       token
POST /api/preview                               view       token
GET  /api/decisions                             view       token
GET  /api/choices                               practise   token
GET  /api/runs                                  view       token
POST /api/runs                                  practise   token
GET  /api/history                               view       token
GET  /api/history/persons                       view       token
GET  /api/runs/:id                              view       token
GET  /api/runs/:id/output                       view       token
GET  /api/runs/:id/log                          view       token
POST /api/runs/:id/search                       view       token
GET  /api/runs/:id/recording                    view       token
GET  /api/runs/:id/moment                       view       token
GET  /api/runs/:id/timing                       view       token
GET  /api/runs/:id/share                        view       token
POST /api/runs/:id/share                        practise   token
POST /api/runs/:id/stop                         practise   token
GET  /api/walkthroughs                          view       token
POST /api/walkthroughs                          practise   token
GET  /api/walkthroughs/:id                      view       token
POST /api/walkthroughs/:id/acts                 practise   token
GET  /api/walkthroughs/:id/report               view       token
GET  /api/approvals                             view       token
GET  /api/approvals/:id                         view       token
POST /api/approvals                             practise   token
POST /api/approvals/:id/approve                 approve    token
POST /api/approvals/:id/refuse                  approve    token
POST /api/approvals/:id/withdraw                practise   token
POST /api/slack/events                          anybody    token
GET  /api/announcements                         practise   token
POST /api/announcements                         practise   -
GET  /api/subscriptions                         view       token
POST /api/subscriptions                         view       token
POST /api/subscriptions/take-back               view       token
GET  /api/audit/head                            audit      token
GET  /api/audit/export                          audit      token
POST /api/audit/search                          audit      token
GET  /api/sandbox                               view       token
GET  /api/freshness                             view       token
GET  /api/freshness/:runbook                    view       token
POST /api/workspaces/reset                      practise   token
GET  /api/workspaces/:environment               practise   token
GET  /api/workspaces/:environment/files         practise   token
GET  /api/workspaces/:environment/file          practise   token
POST /api/workspaces/:environment/file          practise   token
POST /api/workspaces/:environment/folder        practise   token
POST /api/workspaces/:environment/remove        practise   token
GET  /api/workspaces/:environment/download      practise   token
GET  /api/practice                              practise   token
POST /api/practice/reset                        practise   token
POST /api/practice/clock                        practise   token
GET  /api/practice/snapshots                    practise   token
POST /api/practice/snapshots                    practise   token
POST /api/practice/snapshots/:name/restore      practise   token
POST /api/practice/snapshots/:name/delete       practise   token
GET  /api/practice/scenarios                    practise   token
POST /api/practice/scenarios/:scenario/start    practise   token
POST /api/practice/scenarios/:scenario/check    practise   token
POST /api/practice/scenarios/:scenario/hint     practise   token
POST /api/practice/scenarios/:scenario/reset    practise   token
GET  /api/practice/kafdrop/:context/{*path}     practise   token
GET  /api/practice/progress                     practise   token
POST /api/practice/progress/:item               practise   token
`.trim().split('\n').map((line) => line.split(/\s+/) as [method: string, path: string, who: string, byToken: string]);

/** What each may, said again by hand. `nobody` has no role; `narrow` is a token of somebody with every role, for looking only. */
const may: Readonly<Record<string, readonly string[]>> = {
  nobody: ['person'],
  viewer: ['person', 'view'],
  trainee: ['person', 'view', 'practise'],
  operator: ['person', 'view', 'practise', 'operate'],
  approver: ['person', 'view', 'practise', 'approve', 'audit'],
  admin: ['person', 'view', 'practise', 'audit', 'administer'],
  narrow: ['person', 'view'],
  local: ['person', 'view', 'practise', 'operate', 'approve', 'audit', 'administer', 'local'],
};
const everybody = ['stranger', 'disabled', ...Object.keys(may)];

let server: TestServer;
const headersOf: Record<string, Record<string, string>> = { stranger: {} };
/** a run of each of them, and two of somebody else: one that is theirs alone, and one that is shared */
const own: Record<string, RunId> = {};
let theirs: RunId;
let open: RunId;
let victims: { token: string; session: string };

/** what waits for an approval, in dev */
const requests: Record<string, string> = {};

/** The id `operator` is that of whoever has the local credential. */
const idOf = (who: string) => (who === 'operator' ? 'pat' : who);

/** Logs a person in with these roles. */
async function comeIn(who: string, held: readonly Role[]): Promise<void> {
  await server.store.persons.add({ id: idOf(who), name: who }, Date.now(), held);
  headersOf[who] = { cookie: await server.logIn(idOf(who)) };
}

const as = (who: string, method: string, path: string, body: unknown = {}, headers: Record<string, string> = {}) => server.ask(method, path, { body, headers: { ...headersOf[who], ...headers } });

async function begin(who: string, environment = 'practice'): Promise<RunId> {
  const step = 'shell';
  const found = await as(who, 'GET', `/api/steps/plain/${step}`);
  assert.equal(found.status, 200, `${who} ${found.text}`);
  const { digest } = found.body.step as { digest: string };
  const { body, text } = await as(who, 'POST', '/api/runs', { runbook: 'plain', step, digest, environment, parameters: {}, size: { cols: 80, rows: 24 } }, { 'idempotency-key': crypto.randomUUID() });
  assert.ok(body.run, text);
  server.runner.print(body.run.id, `what ${who} saw`);
  return body.run.id;
}

/** Asks for an approval of a step in dev. */
async function askFor(who: string): Promise<string> {
  const { digest } = (await as(who, 'GET', '/api/steps/plain/burn')).body.step as { digest: string };
  const { body, text } = await as(who, 'POST', '/api/approvals', { runbook: 'plain', step: 'burn', digest, environment: 'dev', parameters: {}, reason: 'It has to be.' });
  assert.ok(body.approval, text);
  return (body.approval as { id: string }).id;
}

before(async () => {
  server = await TestServer.start({ rules: `${environmentsText}      - { name: with-another, decide: allow, effects: [destroy], roles: [operator], approvals: 1 }\n` });
  const nowhere = () => { throw new HandrailError('practice-refused', { why: 'There is no world in this test.' }); };
  Object.assign(server.runner, { world: nowhere, workspace: nowhere });
  for (const who of ['nobody', ...roles]) await comeIn(who, ['trainee']);
  for (const who of ['all', 'disabled', 'victim']) await comeIn(who, roles);
  const made = await as('all', 'POST', '/api/account/tokens', { name: 'a token', rights: ['view'] });
  headersOf.narrow = { authorization: `Bearer ${String(made.body.token)}`, origin: '' };
  headersOf.local = { authorization: `Bearer ${server.localCredential}`, origin: '' };
  const shown = await as('victim', 'POST', '/api/account/tokens', { name: 'token-of-the-victim', rights: ['view'] });
  const { sessions } = (await as('victim', 'GET', '/api/account')).body as { sessions: { id: string }[] } & Answer['body'];
  victims = { token: (shown.body.seen as { id: string }).id, session: sessions[0]?.id ?? '' };
  for (const who of Object.keys(may)) own[who] = await begin(who === 'narrow' ? 'all' : who);
  theirs = await begin('victim');
  open = await begin('victim');
  assert.equal((await as('victim', 'POST', `/api/runs/${open}/share`, { shared: true })).status, 200);
  for (const who of ['victim', 'all']) requests[who] = await askFor(who);
  for (const role of roles) await server.store.persons.setRoles(idOf(role), [role]);
  await server.store.persons.setRoles('nobody', []);
  await server.store.persons.setDisabled('disabled', Date.now());
});
after(async () => {
  try {
    assert.ok(server.runner.practised.every(({ person }) => person !== 'victim'), 'nobody asked for the world of another');
    assert.equal((await as('victim', 'GET', '/api/session')).status, 200, 'nobody ended the session of another');
  } finally {
    await server[Symbol.asyncDispose]();
  }
});

it('every route has a row, and every row a route', () => {
  const known = routes.map(({ method, path, who, notByToken }) => [method.toUpperCase(), path, who, notByToken === true || who === 'local' ? '-' : 'token'].join(' '));
  assert.deepEqual(table.map((row) => row.join(' ')).toSorted(), known.toSorted());
});

const concrete = (path: string, run: string) => path.replace('/runs/:id', `/runs/${run}`).replace(':runbook', 'plain').replace(':step', 'ping').replace(':environment', 'practice')
  .replace(':scenario', 'redis-destroyed').replace(':name', 'before').replace(':item', 'path-a').replace(':context', 'usdf-prompt-kafka').replace('{*path}', 'x').replace(':id', 'victim');

/** The error that refuses who it is at a route; null where they are let in. */
function refusal(who: string, right: string, byToken: string): [status: number, code: string] | null {
  if (right === 'anybody') return null;
  const rights = may[who];
  if (rights === undefined) return [401, 'not-logged-in'];
  if (!rights.includes(right)) return right === 'local' ? [401, 'not-logged-in'] : [403, 'not-allowed'];
  return who === 'narrow' && byToken === '-' ? [403, 'not-by-token'] : null;
}

const gates = ['not-logged-in', 'not-allowed', 'not-by-token', 'origin-refused', 'header-missing', 'too-fast', 'internal'];
for (const [method, path, right, byToken] of table) {
  describe(`${method} ${path}`, () => {
    for (const who of everybody) {
      const expected = refusal(who, right, byToken);
      it(`${expected === null ? 'lets in' : 'refuses'} ${who}`, async () => {
        // Logging in is limited to one every three seconds in the long run.
        if (right === 'anybody') server.ahead += 3_000;
        const where = concrete(path, '01923456-789a-7000-8000-000000000000');
        // Nothing is done by a body that has a key too many.
        const answer = await as(who, method, where, { surprise: 1, person: 'victim' }, { 'idempotency-key': crypto.randomUUID() });
        const code = answer.body.error?.code ?? '';
        if (expected !== null) assert.deepEqual([answer.status, code], expected, answer.text);
        else assert.ok(!gates.includes(code), `${answer.status} ${answer.text}`);
        if (method === 'POST') assert.ok(answer.status >= 400, `${answer.status} ${answer.text}`);
      });
    }
  });
}

/** Of a run: what is asked, and what comes of one’s own, another’s, and another’s that is shared. What takes more than to look is said in the last column. */
const ofRuns: readonly [method: string, path: string, body: object, ones: number, others: number, shared: number, right: string][] = [
  ['GET', '', {}, 200, 404, 200, 'view'], ['GET', '/output', {}, 200, 404, 200, 'view'], ['GET', '/log', {}, 200, 404, 200, 'view'], ['POST', '/search', { wanted: 'saw', capitals: false, from: 0, back: false, most: 10 }, 200, 404, 200, 'view'],
  ['GET', '/recording?as=text', {}, 200, 404, 200, 'view'], ['GET', '/moment?at=0', {}, 200, 404, 200, 'view'], ['GET', '/timing?from=0', {}, 200, 404, 200, 'view'], ['GET', '/share', {}, 200, 404, 404, 'view'],
  ['POST', '/share', { shared: true }, 200, 404, 404, 'practise'], ['POST', '/share', { shared: false }, 200, 404, 404, 'practise'], ['POST', '/stop', {}, 200, 404, 404, 'practise'],
];
it('everything that is asked of a run has a row', () => {
  const asked = new Set(ofRuns.map(([method, path]) => `${method} /api/runs/:id${path.split('?')[0]}`));
  const known = table.filter(([, path]) => path.startsWith('/api/runs/:id')).map(([method, path]) => `${method} ${path}`);
  assert.deepEqual([...asked].toSorted(), known.toSorted());
});
for (const [method, path, body, ones, others, shared, right] of ofRuns) {
  describe(`${method} a run${path} ${JSON.stringify(body)}`, () => {
    for (const who of Object.keys(may)) {
      it(`by ${who}: their own, another’s, another’s that is shared, and one that there is not`, async () => {
        const mine = own[who] ?? assert.fail();
        const allowed = may[who]?.includes(right) === true;
        const nowhere = '01923456-789a-7000-8000-000000000000' as RunId;
        const said = new Map<RunId, string>();
        for (const [run, status] of [[theirs, others], [open, shared], [nowhere, 404], [mine, ones]] as const) {
          const answer = await as(who, method, `/api/runs/${run}${path}`, body);
          assert.equal(answer.status, allowed ? status : 403, `${run} ${answer.text}`);
          if (answer.status !== 200) assert.doesNotMatch(answer.text, /what \w+ saw|victim/);
          said.set(run, answer.text.replaceAll(run, 'ID'));
        }
        // An id says nothing: another’s run is refused in the words for none.
        assert.equal(said.get(theirs), said.get(nowhere));
      });
    }
  });
}

/** Who may read of other people at all: those whose work it is. */
const tellsOfOthers: Readonly<Record<string, readonly string[]>> = { '/api/people': ['admin', 'local'], '/api/audit/export': ['approver', 'admin', 'local'] };
for (const who of ['nobody', ...roles, 'narrow', 'local']) {
  it(`nothing that ${who} reads tells of another person, of what they run, or of what they show themselves by`, async () => {
    for (const [, path] of table.filter(([method]) => method === 'GET')) {
      if (tellsOfOthers[path]?.includes(who) === true) continue;
      for (const more of who === 'operator' ? ['', '?person=victim', '?user=victim&owner=victim'] : ['']) {
        const { text } = await as(who, 'GET', concrete(path, theirs) + more);
        for (const secret of ['what victim saw', 'token-of-the-victim', victims.token, victims.session, theirs]) {
          // What is said back of an address is what was asked.
          if (!concrete(path, theirs).includes(secret)) assert.ok(!text.includes(secret), `${path}${more} tells of ${secret}: ${text.slice(0, 300)}`);
        }
      }
    }
  });
  it(`${who} ends no session and no token of another, and takes no role`, async () => {
    for (const path of [`/api/account/sessions/${victims.session}/end`, `/api/account/tokens/${victims.token}/revoke`]) {
      const answer = await as(who, 'POST', path);
      assert.ok([403, 404, 409, 410].includes(answer.status), answer.text);
    }
    if (who !== 'admin' && who !== 'local') assert.equal((await as(who, 'POST', `/api/people/${idOf(who)}/roles`, { roles, sure: true })).status, 403);
    const { tokens } = (await as('victim', 'GET', '/api/account/tokens')).body as { tokens: { id: string }[] } & Answer['body'];
    assert.deepEqual(tokens.map(({ id }) => id), [victims.token]);
  });
}

const beyond: readonly [who: string, rights: readonly string[]][] = [
  ['viewer', ['practise']], ['viewer', ['view', 'operate']], ['trainee', ['operate']], ['trainee', ['audit']], ['operator', ['approve']], ['operator', ['administer']], ['operator', ['audit']],
  ['approver', ['approve']], ['approver', ['operate']], ['admin', ['administer']], ['admin', ['operate']], ['nobody', ['view']], ['local', ['administer']], ['local', ['approve']],
];
for (const [who, rights] of beyond) {
  it(`${who} makes no token to ${rights.join(' and ')}`, async () => {
    const answer = await as(who, 'POST', '/api/account/tokens', { name: 'more', rights });
    assert.equal(answer.status, 403, answer.text);
    assert.doesNotMatch(answer.text, /hr_/);
  });
}

/** Of a request for approval: who may see another's, and take it back. What approving takes is tried where approvals are. */
for (const who of Object.keys(may)) {
  it(`${who} ${may[who]?.includes('approve') === true ? 'sees what another asks approval for' : 'sees no request of another, as if there were none'}, and takes back none`, async () => {
    const path = `/api/approvals/${requests.victim}`;
    const mayDecide = may[who]?.includes('approve') === true;
    const mayLook = may[who]?.includes('view') === true;
    const seen = await as(who, 'GET', path);
    assert.equal(seen.status, mayDecide ? 200 : mayLook ? 404 : 403, seen.text);
    const listed = await as(who, 'GET', '/api/approvals');
    assert.equal(listed.text.includes(requests.victim ?? '?'), mayDecide);
    if (!mayDecide) for (const act of ['approve', 'refuse']) assert.equal((await as(who, 'POST', `${path}/${act}`, { reason: 'I say so.' })).status, 403);
    assert.equal((await as(who, 'POST', `${path}/withdraw`)).status, may[who]?.includes('practise') === true ? 404 : 403);
  });
}

it('a token that is for practice tells nothing of what one has elsewhere, on any route', async () => {
  const elsewhere = [await begin('all', 'dev'), requests.all ?? '?'];
  const rights = ['view', 'practise', 'operate', 'audit'];
  const made = await as('all', 'POST', '/api/account/tokens', { name: 'practice only', rights, environments: ['practice'] });
  headersOf.scoped = { authorization: `Bearer ${String(made.body.token)}`, origin: '' };
  for (const [, path] of table.filter(([method]) => method === 'GET')) {
    for (const object of elsewhere) {
      const answer = await as('scoped', 'GET', concrete(path, object).replace('/approvals/victim', `/approvals/${object}`));
      // What refuses may say the id back that was asked for.
      if (answer.status < 400) for (const secret of elsewhere) assert.ok(!answer.text.includes(secret), `${path}: ${answer.text.slice(0, 300)}`);
    }
  }
});

it('looking changes nothing: no GET and no HEAD is on record, starts, shares or ends anything, but that the record was read', async () => {
  const before = server.audit();
  const { starts } = server.runner;
  for (const [, path] of table.filter(([one]) => one === 'GET')) {
    await as('all', 'GET', concrete(path, theirs));
    await fetch(server.origin + concrete(path, theirs), { method: 'HEAD', headers: headersOf.all ?? {}, redirect: 'manual' });
  }
  const kinds = [...server.audit().slice(before.length).matchAll(/"kind":"([^"]+)"/g)].map(([, kind]) => kind);
  assert.deepEqual(kinds.filter((kind) => kind !== 'audit-exported' && kind !== 'approval-expired'), []);
  assert.equal(server.runner.starts, starts);
});

it('no answer is a page or a script: each is JSON, a file to keep, or has a policy that allows nothing', async () => {
  for (const [method, path] of table) {
    const answer = await as('all', method, concrete(path, own.narrow ?? '?'), { surprise: 1 });
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff', path);
    assert.equal(answer.headers.get('cache-control'), 'no-store', path);
    assert.equal(answer.headers.get('cross-origin-resource-policy'), 'same-origin', path);
    assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none';.*sandbox/, path);
    assert.equal(answer.headers.get('access-control-allow-origin'), null, path);
    if (answer.text !== '') assert.doesNotMatch(answer.text, /^\s*(\[|<)/, `${path} could be read as a script or a page`);
  }
});
