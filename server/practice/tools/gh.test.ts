import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gitSiteOf } from '../front/git.ts';
import { TrialFront } from '../front/trial-front.ts';
import { TrialRepositories } from '../repository/trial-repositories.ts';

const repositories = new TrialRepositories({ 'lsst-sqre/phalanx': () => new Map([['values.yaml', 'a: 1\n']]) });
let front: TrialFront;
before(async () => { front = await TrialFront.open(() => [gitSiteOf(repositories.repositories)]); });
after(async () => {
  await front[Symbol.asyncDispose]();
  await repositories[Symbol.asyncDispose]();
});

const who = Object.fromEntries(['AUTHOR', 'COMMITTER'].flatMap((role) => [[`GIT_${role}_NAME`, 'Learner'], [`GIT_${role}_EMAIL`, 'learner@example.org']]));
const script = (text: string) => front.run('bash', ['-euc', `gh() { ${JSON.stringify(join(import.meta.dirname, 'gh'))} "$@"; }\n${text}`], who);

test('a branch becomes a pull request and is merged', async () => {
  const made = await script(`
    git clone --quiet https://github.com/lsst-sqre/phalanx.git && cd phalanx && git checkout --quiet -b tickets/DM-1
    echo 'b: 2' >> values.yaml && git commit --quiet -am 'Add b'
    gh pr create --fill || echo "not yet: $?"
    git push --quiet origin tickets/DM-1
    gh pr create --fill
    gh pr list
    gh pr merge --merge --delete-branch
    gh pr merge || echo "again: $?"`);
  assert.equal(made.status, 0, made.error);
  assert.equal(made.out, 'not yet: 1\nhttps://github.com/lsst-sqre/phalanx/pull/tickets/DM-1\ntickets/DM-1\tAdd b\n✓ Merged pull request tickets/DM-1 into main\nagain: 1\n');
  assert.match(made.error, /^gh: this is the practice stand-in of Handrail/m);
  assert.match(made.error, /you must first push the branch/);
  assert.equal((await repositories.repositories.files('lsst-sqre/phalanx', 'main')).get('values.yaml'), 'a: 1\nb: 2\n');
  assert.deepEqual(Object.keys(await repositories.repositories.heads('lsst-sqre/phalanx')), ['main']);
});

test('a conflict is told with its files, and nothing is merged', async () => {
  const { out, error } = await script(`
    cd phalanx && git fetch --quiet && git checkout --quiet -B one origin/main && echo 'c: 1' >> values.yaml && git commit --quiet -am One && git push --quiet origin one
    git checkout --quiet -B two origin/main && echo 'c: 2' >> values.yaml && git commit --quiet -am Two && git push --quiet origin two
    gh pr merge one
    gh pr merge two || echo "conflict: $?"
    gh pr merge -- || true
    gh pr merge --squash two || true`);
  assert.equal(out, '✓ Merged pull request one into main\nconflict: 1\n');
  assert.match(error, /two is not mergeable: it conflicts with main in values\.yaml/);
  assert.match((await repositories.repositories.files('lsst-sqre/phalanx', 'main')).get('values.yaml') ?? '', /c: 1\n$/);
});
