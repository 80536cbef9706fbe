/** A folder of runbooks with deliberate faults: each must be found, told rightly, and leave the rest alone. */
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { countsOf, type Outcome, type StepOutcome } from '../../server/doctest/outcome.ts';
import { plainReport } from '../../server/doctest/plain-report.ts';
import { byStep, root, tryRunbooks } from './try.ts';

const folder = join(root, 'test/runbooks/faults');
let outcome: Outcome;
/** by procedure and step */
let steps: ReadonlyMap<string, StepOutcome>;
before(async () => {
  outcome = await tryRunbooks(folder, { target: 'dev', patience: 15 });
  steps = new Map([...byStep(outcome)].map(([name, step]) => [name.replace(/ on dev$/, ''), step]));
});

const expected: Readonly<Record<string, ['passed'] | ['failed' | 'skipped', why: RegExp]>> = {
  'expectations/right': ['passed'],
  'expectations/wrong-expect': ['failed', /output is not what the step expects/],
  'expectations/wrong-status': ['failed', /exit status 3; healthy is 0/],
  'expectations/right-status': ['passed'],
  'transcripts/transcript': ['failed', /answers are not those of the transcript/],
  'transcripts/extra-line': ['failed', /answers are not those of the transcript/],
  'transcripts/broken-transcript': ['failed', /exit status 4/],
  'nobody-types/untyped': ['failed', /Nobody says what to type into it.*`untyped`/],
  'waits-for-ever/never-asks': ['failed', /“Password:” did not come onto the screen within 15 s/],
  'waits-for-ever/never-ends': ['failed', /had not ended after its last keys/],
  'waits-for-ever/answered': ['passed'],
  'background/dies': ['failed', /ended by itself before the procedure did.*exit status 3/],
  'background/silent': ['failed', /did not print anything within 15 s.*`quiet`/],
  'background/quiet': ['passed'],
  'background/follows': ['passed'],
  'background/floods': ['failed', /printed more than 16 MiB, and was stopped/],
  'background/beside': ['passed'],
  'attempts/second-time': ['passed'],
  'attempts/never': ['failed', /exit status 1/],
  'attempts/not-retried': ['failed', /exit status 1/],
  'by-hand/nothing-said': ['skipped', /^by hand, no practice action$/],
  'by-hand/reason': ['skipped', /^by hand: There is one\.$/],
  'by-hand/taken': ['passed'],
  'by-hand/after-taken': ['passed'],
  'by-hand/taken-badly': ['failed', /practice script failed.*exit status 6/],
  'times/own-limit': ['failed', /time limit of 2 s/],
  'times/too-slow': ['failed', /had not ended after 15 s, and was stopped/],
  'flood/flood': ['failed', /printed more than 16 MiB, and was stopped/],
  'hostile/hostile': ['failed', /exit status 9/],
  'needs/fails': ['failed', /exit status 5/],
  'needs/depends': ['skipped', /needs fails, which failed/],
  'needs/left-out': ['skipped', /It is left out/],
  'needs/depends-on-left-out': ['skipped', /needs left-out, which was not done/],
  'needs/guarded': ['passed'],
  'broken-set-up/after-fails': ['skipped', /has to come before it, fails, failed/],
  'good-set-up/prints': ['passed'],
  'values/uses': ['passed'],
  'values/unknown-value': ['failed', /NOBODY has no default/],
  'values/note-txt': ['passed'],
  'values/note': ['passed'],
  'broken-world/stream-is-gone': ['passed'],
  'no-such-scenario/after-no-scenario': ['skipped', /scenario end-of-the-world, failed/],
  'slow-pattern/many': ['passed'],
  'slow-pattern/uses-pattern': ['failed', /PATTERN is to be read off the output of many/],
  'fresh-world/nothing-left': ['passed'],
};

for (const [name, [state, why]] of Object.entries(expected)) {
  test(`${name} is ${state}`, () => {
    const step = stepOf(name);
    assert.equal(step.outcome, state, step.why);
    assert.match(step.why, why ?? /^$/);
  });
}

function stepOf(name: string): StepOutcome {
  const step = steps.get(name);
  assert.ok(step, name);
  return step;
}

test('nothing else was tried: what is for another target is not', () => {
  assert.deepEqual([...steps.keys()].sort(), Object.keys(expected).sort());
});

test('what cannot be read keeps only itself back, each with its place', () => {
  assert.deepEqual(outcome.obstacles.map(({ file, line }) => `${file}:${line}`).sort(), [
    'test/runbooks/faults/misspelt.practice.yaml:2', 'test/runbooks/faults/nobody.practice.yaml:1', 'test/runbooks/faults/not-a-runbook.mdx:6',
  ]);
});

test('the screen is told as a person saw it, and what is hidden in it is spelled out', () => {
  assert.match(stepOf('hostile/hostile').screen, /^written red \ufffd\ufffd \]\]> <b> & "q" # SKIP\s*\n1\.\.1\nok 1 - forged$/);
  assert.match(stepOf('waits-for-ever/never-ends').screen, /^Name: trainee\nAnd then\?$/);
});

test('a difference is told line by line, and only of the answers that differ', () => {
  assert.equal(stepOf('transcripts/transcript').difference, "  $ printf 'a\\nb\\n'\n  a\n- X\n+ b\n  $ echo \"$TARGET\" 3\n- staging 3\n+ dev 3");
});

test('set-up that failed, a scenario that is none, count once where they were needed; attempts and stand-ins are told', () => {
  const unit = outcome.units.find(({ procedure }) => procedure === 'broken-set-up');
  assert.deepEqual(unit?.setUp.map(({ step, outcome: state }) => [step, state]), [['fails', 'failed']]);
  assert.deepEqual(stepOf('attempts/second-time').notes, ['passed at attempt 2']);
  assert.deepEqual(stepOf('by-hand/taken').notes, ['taken by the practice script']);
  const failed = Object.values(expected).filter(([state]) => state === 'failed').length;
  assert.equal(countsOf(outcome).failed, failed + 2 + outcome.obstacles.length);
  assert.match(plainReport(outcome), new RegExp(`\n${countsOf(outcome).passed} passed, ${countsOf(outcome).failed} failed, 7 skipped; \\d+ steps without assertion\n$`));
});

test('steps that assert nothing are listed once; what only looks at files, statuses or answers is not', () => {
  const [, list = ''] = plainReport(outcome).split('Steps without assertion');
  assert.match(list, /faults#second-time\n/);
  for (const step of ['right', 'right-status', 'transcript', 'note-txt', 'taken', 'left-out']) assert.doesNotMatch(list, new RegExp(`faults#${step}\n`));
});

test('--update writes the answers that came, so that they fit every target; then all is well', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'handrail-faults-'));
  after(() => { rmSync(copy, { recursive: true }); });
  cpSync(join(folder, 'faults.mdx'), join(copy, 'faults.mdx'));
  const page = () => readFileSync(join(copy, 'faults.mdx'), 'utf8');
  const before = page();
  const only = { references: ['faults#transcript', 'faults#extra-line', 'faults#broken-transcript', 'faults#prints'] };
  const first = await tryRunbooks(copy, { ...only, update: true });
  assert.deepEqual(first.mended.map(({ steps }) => steps), [['transcript', 'extra-line']]);
  assert.equal(countsOf(first).failed, 2, 'a command that fails is not mended');
  const changed = page().split('\n').filter((line, at) => line !== before.split('\n')[at]);
  assert.ok(page().includes("one …\n$ printf 'a\\nb\\n'\na\nb\n$ echo \"$TARGET\" 3\n… 3\n$ true\n"), changed.join('\n'));
  assert.ok(page().includes('   first\n   second\n   ```\n'));
  assert.equal(page().replace('a\nb\n$ echo "$TARGET" 3\n… 3', 'a\nX\n$ echo "$TARGET" 3\nstaging 3').replace('   first\n   second\n', '   first\n'), before, 'nothing else changed');
  const second = await tryRunbooks(copy, only);
  const states = [...byStep(second)].map(([name, step]) => [name, step.outcome]);
  assert.deepEqual(states.filter(([name]) => !String(name).includes('broken')).map(([, state]) => state), ['passed', 'passed', 'passed', 'passed', 'passed', 'passed']);
  const digests = (one: Outcome) => [...byStep(one)].map(([name, { digest }]) => `${name} ${digest}`);
  assert.deepEqual(digests(first), digests(second), 'the digests told are those of the steps as they are now');
});

test('a runbook that is not for practice is told, and not tried', async () => {
  const { units } = await tryRunbooks(folder, { references: ['elsewhere'] });
  assert.deepEqual(units.map(({ steps: [step] }) => [step?.outcome, step?.why.includes('not for Practice')]), [['skipped', true]]);
});
