import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readFile } from './engine.ts';
import { fixed, replaceFile } from './fix-file.ts';
import { linkTargets } from './link-targets.ts';
import { siteOf } from './site.ts';
import { head, today } from './text-fixture.ts';

const fence = '```';
const folder = mkdtempSync(join(tmpdir(), 'fix-'));
after(() => { rmSync(folder, { recursive: true }); });

function mend(text: string): { text: string; applied: number } {
  const file = { id: 'image-cache', file: 'image-cache.mdx', bytes: new TextEncoder().encode(text) };
  const read = readFile(file);
  const { bytes, applied } = fixed(file, read, siteOf({ today, targets: linkTargets('/nowhere/runbooks', '/nowhere'), pages: read.page ? [read.page] : [] }));
  return { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes), applied };
}

const step = (meta: string, source: string): string => `${fence}bash run=a title="T" expect="x" ${meta}\n${source}\n${fence}\n`;
const bare = head.replace(/parameters:[^]*?---/, '---');

const mends: [what: string, before: string, after: string][] = [
  ['quotes', step('effect=read', 'kubectl logs $POD -n a-$POD >$POD'), step('effect=read', 'kubectl logs "$POD" -n "a-$POD" >"$POD"')],
  ['quotes beside others', step('effect=read', 'ls "a"$POD*.txt --x=$POD'), step('effect=read', 'ls "a""$POD"*.txt --x="$POD"')],
  ['a forgotten background', step('effect=read', 'tail -f "$POD"'), step('effect=read background', 'tail -f "$POD"')],
  ['a forgotten interactive', step('effect=change', 'nano "$POD"'), step('effect=change interactive', 'nano "$POD"')],
  ['a terminal', step('effect=change', 'kubectl exec -it "$POD" -- sh'), step('effect=change interactive', 'kubectl exec -it "$POD" -- sh')],
  ['a missing question', step('effect=destroy', 'kubectl delete pod "$POD"'), step('effect=destroy confirm="a"', 'kubectl delete pod "$POD"')],
  ['an effect that is too mild, in rounds', step('effect=read', 'kubectl apply -f "$POD"\nkubectl delete pod "$POD"'), step('effect=destroy confirm="a"', 'kubectl apply -f "$POD"\nkubectl delete pod "$POD"')],
];
const used = `\n${fence}bash run=z effect=read title="Z" expect="x"\necho "$DAY" "$REASON" "$POD"\n${fence}\n`;

for (const [what, before, wanted] of mends) {
  test(`mends ${what}, and nothing else`, () => {
    for (const end of ['\n', '\r\n']) {
      for (const mark of ['', '\ufeff']) {
        const whole = (body: string): string => mark + (head + body + used).replaceAll('\n', end);
        const once = mend(whole(before));
        assert.equal(once.text, whole(wanted));
        assert.ok(once.applied > 0);
        assert.deepEqual(mend(once.text), { text: once.text, applied: 0 }, 'twice does nothing more');
      }
    }
  });
}

test('removes parameters that nobody uses, with the lines of their declaration', () => {
  const declared = '  POD: {type: name}\n  # of the shift\n  NODE:\n    type: name\n    title: Node\n  DAY:\n    type: name\n';
  const body = step('effect=read', 'kubectl logs "$POD" "$DAY"');
  const text = (parameters: string): string => bare.replace(/---\n\n$/, `parameters:\n${parameters}---\n\n`) + body;
  assert.equal(mend(text(declared)).text, text('  POD: {type: name}\n  # of the shift\n  DAY:\n    type: name\n'));
  const only = bare.replace(/---\n\n$/, 'parameters:\n  NODE: {type: name}\n---\n\n');
  assert.equal(mend(`${only}text\n`).text, `${bare}text\n`);
  const flow = bare.replace(/---\n\n$/, 'parameters: {NODE: {type: name}}\n---\n\n');
  assert.equal(mend(`${flow}text\n`).applied, 0);
});

test('of some rules only, when they are named', () => {
  const bytes = new TextEncoder().encode(head + step('effect=read', 'tail -f $POD'));
  const file = { id: 'image-cache', file: 'image-cache.mdx', bytes };
  const read = readFile(file);
  const site = siteOf({ today, targets: linkTargets('/nowhere/runbooks', '/nowhere'), pages: read.page ? [read.page] : [] });
  const mended = new TextDecoder().decode(fixed(file, read, site, ['unquoted-variable']).bytes);
  assert.equal(mended, head + step('effect=read', 'tail -f "$POD"'));
});

test('what does not parse, or needs a person, stays as it is', () => {
  for (const text of [`${head}a <5\n`, `${bare}TODO\n`, bare.replace('reviewed: 2026-11-01\n', '')]) assert.deepEqual(mend(text), { text, applied: 0 });
});

test('a file is replaced in one move, its mode kept, and not when somebody changed it or it is a link', async () => {
  const path = join(folder, 'a.mdx');
  writeFileSync(path, 'old');
  chmodSync(path, 0o640);
  assert.equal(await replaceFile(path, Buffer.from('other'), Buffer.from('new')), false);
  assert.equal(readFileSync(path, 'utf8'), 'old');
  assert.equal(await replaceFile(path, Buffer.from('old'), Buffer.from('new')), true);
  assert.deepEqual([readFileSync(path, 'utf8'), statSync(path).mode & 0o777], ['new', 0o640]);
  symlinkSync(path, join(folder, 'b.mdx'));
  await assert.rejects(replaceFile(join(folder, 'b.mdx'), Buffer.from('new'), Buffer.from('x')), /is a link/);
  assert.deepEqual(readdirSync(folder).sort(), ['a.mdx', 'b.mdx']);
});
