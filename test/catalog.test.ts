/** A runbook that stops compiling while people work: its steps are refused, those of the others run, and people are told. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { Handrail, pause, root } from './handrail.ts';

interface Session { catalog: { digest: string; problems: string[] } }

test('a runbook that does not compile has no steps until it is mended; the others have theirs', { timeout: 200_000 }, async () => {
  const folder = mkdtempSync('/tmp/handrail-runbooks-');
  const catalog = join(folder, 'catalog.json');
  const runbook = join(folder, 'runbooks/prompt-redis.mdx');
  cpSync(join(root, 'runbooks'), join(folder, 'runbooks'), { recursive: true });
  // Beside us: while we stood still, the server would close connections that we would use once more.
  const compile = async () => {
    const compiler = spawn(process.execPath, [join(root, 'server/catalog/main.ts'), join(folder, 'runbooks'), catalog], { stdio: ['ignore', 'ignore', 'pipe'] });
    const [said] = await Promise.all([text(compiler.stderr), once(compiler, 'close')]);
    return said;
  };
  await compile();
  await using handrail = await Handrail.start({ HANDRAIL_CATALOG: catalog });
  const client = await handrail.logIn();
  const told = async (so: (problems: string[]) => boolean) => {
    for (const until = Date.now() + 60_000; ; await pause(100)) {
      const { catalog: { problems } } = (await (await client.get('/api/session')).json()) as Session;
      if (so(problems)) return problems;
      assert.ok(Date.now() < until, problems.join('\n'));
    }
  };
  assert.deepEqual(await told(() => true), []);
  const good = readFileSync(runbook, 'utf8');
  writeFileSync(runbook, good.replace('run=ping effect=read', 'run=ping effect=raed'));
  assert.match(await compile(), /prompt-redis\.mdx:\d+:\d+ .*read, change, destroy/);
  assert.match((await told((problems) => problems.length > 0)).join('\n'), /prompt-redis\.mdx:\d+:\d+/);
  const refused = await client.start('prompt-redis#ping', { TARGET: 'dev' });
  assert.equal(refused.status, 409);
  const { error } = (await refused.json()) as { error: { code: string; message: string } };
  assert.equal(error.code, 'runbook-broken');
  assert.match(error.message, /^The page of the runbook `prompt-redis` has problems \(1\)/);
  assert.equal((await client.finish('prompt-kafka#pods', { TARGET: 'dev' })).run.state, 'exited');
  writeFileSync(runbook, good);
  await compile();
  assert.deepEqual(await told((problems) => problems.length === 0), []);
  assert.equal((await client.finish('prompt-redis#ping', { TARGET: 'dev' })).run.asExpected, true);
  rmSync(folder, { recursive: true });
});

test('a catalog that is half a file is not taken', { timeout: 200_000 }, async () => {
  const folder = mkdtempSync('/tmp/handrail-runbooks-');
  const catalog = join(folder, 'catalog.json');
  copyFileSync(join(root, 'build/catalog.json'), catalog);
  await using handrail = await Handrail.start({ HANDRAIL_CATALOG: catalog });
  const client = await handrail.logIn();
  writeFileSync(catalog, readFileSync(catalog, 'utf8').slice(0, 500));
  await pause(1_500);
  assert.equal((await client.finish('prompt-redis#ping', { TARGET: 'dev' })).run.asExpected, true);
  rmSync(folder, { recursive: true });
});
