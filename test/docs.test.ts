/** What README and handbook say is held against what is so. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { globSync } from 'node:fs';
import { decide, type PolicyRequest } from '../common/policy.ts';
import { parseEnvironments } from '../server/config/environments/environments.ts';
import { schema } from '../server/config/schema.ts';
import { root } from './handrail.ts';

const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })];

test('every setting stands in the operating page with its default, and no other does', () => {
  const page = readFileSync(join(root, 'docs/operating.md'), 'utf8');
  const told = [...page.matchAll(/^\| `(HANDRAIL_\w+)` \|/gm)].map(([, name]) => name);
  assert.deepEqual(told.toSorted(), Object.keys(schema.shape).toSorted());
  assert.match(page, /`HANDRAIL_PORT` \| `3180`/);
  assert.equal(schema.parse({}).HANDRAIL_PORT, 3180);
});

test('every file that README or handbook links to is there', () => {
  for (const page of pages) {
    // What stands in a block is an example, and leads nowhere.
    const prose = readFileSync(join(root, page), 'utf8').replace(/^(`{3,})[^]*?^\1$/gm, '');
    for (const [, target = ''] of prose.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
      if (/^(https?:|\/)/.test(target)) continue;
      const served = /^pathname:\/\/(\/.*)$/.exec(target)?.[1];
      if (served !== undefined) assert.ok(existsSync(join(root, 'static', served)), `${page} links to ${target}`);
      if (served !== undefined) continue;
      assert.ok(existsSync(resolve(root, dirname(page), target)), `${page} links to ${target}`);
    }
  }
});

test('the site was built without a warning: no link of it leads nowhere', () => {
  assert.doesNotMatch(readFileSync(join(root, 'build/site.log'), 'utf8'), /WARNING/);
});

test('the environments that the handbook shows are good, and production asks for what it says', () => {
  const page = readFileSync(join(root, 'docs/environments.md'), 'utf8');
  const example = /^```yaml title="environments.yaml"\n([^]*?)^```/m.exec(page)?.[1] ?? '';
  const production = parseEnvironments(example, 'environments.yaml').get('production');
  assert.ok(production);
  const request = {
    person: 'ada', roles: ['operator'], rights: ['view', 'practise', 'operate'], environment: 'production', runbook: 'prompt-kafka', step: 'x',
    target: 'usdf-prod', confirm: null, inUse: true,
  } as const;
  const asked = (effect: 'read' | 'change' | 'destroy', changed: Partial<PolicyRequest> = {}) => {
    const { decision, reason } = decide({ ...request, effect, ...changed }, production.rules);
    return `${decision} ${String(reason)}`;
  };
  assert.equal(asked('read'), 'allow false');
  assert.equal(asked('change', { inUse: false }), 'allow true');
  assert.equal(asked('change'), 'needs-approval true');
  assert.equal(asked('destroy', { inUse: false }), 'needs-approval true');
  assert.match(asked('destroy', { runbook: 'prompt-redis' }), /^deny Observing goes on/);
});

/** Commands that README and handbook show, and the test that runs each. */
const runBy: Record<string, string> = {
  'make start': 'test/make.test.ts',
  'make test': '.ci/run',
  'npx handrail run prompt-redis#ping': 'test/cli.test.ts',
  'npx handrail practice -- kubectl get pods -n prompt-redis': 'test/cli.test.ts',
  'npx handrail practice': 'test/cli.test.ts',
  'npx handrail practice reset': 'test/cli.test.ts',
  'npx handrail practice -- kubectl describe statefulset prompt-redis -n prompt-redis': 'test/cli.test.ts',
  'npx handrail practice scenario list': 'test/practice-cli.test.ts',
  'npx handrail practice scenario start redis-destroyed': 'test/practice-cli.test.ts',
  'npx handrail practice scenario check': 'test/practice-cli.test.ts',
  'npx handrail practice scenario hint': 'test/practice-cli.test.ts',
  'npx handrail practice scenario show': 'test/practice-cli.test.ts',
  'npx handrail practice scenario reset': 'test/practice-cli.test.ts',
  'npx handrail practice clock': 'test/practice-cli.test.ts',
  'npx handrail practice clock --pass 1h': 'test/practice-cli.test.ts',
  'npx handrail practice clock --pass 3d --in 5m': 'test/practice-cli.test.ts',
  'npx handrail practice snapshot save before-upgrade': 'test/practice-cli.test.ts',
  'npx handrail practice snapshot list': 'test/practice-cli.test.ts',
  'npx handrail practice snapshot restore before-upgrade': 'test/practice-cli.test.ts',
  'npx handrail practice snapshot delete before-upgrade': 'test/practice-cli.test.ts',
  'npx handrail test': 'test/runbooks/command.test.ts',
  'npx handrail test prompt-redis#ping --target dev': 'test/runbooks/command.test.ts',
  'npx handrail dev': 'test/browser/dev.test.ts',
  'npx handrail new': 'test/authoring-cli.test.ts',
  'npx handrail import wiki/cache.md': 'test/authoring-cli.test.ts',
  'npx handrail import docs/cache.rst --json': 'test/authoring-cli.test.ts',
  'npx handrail import wiki/cache.md wiki/alerts.md --out imported': 'test/authoring-cli.test.ts',
  'npx handrail import docs/cache.rst': 'test/authoring-cli.test.ts',
  'npx handrail lint': 'test/authoring-cli.test.ts',
  'npx handrail links': 'test/links.test.ts',
  'npx handrail links --keep': 'test/links.test.ts',
  'npx handrail links --check': 'test/links.test.ts',
  'npx handrail lint runbooks/prompt-redis.mdx --fix': 'test/authoring-cli.test.ts',
  'npx handrail lint --rule broken-link --json': 'test/authoring-cli.test.ts',
  'npx handrail lint --format github --max-warnings 0': 'test/authoring-cli.test.ts',
  'npx handrail walkthrough list': 'server/cli/walkthrough.test.ts',
  'npx handrail walkthrough list --mine': 'server/cli/walkthrough.test.ts',
  'npx handrail walkthrough list --ended --json': 'server/cli/walkthrough.test.ts',
  'npx handrail invite alice': 'test/cli.test.ts',
  'npx handrail login-link': 'test/cli.test.ts',
  'npx handrail status': 'test/cli.test.ts',
  'npx handrail audit verify': 'test/cli.test.ts',
  'npx handrail audit head': 'test/cli.test.ts',
  'npx handrail audit export --kind run-ended': 'test/cli.test.ts',
  'npx handrail backup handrail.tar.gz': 'test/backup.test.ts',
  'npx handrail restore handrail.tar.gz': 'test/backup.test.ts',
};

test('every command that README or handbook shows is run by a test', () => {
  const shown = new Set<string>();
  for (const page of pages) {
    for (const [, block = ''] of readFileSync(join(root, page), 'utf8').matchAll(/^```sh\n([\s\S]*?)^```/gm)) {
      for (const line of block.split('\n')) if (line.trim() !== '') shown.add(line.replace(/\s+# .*$/, '').trim());
    }
  }
  for (const command of shown) {
    const place = runBy[command];
    assert.ok(place !== undefined, `no test runs: ${command}`);
    const called = command.startsWith('make') ? command : command.replace(/^npx handrail /, '').split(' ').map((word) => `'${word}'`).join(', ');
    assert.ok(readFileSync(join(root, place), 'utf8').includes(called), `${place} does not run: ${command}`);
  }
});
