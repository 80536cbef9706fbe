/** `handrail wait` against a server in the same process. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mock, test } from 'node:test';
import { loadConfig } from '../config/load.ts';
import { TestServer } from '../http/test-server.ts';
import { createProgram } from './program.ts';
import { subjectOf } from './wait.ts';

const id = '01923456-789a-7000-8000-000000000000';
const rows: readonly [string, string][] = [
  [`https://runbooks.example.org/go/run/${id}`, `run ${id}`], [`https://runbooks.example.org/runs?run=${id}`, `run ${id}`], [id, `run ${id}`],
  [`https://runbooks.example.org/go/w/${id}`, `walkthrough ${id}`], [`https://runbooks.example.org/walkthroughs?id=${id}`, `walkthrough ${id}`],
  [`https://runbooks.example.org/runbooks/plain?w=${id}#p`, `walkthrough ${id}`], [`w/${id}`, `walkthrough ${id}`],
  ['https://runbooks.example.org/go/plain/ping', 'no link'], ['ping', 'no link'], ['', 'no link'],
];
for (const [reference, expected] of rows) {
  test(`“${reference}” names ${expected}`, () => {
    if (expected === 'no link') assert.throws(() => subjectOf(reference), /no link to a run/);
    else assert.equal(Object.values(subjectOf(reference)).join(' '), expected);
  });
}

test('it stays until the end, and ends as the run did', async () => {
  await using server = await TestServer.start();
  const data = mkdtempSync(join(tmpdir(), 'wait-'));
  writeFileSync(join(data, 'local-credential'), `${server.localCredential}\n`);
  const said = mock.method(console, 'log', () => undefined);
  try {
    const run = await server.run('plain', 'ping');
    await server.ask('POST', `/api/runs/${run.id}/share`, { as: 'ada', body: { shared: true } });
    let status = -1;
    const waits = createProgram(loadConfig({ HANDRAIL_PORT: String(server.port), HANDRAIL_DATA: data }, data), [], (is) => { status = is; })
      .parseAsync(['wait', `${server.origin}/go/run/${run.id}`], { from: 'user' });
    assert.equal(status, -1);
    server.runner.end(run.id, 'exited', 7);
    await waits;
    assert.deepEqual([status, said.mock.calls.map(({ arguments: words }) => String(words.at(0)))], [7, ['✘ “ping” did not end as expected, in practice.']]);
  } finally {
    said.mock.restore();
    rmSync(data, { recursive: true });
  }
});
