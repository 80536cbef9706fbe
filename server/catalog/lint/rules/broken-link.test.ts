import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { lintFolder } from '../lint-folder.ts';

const root = mkdtempSync(join(tmpdir(), 'links-'));
after(() => { rmSync(root, { recursive: true }); });
for (const folder of ['runbooks/img', 'docs/adr', 'docs/reference', 'static/img', 'src/pages']) mkdirSync(join(root, folder), { recursive: true });
const front = (title: string, more = ''): string => `---\ntitle: ${title}\nservice: s\nreviewed: 2026-11-01\nsections: []\n${more}---\n\n`;
writeFileSync(join(root, 'runbooks/b.mdx'), `${front('B')}## Look here\n\n### Twice\n\n### Twice\n\n## Called so {/* #own */}\n\n<Manual id="tell">x</Manual>\n`);
writeFileSync(join(root, 'runbooks/c.mdx'), front('C', 'slug: /sea\n'));
writeFileSync(join(root, 'runbooks/img/a.png'), '');
writeFileSync(join(root, 'static/img/b.png'), '');
writeFileSync(join(root, 'docs/authoring.md'), '# A\n\n## Front matter\n\n```\n## Not one\n```\n\n## `code` and [link](x) {#given}\n\n## `code` and [link](x)\n');
writeFileSync(join(root, 'docs/adr/0001-first-one.md'), '# x\n');
writeFileSync(join(root, 'docs/reference/index.md'), '# x\n');
writeFileSync(join(root, 'src/pages/practice.tsx'), '');

async function broken(links: readonly string[]): Promise<string[]> {
  writeFileSync(join(root, 'runbooks/a.mdx'), `${front('A')}## Here\n\n${links.join('\n\n')}\n`);
  const { findings } = await lintFolder(join(root, 'runbooks'), { only: [join(root, 'runbooks/a.mdx')], today: '2026-11-21', shellCheck: null });
  return findings.map(({ rule, line, message }) => `${rule} ${(line - 10) / 2} ${message}`);
}

test('links that lead somewhere are left alone', async () => {
  assert.deepEqual(await broken(['[x](#here)', '[x](./b.mdx)', '[x](b.mdx#look-here)', '[x](./b.mdx#twice-1)', '[x](./b.mdx#own)', '[x](./b.mdx#step-tell)', '[x](/runbooks/b#own)', '[x](/runbooks/sea)', '[x](./b)',
    '[x](../docs/authoring.md#front-matter)', '[x](/docs/authoring#given)', '[x](/docs/authoring#code-and-link)', '[x](/docs/adr/first-one)', '[x](/docs/reference)', '[x](/practice)', '![x](./img/a.png)', '![x](/img/b.png)',
    '[x](https://nowhere.invalid/#y)', '[x](mailto:a@b.c)', '<a href="#here">x</a>', '[x][y]\n\n[y]: ./b.mdx', '[x](#)']), []);
});

test('links that lead nowhere are told, with what there is', async () => {
  const links = ['[x](#hree)', '[x](./d.mdx)', '[x](./b.mdx#look)', '[x](/runbooks/d)', '[x](../docs/none.md)', '[x](/docs/authoring#not-one)', '[x](/nowhere)', '![x](./img/z.png)', '![x](/img/z.png)', '<a href="#z">x</a>', '[x](../../../../etc/passwd)', '[x](#step-tell)'];
  const found = await broken(links);
  assert.deepEqual(found.map((each) => each.split(' ').slice(0, 2).join(' ')), links.map((_, at) => `broken-link ${at}`));
  assert.match(found[2] ?? '', /It has: `look-here`/);
  assert.match(found[1] ?? '', /There are: .*`b\.mdx`/);
});
