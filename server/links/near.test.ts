import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRunbook } from '../../common/catalog/compile.ts';
import type { Catalog, Runbook } from '../../common/catalog/runbook.ts';
import { readLink } from '../../common/link.ts';
import { nearPlaces } from './near.ts';

function compiled(id: string, title: string, body: string): Runbook {
  const text = `---\ntitle: ${title}\nservice: ${id}\ndescription: Look after it.\nowners: [Team]\nslack: ['#team']\n---\n\n${body}`;
  const { runbook, problems } = compileRunbook({ id, file: `runbooks/${id}.mdx`, bytes: new TextEncoder().encode(text) });
  assert.ok(runbook, JSON.stringify(problems));
  return runbook;
}

const streams = compiled('prompt-redis', 'Prompt Redis', `## Creating Redis streams

\`\`\`bash run=create-stream effect=change title="Create the stream"
true
\`\`\`

## Restarting Redis

\`\`\`bash run=restart effect=change title="Restart it"
true
\`\`\`
`);
const catalog: Catalog = { digest: 'd', runbooks: [streams, compiled('prompt-kafka', 'Prompt Kafka', '## Look\n'), compiled('vault', 'Vault', '## Look\n')], broken: [] };

const rows: readonly [link: string, near: readonly string[]][] = [
  ['/go/prompt-redis/create-streams?env=dev&INSTRUMENT=hsc', ['/runbooks/prompt-redis?env=dev&INSTRUMENT=hsc#step-create-stream', '/runbooks/prompt-redis?env=dev&INSTRUMENT=hsc#creating-redis-streams']],
  ['/go/prompt-redis/restart-redis', ['/runbooks/prompt-redis#restarting-redis']],
  ['/go/prompt-redis/restrat', ['/runbooks/prompt-redis#step-restart', '/runbooks/prompt-redis#restarting-redis']],
  ['/go/promt-redis/create-streams?env=dev', ['/runbooks/prompt-redis?env=dev']],
  ['/go/prompt-redis/zebra', []],
  ['/go/zebra', []],
  ['/go/prompt-redis/__proto__', []],
];
for (const [link, near] of rows) {
  test(`${link} may have meant ${near.length === 0 ? 'nothing of ours' : near.join(' or ')}`, () => {
    const [path = '', query = ''] = link.split('?');
    assert.deepEqual(nearPlaces(readLink(path, query), catalog).map(({ page }) => page), near);
  });
}
