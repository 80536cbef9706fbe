/**
 * Reports of walkthroughs: what they tell, and that whatever a person wrote or a step printed stays text in them and loses what
 * looks like a secret. Both renditions are read back by parsers of their own.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { fromHtml } from 'hast-util-from-html';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import type { WalkView } from '../../common/walkthrough.ts';
import { catalog, TestServer } from '../http/test-server.ts';

const evil = '</pre></title><script>alert(1)</script><img src=x onerror=alert(1)>';
const markdown = '`` ``` ~~~ ![x](http://evil.example/x.png) [a](javascript:alert(1)) <b>bold</b> # head | cell |';
const token = `ghp_${'a1B2c3'.repeat(7)}`;
const secret = 'correct-horse-battery';

let server: TestServer;
let walk: WalkView;
let runs: string[] = [];
const headers = () => ({ 'idempotency-key': crypto.randomUUID() });
const act = async (body: object) => {
  const answer = await server.ask('POST', `/api/walkthroughs/${walk.id}/acts`, { as: 'ada', headers: headers(), body });
  assert.equal(answer.status, 200, answer.text);
};
const seen = async () => ((await server.ask('GET', `/api/walkthroughs/${walk.id}`, { as: 'ada' })).body.walkthrough as WalkView).state.seq;

before(async () => {
  server = await TestServer.start();
  const body = { runbook: 'plain', procedure: 'p', environment: 'practice', title: `Tonight ${evil} ${markdown}` };
  walk = (await server.ask('POST', '/api/walkthroughs', { as: 'ada', headers: headers(), body })).body.walkthrough as WalkView;
  const print = async (step: string, printed: string, state: 'exited' | 'lost', more: Record<string, unknown> = {}) => {
    const run = await server.run('plain', step, { walkthrough: walk.id, ...more });
    server.runner.print(run.id, printed);
    server.runner.end(run.id, state, state === 'lost' ? null : 0);
    return run.id;
  };
  const many = Array.from({ length: 500 }, (_, at) => `line ${at}`).join('\r\n');
  runs = [
    await print('ping', `\u001b[31m${evil}\u001b[0m\r\n\`\`\`\`\`\r\n${markdown}\r\npassword: ${secret}\r\n${token}\u202e\r\n`, 'exited'),
    await print('stats', many, 'lost', { parameters: { INSTRUMENT: 'hsc' }, reason: `Because ${evil}` }),
  ];
  await act({ act: 'note', text: `${evil}\n# not a heading\n- not a list\n1. nor this\n> nor a quote\n${markdown} token=${secret}`, step: 'ping' });
  await act({ act: 'skip', step: 'burn', reason: `${evil} ${token}`, seen: await seen() });
  await act({ act: 'tick', step: 'announce', seen: await seen() });
  await act({ act: 'end', text: `Done. ${evil}`, seen: await seen() });
});
after(async () => { await server[Symbol.asyncDispose](); });

const report = async (query: string, as: 'ada' | 'bob' = 'ada') => {
  const answer = await server.ask('GET', `/api/walkthroughs/${walk.id}/report?${query}`, { as });
  assert.equal(answer.status, 200, answer.text);
  return answer;
};

interface Node { type: string; tagName?: string; url?: string; value?: string; depth?: number; properties?: Record<string, unknown>; children?: Node[] }
function* nodes(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children ?? []) yield* nodes(child);
}
const textIn = (node: Node) => [...nodes(node)].map(({ value = '' }) => value).join('');

/** What each report must tell, in whatever form. */
function requireFacts(text: string): void {
  for (const fact of [
    'Ended by ada. 2 of 8 steps done, 1 skipped, 1 not as expected, 4 not done.', 'INSTRUMENT=hsc', 'icked off by ada', 'ost: how it ended is not known', 'kipped by ada',
    'It ended with exit status 0, as expected.', 'It was lost: how it ended is not known.', 'line 499', 'This is the end of what it printed', '⟦hidden: it looks like a secret⟧', '⟦U+202E⟧', 'Because </pre>',
    'true', `${server.origin}/go/w/${walk.id}`, ...runs.map((run) => `${server.origin}/go/run/${run}`), 'ran “stats”', '# not a heading', '<script>alert(1)</script>',
  ]) assert.ok(text.includes(fact), `the report does not tell “${fact}”:\n${text}`);
  assert.match(text, /\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/);
  for (const hidden of [token, secret, '\u202e', '\u001b', 'line 100\n']) assert.ok(!text.includes(hidden), `the report tells ${JSON.stringify(hidden)}`);
}

test('the HTML report is one page that loads and runs nothing, and tells it all as text', async () => {
  const { text, headers: sent } = await report('as=html');
  const tree = fromHtml(text) as Node;
  const elements = [...nodes(tree)].filter(({ type }) => type === 'element');
  const known = new Set(['html', 'head', 'meta', 'title', 'style', 'body', 'main', 'h1', 'h2', 'h3', 'p', 'dl', 'dt', 'dd', 'section', 'span', 'pre', 'blockquote', 'strong', 'table', 'tbody', 'tr', 'td', 'a']);
  assert.deepEqual(elements.map(({ tagName = '' }) => tagName).filter((name) => !known.has(name)), []);
  const named = new Set(elements.flatMap(({ properties = {} }) => Object.keys(properties)));
  assert.deepEqual([...named].filter((name) => /^on|^src|^style$/i.test(name)), []);
  for (const { properties } of elements.filter(({ tagName }) => tagName === 'a')) assert.match(String(properties?.href), new RegExp(`^${server.origin}/go/(w|run)/[0-9a-f-]{36}$`));
  requireFacts(textIn(tree));
  assert.match(sent.get('content-security-policy') ?? '', /default-src 'none'.*sandbox/);
  assert.match(sent.get('content-disposition') ?? '', /^inline; filename="walkthrough-plain-[0-9a-f-]{36}\.html"$/);
  assert.match((await report('as=html&download=true')).headers.get('content-disposition') ?? '', /^attachment/);
});

test('the Markdown report has our headings, lists and links alone, and tells it all as text', async () => {
  const { text, headers: sent } = await report('as=markdown');
  const tree = unified().use(remarkParse).use(remarkGfm).parse(text) as unknown as Node;
  const all = [...nodes(tree)];
  assert.deepEqual(all.filter(({ type }) => ['html', 'image', 'definition', 'imageReference', 'linkReference', 'table', 'inlineCode', 'delete'].includes(type)), []);
  // Bare addresses become links by themselves; nothing else does.
  for (const { url = '' } of all.filter(({ type }) => type === 'link')) assert.match(url, /^https?:\/\//);
  const headings = all.filter(({ type }) => type === 'heading').map((heading) => `${heading.depth ?? 0} ${textIn(heading).slice(0, 12)}`);
  assert.deepEqual(headings, ['1 Tonight </pr', '2 Notes', '2 Steps', ...catalog.runbooks[0]?.steps.map(({ title }, at) => `3 ${`${at + 1}. [${['ping', 'Announce it'].includes(title) ? 'x' : ' '}] ${title}`.slice(0, 12)}`) ?? [], '2 What was don']);
  requireFacts(textIn(tree));
  assert.match(sent.get('content-disposition') ?? '', /^attachment; filename="walkthrough-plain-[0-9a-f-]{36}\.md"$/);
  assert.equal(sent.get('content-type'), 'text/markdown; charset=utf-8');
});

test('outputs may be left out, and are where who ran it does not share them any more', async () => {
  const without = (await report('as=markdown&outputs=false')).text;
  assert.ok(!without.includes('line 499') && without.includes('Outputs were left out.'));
  assert.equal((await server.ask('POST', `/api/runs/${runs[1] ?? ''}/share`, { as: 'ada', body: { shared: false } })).status, 200);
  const others = (await report('as=markdown', 'bob')).text;
  assert.ok(!others.includes('line 499') && others.includes('Who ran it does not share what it printed.'));
  assert.ok((await report('as=markdown')).text.includes('line 499'));
});

test('its links open: each leads to the page of the walkthrough or of the run, for whoever is given the report', async () => {
  const links = [...new Set((await report('as=markdown')).text.match(/(?<=<)http[^>]+(?=>)/g))];
  assert.deepEqual(links.toSorted(), [`${server.origin}/go/w/${walk.id}`, ...runs.map((run) => `${server.origin}/go/run/${run}`)].toSorted());
  for (const link of links) {
    const { status, headers: sent } = await server.ask('GET', link.slice(server.origin.length), { as: 'bob' });
    assert.deepEqual([status, sent.get('location')?.replace(server.origin, '')], [302, link.includes('/go/w/') ? `/walkthroughs?id=${walk.id}` : `/runs?run=${link.split('/').at(-1) ?? ''}`]);
  }
});
