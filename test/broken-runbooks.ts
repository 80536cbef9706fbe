/** A folder of runbooks in which nearly everything is broken that can be, and one good one among them. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const head = (title: string): string => `---\ntitle: ${title}\nservice: s\n---\n\n`;
const step = '```bash run=look effect=read\nkubectl get pods\n```\n';

/** The good one links to what is broken, to headings that nobody can know, and to nothing at all. */
export const goodRunbook = `${head('The good one')}See [one](./broken-mdx.mdx#no-such-heading), [two](./bad-front.mdx), [three](./gone.mdx), [four](/docs/nowhere), [five](#nowhere) and ![a picture](./none.png).\n\n## Look\n\n${step}`;

/** File name → what is in it and what its problem says. */
export const brokenRunbooks: Readonly<Record<string, { bytes: string | Uint8Array; says: RegExp }>> = {
  'broken-mdx.mdx': { bytes: `${head('"MDX: broken"')}## Heading\n\n<div>\n\n${step}`, says: /:8:1 This is not valid MDX: Expected a closing tag for `<div>`/ },
  'bad-front.mdx': { bytes: '---\ntitle: [\nservice: : x\n---\n\n```mdx-code-block\n:::note Hello\n```\n\n## Raw\n', says: /:3:\d+ The front matter is not valid YAML/ },
  'no-front.mdx': { bytes: '# Only a heading\n', says: /:1:1 The runbook has no front matter/ },
  'code-front.mdx': { bytes: '---js\nmodule.exports = { title: require("fs").readFileSync("/etc/hostname", "utf8") }\n---\n\nText.\n', says: /not valid MDX|no front matter/ },
  'expression.mdx': { bytes: `${head('Expression')}Now {process.exit(1)}.\n`, says: /:6:5 .*expressions/ },
  'bad-step.mdx': { bytes: `${head('Step')}${step.replace('effect=read', 'effect=raed')}`, says: /:6:18 .*read, change, destroy/ },
  'latin.mdx': { bytes: Buffer.from(`${head('Latin')}caf\xe9\n`, 'latin1'), says: /:6:4 The file is not UTF-8/ },
  'huge.mdx': { bytes: `${head('Huge')}${'kubectl get pods {#x} <b>\n'.repeat(200_000)}`, says: /:1:1 The file has 50\d\d KiB; a runbook may have 1024/ },
  'deep.mdx': { bytes: `${head('Deep')}${Array.from({ length: 150 }, (_, level) => `${'  '.repeat(level)}- x`).join('\n')}\n`, says: /nested in more than 100/ },
  'quotes.mdx': { bytes: `${head('Quotes')}${'> '.repeat(3_000)}x\n`, says: /More than 16 quotes and lists/ },
  'hidden.mdx': { bytes: `${head('Hidden')}\`rm \u202efr- x\`\n`, says: /:6:5 .*U\+202E/ },
  'slugged.mdx': { bytes: `${head('Slugged').replace('---\n\n', 'slug: good\n---\n\n')}${step}`, says: /:4:1 .*Leave `slug` out/ },
  'Bad Name.mdx': { bytes: goodRunbook, says: /:1:1 .*cannot be a runbook’s name/ },
  'good.md': { bytes: goodRunbook, says: /:1:1 A runbook’s file ends with `.mdx`/ },
  'deeper/good.mdx': { bytes: goodRunbook, says: /:1:1 Runbooks stand directly in the folder/ },
};

/** Takes a folder; fills it with the good one, the broken ones, a link out of it and a folder called like a runbook. */
export function writeBrokenRunbooks(folder: string): void {
  mkdirSync(join(folder, 'deeper'), { recursive: true });
  mkdirSync(join(folder, 'folder.mdx'));
  writeFileSync(join(folder, 'good.mdx'), goodRunbook);
  for (const [name, { bytes }] of Object.entries(brokenRunbooks)) writeFileSync(join(folder, name), bytes);
  symlinkSync('/etc/hostname', join(folder, 'link.mdx'));
}
