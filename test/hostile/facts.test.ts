/** What a workspace can do to look other than it is, or to hold up whoever looks at it, before an approval is given for it. */
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { FactCheckout, FactFile, WorkspaceFacts } from '../../common/approval-facts.ts';
import { openTrial } from '../../server/runner/trial.ts';

const trial = openTrial(undefined, undefined, { files: 2_500, bytes: 4 * 1024 * 1024, listed: 100 });
after(() => trial.close());

const [person, environment] = ['alice', 'practice'];
const look = async () => await trial.facts(person, environment);
/** What is in one folder of the workspace, as if that were the workspace. */
function below(facts: WorkspaceFacts, folder: string): { files: Map<string, FactFile>; checkouts: FactCheckout[] } {
  const within = <Item extends { path: string }>(items: readonly Item[]) => items.filter(({ path }) => path.startsWith(`${folder}/`)).map((item) => ({ ...item, path: item.path.slice(folder.length + 1) }));
  return { files: new Map(within(facts.files).map((file) => [file.path, file])), checkouts: within(facts.checkouts) };
}

/** Runs a script in the workspace; it must end well. */
async function script(source: string): Promise<void> {
  const { run, output } = await trial.run({ source: `set -e\n${source}` });
  assert.equal(run.exitStatus, 0, output);
}

/** A workspace with nothing in it; and one with a checkout of one commit in `repo`, and nothing else. */
const empty = 'cd /workspace; chmod -R u+rwx .; rm -rf * .kube';
const checkout = `${empty}; mkdir repo; cd repo
git init -q -b main; git config user.name A; git config user.email a@example.org; git remote add origin https://git.example.org/repo.git
mkdir deploy; printf 'replicas: 1\\n' > deploy/job.yaml; printf '#!/bin/sh\\necho apply\\n' > apply; chmod +x apply; ln -s apply link
git add .; git commit -qm 'First'; cd /workspace`;

/** Tricks that would make a change look as if there were none, or leave a mark where they run. */
const tricks: [what: string, change: string, expect: (all: Map<string, FactFile>, facts: { checkouts: FactCheckout[] }) => void][] = [
  ['a change that git does not look for: assume-unchanged, skip-worktree', 'cd repo; git update-index --assume-unchanged deploy/job.yaml; git update-index --skip-worktree apply; echo 2 > deploy/job.yaml; echo evil > apply',
    (all) => { assert.deepEqual([all.get('repo/deploy/job.yaml')?.after, all.get('repo/apply')?.after], ['2\n', 'evil\n']); }],
  ['an index that says the file is as it should be', 'cd repo; echo 2 > deploy/job.yaml; git add deploy/job.yaml; touch -d @1 deploy/job.yaml .git/index',
    (all) => { assert.equal(all.get('repo/deploy/job.yaml')?.before, 'replicas: 1\n'); }],
  ['the same size, and the time it had', 'cd repo; touch -r deploy/job.yaml /tmp/t; printf "replicas: 9\\n" > deploy/job.yaml; touch -r /tmp/t deploy/job.yaml',
    (all) => { assert.equal(all.get('repo/deploy/job.yaml')?.after, 'replicas: 9\n'); }],
  ['files that git was told to ignore', 'cd repo; echo "*" > .git/info/exclude; echo "*" > .gitignore; echo run > Makefile',
    (all) => { assert.equal(all.get('repo/Makefile')?.after, 'run\n'); }],
  ['filters, textconv, external diff, fsmonitor, hooks and a pager that run a program', `cd repo
    for key in core.fsmonitor core.pager diff.external filter.x.clean filter.x.smudge filter.x.process diff.x.textconv core.hooksPath core.sshCommand; do git config "$key" "touch $W/evil-$key"; done
    printf '* filter=x diff=x\\n' > .gitattributes; printf '* filter=x diff=x\\n' > .git/info/attributes
    for hook in post-checkout post-index-change pre-commit; do printf "#!/bin/sh\\ntouch $W/evil-hook\\n" > .git/hooks/$hook; chmod +x .git/hooks/$hook; done
    echo 2 > deploy/job.yaml`,
    (all) => {
      assert.equal(all.get('repo/deploy/job.yaml')?.after, '2\n');
      assert.match(all.get('repo/.git/config')?.after ?? '', /fsmonitor/);
      assert.match(all.get('repo/.git/hooks/pre-commit')?.after ?? '', /evil-hook/);
      assert.deepEqual([...all.keys()].filter((path) => path.startsWith('evil')), [], 'nothing of it ran');
    }],
  ['another index, another work tree', 'cd repo; cp .git/index $W/far; git config core.worktree /tmp; git config core.bare true; echo 2 > apply',
    (all) => { assert.equal(all.get('repo/apply')?.after, '2\n'); }],
  ['settings that lead to other files', 'cd repo; git config include.path "$W/far"; printf "[core]\\n\\tfsmonitor = touch $W/evil-include\\n" > $W/far; echo 2 > apply',
    (all) => { assert.equal(all.get('repo/apply')?.after, '2\n'); assert.ok(!all.has('evil-include')); }],
  ['a forged object of the blob’s name', `cd repo; echo evil > apply; id=$(git rev-parse HEAD:apply); new=$(git hash-object -w apply)
    rm -f ".git/objects/\${id:0:2}/\${id:2}"; cp ".git/objects/\${new:0:2}/\${new:2}" ".git/objects/\${id:0:2}/\${id:2}"`,
    (all) => { assert.equal(all.get('repo/apply')?.change, 'changed'); }],
  ['a forged tree of the commit’s tree’s name', `cd repo; echo evil > apply; id=$(git rev-parse 'HEAD^{tree}'); git add .; new=$(git write-tree)
    rm -f ".git/objects/\${id:0:2}/\${id:2}"; cp ".git/objects/\${new:0:2}/\${new:2}" ".git/objects/\${id:0:2}/\${id:2}"`,
    (all, facts) => {
      assert.equal(all.get('repo/apply')?.after, 'evil\n');
      assert.deepEqual(facts.checkouts.map(({ commit, why }) => [commit, why !== '']), [[null, true]]);
    }],
  ['a replaced commit', 'cd repo; old=$(git rev-parse HEAD); echo evil > apply; git commit -qam evil; new=$(git rev-parse HEAD); git update-ref HEAD "$old"; git replace "$old" "$new"',
    (all, { checkouts: [first] }) => { assert.equal(all.get('repo/apply')?.after, 'evil\n'); assert.equal(first?.subject, 'First'); }],
  ['a checkout in the checkout, at a commit of one’s own', `cd repo/deploy; git init -q; echo evil > job.yaml; git add .; git -c user.name=A -c user.email=a@example.org commit -qm x`,
    (all, facts) => { assert.equal(all.get('repo/deploy/job.yaml')?.after, 'evil\n'); assert.deepEqual(facts.checkouts.map(({ path }) => path), ['repo']); }],
  ['a checkout in the folder that git keeps', `cd repo/.git; printf '#!/bin/sh\\nevil\\n' > hooks/pre-push; git init -q x; mv x/.git .git; export GIT_DIR=$W/repo/.git/.git; git --work-tree=. -c core.bare=false add -f hooks/pre-push; git -c user.name=A -c user.email=a@example.org commit -qm x`,
    (all) => { assert.match(all.get('repo/.git/hooks/pre-push')?.after ?? '', /evil/); }],
  ['a .git that is a link, or a file', 'mv repo/.git $W/far; ln -s $W/far repo/.git; mkdir other; echo "gitdir: $W/far" > other/.git; echo a > other/a',
    (all, facts) => {
      assert.deepEqual(facts.checkouts.map(({ commit }) => commit), [null, null]);
      assert.ok(all.has('repo/apply') && all.has('other/a'));
    }],
  ['HEAD that leads out of .git', 'cd repo; git rev-parse HEAD > $W/far; echo "ref: refs/heads/../../../far" > .git/HEAD',
    (_, { checkouts: [first] }) => { assert.equal(first?.commit, null); }],
  ['a program where a file was, a file where a link was', 'cd repo; chmod +x deploy/job.yaml; rm link; cp apply link',
    (all) => { assert.deepEqual(['repo/deploy/job.yaml', 'repo/link'].map((path) => [all.get(path)?.was, all.get(path)?.kind]), [['file', 'program'], ['link', 'program']]); }],
  ['what was removed', 'rm -r repo/deploy', (all) => { assert.deepEqual([all.get('repo/deploy/job.yaml')?.change, all.get('repo/deploy/job.yaml')?.before], ['removed', 'replicas: 1\n']); }],
  ['names and content that would repaint a screen', `cd repo; echo x > $'a\\e[2J\\u202e.sh'; printf 'echo \\xd0\\xb5vil\\033[2J\\r\\xff\\u200b' > apply`,
    (all) => {
      assert.ok(all.has('repo/a⟦U+001B⟧[2J⟦U+202E⟧.sh'), [...all.keys()].join(' '));
      assert.equal(all.get('repo/apply')?.after, 'echo еvil⟦U+001B⟧[2J⟦U+000D⟧⟦0xFF⟧⟦U+200B⟧');
    }],
  ['a pipe, a link out, and what is no text', `cd repo; mkfifo pipe; ln -s /etc/passwd out; printf 'a\\0b' > bytes`,
    (all) => { assert.deepEqual(['pipe', 'out', 'bytes'].map((name) => [all.get(`repo/${name}`)?.kind, all.get(`repo/${name}`)?.after, all.get(`repo/${name}`)?.unshown]), [['other', null, null], ['link', '/etc/passwd', null], ['file', null, 'binary']]); }],
  ['what is too large to show is bound by its content', 'cd repo; head -c 100000 /dev/zero > deploy/job.yaml',
    (all) => { assert.deepEqual([all.get('repo/deploy/job.yaml')?.after, all.get('repo/deploy/job.yaml')?.unshown], [null, 'large']); }],
];

test('a workspace that would look other than it is', async (t) => {
  await script(checkout);
  const clean = await look();
  await t.test('as it was checked out, nothing but git’s own settings is listed', () => {
    assert.deepEqual(clean.files.map(({ path }) => path), ['repo/.git/config']);
    assert.deepEqual(clean.checkouts.map(({ path, subject, remotes, why }) => ({ path, subject, remotes, why })), [{ path: 'repo', subject: 'First', remotes: ['origin https://git.example.org/repo.git'], why: '' }]);
  });
  await t.test('twice the same, digests and all', async () => { assert.deepEqual(await look(), clean); });
  await t.test('more changes than are listed are counted, and bound', async () => {
    await script('for n in {1..120}; do echo $n > repo/new-$n; done');
    const before = await look();
    assert.equal(before.files.length, 100);
    assert.ok(before.groups.some(({ path, count }) => path === 'further files' && count > 15));
    await script('echo other > repo/new-99');
    assert.notEqual((await look()).digest, before.digest);
  });
  // Each in a folder of its own, and looked at all at once: that is the same, and quicker.
  await script(`${checkout}; mv repo first\n${tricks.map(([, change], at) => `(export W=/workspace/t${at}; mkdir "$W"; cd "$W"; cp -a /workspace/first repo\n${change}\n)`).join('\n')}\nrm -rf first`);
  const facts = await look();
  for (const [at, [what, , expect]] of tricks.entries()) {
    const { files, checkouts } = below(facts, `t${at}`);
    await t.test(what, () => { expect(files, { checkouts }); });
  }
});

test('what carries over, and the home folder, are bound too', async () => {
  await script(`${checkout}; export STAGE=one DEPLOY_TOKEN=abcdefgh12345 NOTE='hvs.abcdefghijklmnopqrstuvwxyz'; echo x > ~/.curlrc`);
  const before = await look();
  const shown = Object.fromEntries(before.variables.map(({ name, value }) => [name, value]));
  assert.deepEqual([shown['STAGE'], shown['DEPLOY_TOKEN'], shown['NOTE']], ['one', null, null]);
  assert.ok(!JSON.stringify(before).includes('abcdefgh'), 'no secret is in what is shown');
  for (const change of ['export STAGE=two', 'export STAGE=one DEPLOY_TOKEN=other9876', 'cd repo', 'cd /workspace; echo y > ~/.curlrc']) {
    const last = await look();
    await script(change);
    assert.notEqual((await look()).digest, last.digest, change);
  }
});

const refused: [what: string, change: string, why: RegExp][] = [
  ['countless files', 'mkdir evil; cd evil; touch {1..2600}', /too many files/],
  ['a file of holes, larger than the disk', 'truncate -s 1G evil', /more in the workspace than can be approved/],
  ['a file that nobody can read', 'echo a > evil; chmod 000 evil', /evil cannot be read/],
  ['a folder that nobody can enter', 'mkdir evil; chmod 000 evil', /evil cannot be read/],
  ['folders too deep', 'for n in {1..70}; do mkdir evil; cd evil; done', /too deep/],
];

test('a workspace that would hold up who looks is refused, and no wiser', async (t) => {
  for (const [what, change, why] of refused) {
    await t.test(what, async () => {
      await script(`${empty}; ${change}; cd /workspace`);
      await assert.rejects(look(), (error: Error) => { assert.match(error.message, why); return true; });
    });
  }
});

test('the runner holds a run to what was approved', async (t) => {
  await script(checkout);
  const { digest } = await look();
  const bound = { bound: digest };
  await t.test('as it was: it runs', async () => { assert.equal((await trial.run({ source: 'echo ran; cat repo/apply' }, bound)).output.includes('ran'), true); });
  await t.test('changed by a step queued before: it ends at once, and nothing of it ran', async () => {
    const first = trial.host.start(trial.request({ source: 'echo evil > repo/apply' }));
    const { run, output } = await trial.run({ source: 'touch ran; echo RAN' }, bound);
    await trial.end(first.id);
    assert.equal(run.exitStatus, 125);
    assert.match(run.note, /not as it was approved/);
    assert.doesNotMatch(output, /RAN/);
    assert.deepEqual(readdirSync(join(trial.paths.workspaces, environment, person, 'files')).includes('ran'), false);
  });
  await t.test('while something goes on beside, it does not run; while it runs, nothing comes beside', async () => {
    const now = (await look()).digest;
    const beside = trial.host.start(trial.request({ source: 'echo up; sleep 300', background: true, timeout: 300 }));
    await trial.until(beside.id, (output) => output.includes('up'));
    assert.match((await trial.run({ source: 'echo RAN' }, { bound: now })).run.note, /Something else is going on/);
    await trial.host.stop(beside.id);
    await trial.end(beside.id);
    const alone = trial.host.start(trial.request({ source: 'echo up; sleep 300', timeout: 300 }, { bound: now }));
    await trial.until(alone.id, (output) => output.includes('up'));
    assert.match((await trial.run({ source: 'true', background: true })).run.note, /has this workspace to itself/);
    await assert.rejects(trial.files(person, environment, { act: 'write', at: 'eA', base: null, content: '' }), /to itself/);
    await trial.host.stop(alone.id);
    await trial.end(alone.id);
    // It lets go a moment after its end is told.
    for (const until = Date.now() + 30_000; ;) {
      const saved = await trial.files(person, environment, { act: 'write', at: 'eA', base: null, content: '' }).catch((error: unknown) => error as Error);
      if (!(saved instanceof Error)) break;
      assert.ok(Date.now() < until, saved.message);
    }
  });
  await t.test('marks are of this workspace alone: its key goes with it', async () => {
    const key = join(trial.paths.workspaces, environment, person, 'facts-key');
    const before = (await look()).digest;
    rmSync(key);
    assert.notEqual((await look()).digest, before);
    rmSync(key);
    mkdirSync(key);
    await assert.rejects(look());
    rmSync(key, { recursive: true });
  });
});
