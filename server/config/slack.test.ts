import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { HandrailError } from '../../common/errors.ts';
import { loadConfig } from './load.ts';
import { createLog } from '../log.ts';
import { openChatFile } from './open-slack.ts';
import { noChat, openChat } from './slack.ts';

const folder = mkdtempSync(join(tmpdir(), 'chat-'));
after(() => { rmSync(folder, { recursive: true }); });

let made = 0;
const file = (text: string, mode = 0o600) => {
  const path = join(folder, `file-${made += 1}`);
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
};
const open = (set: Record<string, string>) => openChat(loadConfig(set, folder).chat);
const app = () => ({ HANDRAIL_SLACK_SIGNING_SECRET_FILE: file('8f742231b10e8888\n'), HANDRAIL_SLACK_TOKEN_FILE: file('xoxb-1-secret\n') });

test('nothing set is no chat', () => {
  assert.deepEqual(open({}), noChat);
});

test('the app, channels, webhooks and subscriptions are read, secrets out of their files', () => {
  const { app: read, channels, people, webhooks, subscriptions } = open({ ...app(), HANDRAIL_SLACK: file(`
channels:
  C0123456789: {name: "#dev-ops", shows: output, ends: true}
  C0123456780: {}
webhooks:
  chat: {url: https://chat.example.org/hooks/1, secret: file:${file('webhook-secret')}}
people: {ada: ada@example.org, bob: U0123456789}
subscriptions:
  - {environments: [prod], outcomes: [not-as-expected, lost], to: [C0123456789, "webhook:chat"]}
`) });
  assert.deepEqual(read, { signingSecret: '8f742231b10e8888', token: 'xoxb-1-secret', api: 'https://slack.com/api/' });
  assert.deepEqual(channels, { C0123456789: { name: '#dev-ops', shows: 'output', ends: true }, C0123456780: { name: '', shows: 'page', ends: false } });
  assert.deepEqual(people, { ada: 'ada@example.org', bob: 'U0123456789' });
  assert.deepEqual(webhooks, { chat: { url: 'https://chat.example.org/hooks/1', secret: 'webhook-secret', local: false } });
  assert.deepEqual(subscriptions[0]?.to, [{ slack: 'C0123456789' }, { webhook: 'chat' }]);
});

test('the file that the handbook shows is good', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/slack.md'), 'utf8');
  const example = (/^```yaml title="slack.yaml"\n([^]*?)^```/m.exec(page)?.[1] ?? '').replace('/etc/handrail/mattermost-secret', file('webhook-secret'));
  const { channels, subscriptions } = open({ ...app(), HANDRAIL_SLACK: file(example) });
  assert.deepEqual([Object.keys(channels).length, subscriptions.length], [2, 2]);
});

test('the file is read again when it changes; with mistakes, what held goes on, and so it does where it cannot be recorded', () => {
  const path = file('channels: {C0123456789: {shows: state}}');
  const chat = openChatFile(loadConfig({ ...app(), HANDRAIL_SLACK: path }, folder).chat, createLog('silent', 'test'));
  const shown = () => chat.current().channels.C0123456789?.shows;
  const heard: string[] = [];
  let works = true;
  chat.onChange(({ digest }) => {
    heard.push(digest);
    if (!works) throw new HandrailError('audit-failed', { why: 'the disk is full' });
  });
  const write = (text: string) => {
    writeFileSync(path, text);
    chat.look();
  };
  write('channels: {C0123456789: {shows: output}}');
  assert.deepEqual([shown(), heard.length, chat.problems()], ['output', 1, []]);
  write('channels: {C0123456789: {shows: everything}}');
  assert.deepEqual([shown(), heard.length], ['output', 1]);
  assert.match(chat.problems().join(), /:1:33: channels\.C0123456789\.shows/);
  works = false;
  write('channels: {}');
  assert.deepEqual([shown(), heard.length], ['output', 2]);
  works = true;
  chat.look();
  assert.deepEqual([shown(), chat.problems(), chat.current().app?.token], [undefined, [], 'xoxb-1-secret']);
  chat.close();
});

const wrong: readonly [string, () => Record<string, string>, RegExp][] = [
  ['half an app', () => ({ HANDRAIL_SLACK_TOKEN_FILE: '/x' }), /belong together/],
  ['an API without TLS', () => ({ HANDRAIL_SLACK_API: 'http://slack.example.org/api' }), /HANDRAIL_SLACK_API: must begin with https/],
  ['secrets that are not there, both told', () => ({ HANDRAIL_SLACK_SIGNING_SECRET_FILE: 'none', HANDRAIL_SLACK_TOKEN_FILE: 'nil' }), /none, which HANDRAIL_SLACK_SIGNING[^]*nil, which HANDRAIL_SLACK_TOKEN/],
  ['a secret for everybody', () => ({ ...app(), HANDRAIL_SLACK_TOKEN_FILE: file('xoxb-1-secret', 0o644) }), /everybody on this machine.*chmod 600/],
  ['an unknown key, with its line', () => ({ HANDRAIL_SLACK: file('channels:\n  C0123456789: {show: all}\n') }), /:2:16: channels.C0123456789: there is no key show/],
  ['a channel by its name', () => ({ HANDRAIL_SLACK: file('channels: {"#dev": {}}') }), /must be a channel’s id/],
  ['a channel that is told without its name', () => ({ HANDRAIL_SLACK: file('channels: {C0123456789: {ends: true}}') }), /takes a `name`, too/],
  ['a person by their name', () => ({ HANDRAIL_SLACK: file('people: {ada: "@ada"}') }), /must be an e-mail address, or the id of a member/],
  ['a webhook without TLS', () => ({ HANDRAIL_SLACK: file('webhooks: {a: {url: "http://chat.example.org", secret: file:/x}}') }), /must begin with https/],
  ['a webhook with its secret in it', () => ({ HANDRAIL_SLACK: file('webhooks: {a: {url: "https://chat.example.org", secret: hunter2}}') }), /never the secret itself/],
  ['a webhook with a password in its address', () => ({ HANDRAIL_SLACK: file('webhooks: {a: {url: "https://a:b@chat.example.org", secret: file:/x}}') }), /without name, password/],
  ['a subscription to no webhook', () => ({ HANDRAIL_SLACK: file('subscriptions: [{to: ["webhook:none"]}]') }), /there is no webhook “none”/],
  ['a subscription to Slack without an app', () => ({ HANDRAIL_SLACK: file('subscriptions: [{to: [C0123456789]}]') }), /there is no app there/],
];
for (const [name, set, expected] of wrong) {
  test(`refused: ${name}`, () => {
    assert.throws(() => open(set()), (error: Error) => expected.test(error.message) && !/hunter2|xoxb/.test(error.message));
  });
}
