import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { deployFiles } from '../repositories/usdf-consdb-deploy/files.ts';
import type { Push } from '../repository/repositories.ts';
import { TrialRepositories } from '../repository/trial-repositories.ts';
import { gitSiteOf } from './git.ts';

/** Repositories behind a plain HTTP server, and the real git as two persons use it. */
class TrialGit extends TrialRepositories {
  readonly #server = createServer((request, response) => {
    void Promise.resolve(gitSiteOf(this.repositories).handle(request, response)).catch((error: unknown) => response.destroy(error as Error));
  });

  static async start(): Promise<TrialGit> {
    const trial = new TrialGit({ 'slaclab/usdf-consdb-deploy': deployFiles, 'lsst/other': () => new Map([['a.txt', 'one\n'], ['b.txt', 'one\n']]) });
    await new Promise<void>((resolve) => trial.#server.listen(0, '127.0.0.1', resolve));
    mkdirSync(join(trial.folder, 'home'));
    return trial;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Runs git as a person; throws what git says when it fails. */
  git(folder: string, ...args: string[]): Promise<string> {
    const env = {
      PATH: process.env['PATH'], HOME: join(this.folder, 'home'), GIT_CONFIG_NOSYSTEM: '1', GIT_TERMINAL_PROMPT: '0',
      GIT_AUTHOR_NAME: 'Ann', GIT_AUTHOR_EMAIL: 'ann@example.org', GIT_COMMITTER_NAME: 'Ann', GIT_COMMITTER_EMAIL: 'ann@example.org',
    };
    return new Promise((resolve, reject) => {
      execFile('git', args, { cwd: join(this.folder, folder), env, timeout: 60_000, maxBuffer: 1e7 }, (error, out, errors) => (error === null ? resolve(out) : reject(new Error(errors))));
    });
  }

  /** Clones, changes a file and commits. */
  async change(name: string, into: string, file: string, text: string): Promise<void> {
    await this.git('.', 'clone', '--quiet', `${this.address}/${name}.git`, into);
    writeFileSync(join(this.folder, into, file), text);
    await this.git(into, 'add', '-A');
    await this.git(into, 'commit', '--quiet', '-m', `Change ${file}`);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await super[Symbol.asyncDispose]();
  }
}

const deploy = 'slaclab/usdf-consdb-deploy';

test('a new repository is there quickly, and the same in every world', async () => {
  await using trial = await TrialGit.start();
  const begun = performance.now();
  await trial.repositories.ensure(deploy);
  const took = performance.now() - begun;
  assert.ok(took < 1000, `${took} ms`);
  await using other = await TrialGit.start();
  assert.deepEqual(await trial.repositories.heads(deploy), await other.repositories.heads(deploy));
  assert.deepEqual(await trial.repositories.files(deploy, 'main'), new Map([...deployFiles()].sort(([a], [b]) => (a < b ? -1 : 1))));
  const [first, ...more] = await trial.repositories.commits(deploy, 'main', 10);
  assert.deepEqual([first?.time, first?.subject, more.length], ['2025-11-03T09:00:00+00:00', 'Begin the practice copy', 0]);
});

test('the real git clones, pushes a branch, fetches and pulls', async () => {
  await using trial = await TrialGit.start();
  const pushes: Push[] = [];
  trial.repositories.onPush((push) => pushes.push(push));
  await trial.git('.', 'clone', '--quiet', `${trial.address}/${deploy}.git`, 'one');
  assert.ok(existsSync(join(trial.folder, 'one/kubernetes/overlays/prod/lsstcomcam-cronjob/failure-monitor.yaml')));
  await trial.git('.', 'clone', '--quiet', '--depth=1', `${trial.address}/${deploy}`, 'two');

  await trial.git('one', 'checkout', '--quiet', '-b', 'tickets/DM-1');
  appendFileSync(join(trial.folder, 'one/README.md'), 'More.\n');
  symlinkSync('/etc/passwd', join(trial.folder, 'one/link'));
  await trial.git('one', 'add', '-A');
  await trial.git('one', 'commit', '--quiet', '-m', 'Say more');
  await trial.git('one', 'push', '--quiet', '-u', 'origin', 'tickets/DM-1');
  const heads = await trial.repositories.heads(deploy);
  assert.deepEqual(Object.keys(heads), ['main', 'tickets/DM-1']);
  assert.equal(`${heads['tickets/DM-1']}\n`, await trial.git('one', 'rev-parse', 'HEAD'));
  assert.deepEqual(pushes.map(({ repository, before, after }) => [repository, before['tickets/DM-1'], after['tickets/DM-1']]), [[deploy, undefined, heads['tickets/DM-1']]]);
  const files = await trial.repositories.files(deploy, 'tickets/DM-1');
  assert.match(files.get('README.md') ?? '', /More\.\n$/);
  assert.equal(files.has('link'), false);
  assert.doesNotMatch((await trial.repositories.files(deploy, heads['main'] ?? '')).get('README.md') ?? '', /More\.\n$/);

  assert.deepEqual(await trial.repositories.merge(deploy, 'tickets/DM-1', 'main'), { commit: heads['tickets/DM-1'], how: 'fast-forward' });
  assert.equal(pushes.length, 2);
  await trial.git('two', 'pull', '--quiet');
  assert.match(readFileSync(join(trial.folder, 'two/README.md'), 'utf8'), /More\.\n$/);
  await trial.git('one', 'push', '--quiet', 'origin', '--delete', 'tickets/DM-1');
  assert.deepEqual(Object.keys(await trial.repositories.heads(deploy)), ['main']);
});

test('branches that went apart are merged by a commit, and a conflict names the files', async () => {
  await using trial = await TrialGit.start();
  await trial.change('lsst/other', 'one', 'a.txt', 'two\n');
  await trial.git('one', 'push', '--quiet', 'origin', 'HEAD:left');
  await trial.change('lsst/other', 'two', 'b.txt', 'two\n');
  await trial.git('two', 'push', '--quiet', 'origin', 'main');
  await assert.rejects(trial.git('one', 'push', 'origin', 'main'), /rejected|fetch first/);
  const merged = await trial.repositories.merge('lsst/other', 'left', 'main');
  assert.equal(merged.how, 'merge');
  assert.deepEqual(Object.fromEntries(await trial.repositories.files('lsst/other', 'main')), { 'a.txt': 'two\n', 'b.txt': 'two\n' });
  const [last] = await trial.repositories.commits('lsst/other', 'main', 1);
  assert.deepEqual([last?.id, last?.subject], [merged.commit, 'Merge branch \'left\' into main']);
  assert.equal((await trial.repositories.merge('lsst/other', 'left', 'main')).how, 'already there');

  await trial.change('lsst/other', 'three', 'a.txt', 'three\n');
  await trial.git('three', 'push', '--quiet', 'origin', 'HEAD:right');
  await trial.change('lsst/other', 'four', 'a.txt', 'four\n');
  await trial.git('four', 'push', '--quiet', 'origin', 'main');
  await assert.rejects(trial.repositories.merge('lsst/other', 'right', 'main'), { message: 'right conflicts with main in a.txt' });
  await assert.rejects(trial.repositories.merge('lsst/other', 'no-such', 'main'), /there is no branch no-such/);
});

test('other names, refs and too large a push are refused', async () => {
  await using trial = await TrialGit.start();
  await assert.rejects(trial.git('.', 'clone', `${trial.address}/torvalds/linux.git`), /remote: Repository not found\. This practice world has slaclab\/usdf-consdb-deploy, lsst\/other\.[^]*not found/);
  assert.match(await (await fetch(`${trial.address}/${deploy}`)).text(), /git clone https:\/\/github\.com\/slaclab\/usdf-consdb-deploy\.git/);
  await assert.rejects(trial.repositories.ensure('../../etc'), /there is no repository/);
  for (const ref of ['--all', 'main^', 'refs/heads/main:x', 'HEAD@{1}', '']) await assert.rejects(trial.repositories.files(deploy, ref), /neither a branch/);
  await assert.rejects(trial.repositories.files(deploy, 'no-such'), /Not a valid object name/);

  await trial.change('lsst/other', 'large', 'large', '');
  writeFileSync(join(trial.folder, 'large/large'), randomBytes(20 * 1024 * 1024));
  const packs = join(await trial.repositories.ensure('lsst/other'), 'objects/pack');
  const plain = ['-c', 'core.compression=0', '-c', 'core.bigFileThreshold=1m'];
  await trial.git('large', ...plain, 'add', '-A');
  await trial.git('large', 'commit', '--quiet', '-m', 'Large');
  await assert.rejects(trial.git('large', ...plain, 'push', 'origin', 'main'), /remote: fatal: pack exceeds maximum allowed size \(16\.00 MiB\)/);
  assert.equal((await trial.repositories.commits('lsst/other', 'main', 5)).length, 1);
  // One that has grown too large takes no push, and can still be cloned.
  writeFileSync(join(packs, 'filler'), '');
  truncateSync(join(packs, 'filler'), 65 * 1024 * 1024);
  await assert.rejects(trial.git('large', 'push', 'origin', 'HEAD~1:refs/heads/small'), /remote: This repository of the practice world is full\. Reset the world to begin anew/);
  await trial.git('.', 'clone', '--quiet', `${trial.address}/lsst/other.git`, 'still');
});

test('a repository is broken by nobody: bad objects, hooks and settings are not taken', async () => {
  await using trial = await TrialGit.start();
  const repository = await trial.repositories.ensure('lsst/other');
  mkdirSync(join(repository, 'hooks'));
  writeFileSync(join(repository, 'hooks/post-receive'), '#!/bin/sh\ntouch "$PWD/ran"\n', { mode: 0o755 });
  await trial.change('lsst/other', 'one', 'a.txt', 'two\n');
  await trial.git('one', 'push', '--quiet', 'origin', 'main');
  assert.equal(existsSync(join(repository, 'ran')), false);
  // A tree with a file called .git would write into the checkouts of others.
  const blob = (await trial.git('one', 'hash-object', '-w', 'a.txt')).trim();
  const script = `printf '100644 blob ${blob}\\t.git\\n' | git mktree`;
  const tree = (await new Promise<string>((resolve) => execFile('sh', ['-c', script], { cwd: join(trial.folder, 'one') }, (_, out) => resolve(out)))).trim();
  const commit = (await trial.git('one', 'commit-tree', tree, '-m', 'Bad')).trim();
  await assert.rejects(trial.git('one', 'push', 'origin', `${commit}:refs/heads/bad`), /hasDotgit|fsck|remote unpack failed/);
  assert.deepEqual(Object.keys(await trial.repositories.heads('lsst/other')), ['main']);
});
