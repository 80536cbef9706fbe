import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { filterForThisMachine } from '../../sandbox/seccomp.ts';
import { TrialFront } from '../front/trial-front.ts';
import type { Ground } from '../pods/ground.ts';
import { bounds, runSql, type SqlAnswer } from './run-sql.ts';
import { sqlSite } from './site.ts';

let trial: TrialFront;
let folder = '';
let filterFile = '';
before(async () => {
  trial = await TrialFront.open((place) => {
    folder = join(place, 'shared/database');
    filterFile = join(place, 'filter');
    mkdirSync(folder, { recursive: true });
    chmodSync(folder, 0o777);
    writeFileSync(filterFile, filterForThisMachine(process.arch, true) ?? '');
    return [sqlSite({ folder: place, ground: { filterFile } as Ground })];
  });
  const database = new DatabaseSync(join(folder, 'efd_scheduler.db'));
  database.exec("create table latiss (id integer primary key, status text, error text); insert into latiss (status) values ('idle'), ('failed')");
  database.close();
  writeFileSync(join(trial.folder, 'secret'), 'top-secret');
});
after(async () => { await trial[Symbol.asyncDispose](); });

const run = (text: string, readOnly = false): Promise<SqlAnswer> => runSql({ text, readOnly }, { folder, filterFile }, new AbortController().signal);
const client = join(import.meta.dirname, '../tools/sql');
const rows = (): unknown[] => {
  const database = new DatabaseSync(join(folder, 'efd_scheduler.db'));
  const found = database.prepare('select status from latiss order by id').all().map((row) => ({ ...row })['status']);
  database.close();
  return found;
};

test('the client prints tables in boxes, and errors with their line', async () => {
  const table = await trial.run(client, ['--readonly'], { input: 'select id, status, error\n  from efd_scheduler.latiss order by id;' });
  assert.equal(table.out, '┌────┬────────┬───────┐\n│ id │ status │ error │\n├────┼────────┼───────┤\n│ 1  │ idle   │ NULL  │\n│ 2  │ failed │ NULL  │\n└────┴────────┴───────┘\n');
  assert.deepEqual([table.status, table.error], [0, '']);
  const wrong = await trial.run(client, [], { input: 'select 1 as one;\n\nselect * from absent;\nselect 2;' });
  assert.equal(wrong.status, 1);
  assert.match(wrong.out, /one/);
  assert.doesNotMatch(wrong.out, /2/);
  assert.match(wrong.error, /near line 3: no such table: absent/);
  assert.equal((await trial.run(client, ['--help'])).status, 0);
  assert.equal((await trial.run(client, ['--nope'])).status, 2);
  assert.match((await trial.run(client, [], { http_proxy: 'http://127.0.0.1:1', input: 'select 1' })).error, /does not answer/);
});

test('what only reads cannot change anything, in any way', async () => {
  for (const text of ["update efd_scheduler.latiss set status = 'x'", 'delete from efd_scheduler.latiss', 'create table efd_scheduler.x (a)', 'drop table efd_scheduler.latiss', 'pragma efd_scheduler.user_version = 3']) {
    const answer = await run(text, true);
    assert.notEqual(answer.status, 0, text);
    assert.match(answer.error, /readonly/, text);
  }
  assert.deepEqual(rows(), ['idle', 'failed']);
  assert.equal((await trial.run(client, ['--readonly'], { input: 'delete from efd_scheduler.latiss' })).status, 1);
  const changed = await trial.run(client, [], { input: "update efd_scheduler.latiss set status = 'pending' where status = 'failed'" });
  assert.match(changed.out, /changes: 1/);
  assert.deepEqual(rows(), ['idle', 'pending']);
  assert.doesNotMatch((await run('select 1; select 2')).output, /change/);
  const mixed = await run('select 1; update efd_scheduler.latiss set status = status where id = 9; update efd_scheduler.latiss set status = status; select 2');
  assert.deepEqual(mixed.output.match(/changes: .*/g), ['changes: 2   total_changes: 2']);
});

test('neither files nor programs of this machine are in reach', async () => {
  const secret = join(trial.folder, 'secret');
  const table = [
    `ATTACH '${secret}' AS p; select * from p.sqlite_master`, "attach '/etc/passwd' as p", `select readfile('${secret}')`, `select writefile('/database/x', 'a')`, "select load_extension('/database/x')",
    "select edit('a', 'sh')", "vacuum into '/database/y.db'", '.shell id', 'select 1;\n.shell id', '.system id', `.read ${secret}`, '.output /database/x', '.open /etc/passwd', ".import '|id' t", '.nonce x\n.shell id', '\\! id',
    "select * from fsdir('/')", `select name from zipfile('${secret}')`, "create virtual table temp.t using csv(filename='/etc/passwd')", 'pragma temp_store_directory = "/database"; create temp table t(a); .tables',
  ];
  for (const text of table) {
    const answer = await run(text);
    assert.notEqual(answer.status, 0, text);
    assert.doesNotMatch(answer.output + answer.error, /top-secret|root:x|uid=/, text);
  }
  for (const name of ['x', 'y.db']) assert.equal(existsSync(join(folder, name)), false);
});

test('what never ends is stopped, and what is too much is cut off', { timeout: 60_000 }, async () => {
  const gone = new AbortController();
  const endless = 'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n';
  const stopped = runSql({ text: endless, readOnly: true }, { folder, filterFile }, gone.signal);
  setTimeout(() => { gone.abort(); }, 300);
  assert.match((await stopped).error, /was stopped/);
  const much = await run('with recursive n(i) as (select 1 union all select i + 1 from n limit 200000) select i from n');
  assert.equal(much.status, 1);
  assert.match(much.error, /more than 1024 KiB of output/);
  assert.ok(Buffer.byteLength(much.output) <= bounds.output + 4);
  assert.notEqual((await run("select hex(zeroblob(900000000)) || 'a'")).status, 0);
});

test('a client that goes away takes its statement along; a world runs only so many', { timeout: 60_000 }, async () => {
  const endless = 'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n';
  const clients = Array.from({ length: 6 }, () => trial.begin(client, ['--readonly']));
  const refused = clients.map((each) => new Promise<void>((resolve) => each.once('exit', () => resolve())));
  for (const each of clients) each.stdin?.end(endless);
  // Four are at work when the first one was sent away.
  await Promise.race(refused);
  assert.match((await trial.run(client, [], { input: 'select 1' })).error, /at work in this world/);
  for (const each of clients) each.kill('SIGKILL');
  let again = await trial.run(client, [], { input: 'select 1' });
  for (let tries = 0; again.status !== 0 && tries < 300; tries += 1) again = await trial.run(client, [], { input: 'select 1' });
  assert.equal(again.status, 0);
});

test('a database that is a link, is missing or is no database is told', async () => {
  const file = join(folder, 'efd_scheduler.db');
  const kept = readFileSync(file);
  unlinkSync(file);
  assert.match((await run('select 1')).error, /efd_scheduler is not there/);
  symlinkSync(join(trial.folder, 'secret'), file);
  assert.match((await run('select 1')).error, /efd_scheduler is not there/);
  unlinkSync(file);
  writeFileSync(file, 'no database at all, but long enough to be looked at as one'.repeat(100));
  const broken = await run('select * from efd_scheduler.latiss');
  assert.notEqual(broken.status, 0);
  assert.match(broken.error, /not a database|malformed|no such table/);
  writeFileSync(file, kept);
  assert.equal((await run('select * from efd_scheduler.latiss')).status, 0);
});

test('only SQL that is sent is run', async () => {
  const curl = (...args: string[]) => trial.run('curl', ['-sS', '-w', ' %{http_code}', ...args]);
  assert.match((await curl('http://sql.practice.internal/')).out, / 405$/);
  assert.match((await curl('-d', 'x'.repeat(100), 'https://sql.practice.internal/')).out, /syntax error[^]* 200$/);
  writeFileSync(join(trial.folder, 'big'), 'x'.repeat(600_000));
  assert.match((await curl('--data-binary', '@big', 'https://sql.practice.internal/')).out, / 413$/);
});
