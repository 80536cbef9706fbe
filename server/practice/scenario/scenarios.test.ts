/** Every scenario is broken as it says, its check sees that, the runbook's own way repairs it, and the check sees that too. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { proceduresOf } from '../../../common/catalog/mdx/headings.ts';
import { parseMdx } from '../../../common/catalog/mdx/parse.ts';
import { loadScenarios } from './scenario.ts';
import { TrialWorlds } from './trial-world.ts';

const { scenarios } = loadScenarios(join(import.meta.dirname, '../scenarios'));
const runbooks = join(import.meta.dirname, '../../../runbooks');

let worlds: TrialWorlds;
before(() => { worlds = new TrialWorlds(); });
after(async () => { await worlds[Symbol.asyncDispose](); });

for (const [id, scenario] of scenarios) {
  test(`${id}: broken, seen, repaired by the runbook, seen`, { timeout: 240_000 }, async () => {
    const world = await worlds.open(id, scenarios);
    const started = await world.scenarios.start(id);
    assert.equal(started.failed, null);
    const broken = (await world.scenarios.check(id)).lastCheck;
    assert.equal(broken?.repaired, false, broken?.output);
    assert.notEqual(broken.output, '', 'a check that fails says what is wrong');
    const repair = await worlds.run(world, scenario.folder, 'repair.sh');
    assert.equal(repair.status, 0, repair.output);
    const after = await world.scenarios.check(id);
    assert.equal(after.lastCheck?.repaired, true, after.lastCheck?.output);
    assert.notEqual(after.solvedAt, null);
    await world.discard();
  });

  test(`${id}: leads to a procedure that there is`, () => {
    const [runbook = '', procedure] = scenario.runbook.split('#');
    const tree = parseMdx(readFileSync(join(runbooks, `${runbook}.mdx`), 'utf8'), (rule, line, column, message) => { assert.fail(`${line}:${column} ${message} (${rule})`); });
    assert.ok(tree);
    const headings = proceduresOf(tree).map(({ slug }) => slug);
    if (procedure !== undefined) assert.ok(headings.includes(procedure), `${procedure} in ${headings.join(' ')}`);
  });
}
