import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileRunbook } from '../compile.ts';

const head = `---
title: T
service: s
slack: ['#one', '#two']
targets: {dev: {}, prod: {}}
parameters: {WHEN: {type: text}}
---

## P

`;
const compile = (body: string) => compileRunbook({ id: 't', file: 't.mdx', bytes: new TextEncoder().encode(head + body) });
const stepOf = (body: string) => {
  const { runbook, problems } = compile(body);
  const step = runbook?.steps[0];
  if (step?.kind !== 'manual' || step.announce === undefined) throw new Error(JSON.stringify(problems));
  return step;
};

test('what is posted has its paragraphs and lists, the names of parameters, and the runbook’s channels', () => {
  const step = stepOf('<Announce id="tell">\n  Redis of $TARGET goes\n  down at $WHEN.\n\n  - *No* messages\n  - for $5\n</Announce>\n');
  assert.equal(step.announce?.text, 'Redis of $TARGET goes down at $WHEN.\n\n• No messages\n• for $5');
  assert.deepEqual(step.announce.parameters, ['TARGET', 'WHEN']);
  assert.deepEqual(step.announce.channels, [{ name: '#one', target: null }, { name: '#two', target: null }]);
  assert.match(step.title, /^Announce: Redis of/);
});

test('a target may have a channel of its own, and the text on one line is the same', () => {
  const { announce } = stepOf('<Announce id="tell" channel="dev=#one, prod=#two">Redis goes down.</Announce>\n');
  assert.deepEqual(announce, { channels: [{ name: '#one', target: 'dev' }, { name: '#two', target: 'prod' }], text: 'Redis goes down.', parameters: [] });
});

test('what is posted and where is in the digest; a step that posts nothing keeps the digest it had', () => {
  const digests = ['<Announce id="tell">A</Announce>', '<Announce id="tell" channel="#three">A</Announce>', '<Announce id="tell">B</Announce>'].map((body) => stepOf(body).digest);
  assert.equal(new Set(digests).size, 3);
});

const refused: readonly [string, RegExp][] = [
  ['<Announce id="tell"></Announce>', /`<Announce>` is empty.*posted/],
  ['<Announce id="Tell">x</Announce>', /`<Announce>` needs an id/],
  ['<Announce id="tell" channel="one">x</Announce>', /“one” cannot be a channel/],
  ['<Announce id="tell" channel="<!channel>">x</Announce>', /cannot be a channel/],
  ['<Announce id="tell" channel="int=#one">x</Announce>', /names the target `int`/],
  ['<Announce id="tell">at $NOON</Announce>', /`\$NOON` is no parameter/],
  ['<Announce id="tell" to="#one">x</Announce>', /takes no `to`/],
  [`<Announce id="tell">${'long '.repeat(700)}</Announce>`, /Slack takes 3000/],
];
for (const [body, problem] of refused) {
  test(`refused: ${body.slice(0, 50)}`, () => {
    const { runbook, problems } = compile(`${body}\n`);
    assert.equal(runbook, null);
    assert.match(problems.map(({ message }) => message).join('\n'), problem);
  });
}
