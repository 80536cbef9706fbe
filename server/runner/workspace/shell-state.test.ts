import assert from 'node:assert/strict';
import { test } from 'node:test';
import { carries, latin1Of, maxStateBytes, parseState, quoteWord, readState, type ShellState } from './shell-state.ts';

const before: ShellState = { directory: '/workspace', variables: { POD: 'kept', OLD: 'gone' } };
const written = (...entries: string[]) => Buffer.from(entries.map((entry) => `${entry}\0`).join(''), 'latin1');

test('directory and exported variables carry; what changes the meaning of a command does not', () => {
  const state = readState(written('/workspace/a b\n', 'FOO=1=2', 'BAR=', 'PATH=/evil', 'LD_PRELOAD=x', 'not a name=1', 'broken'), before, []);
  assert.deepEqual(state, { directory: '/workspace/a b', variables: { FOO: '1=2', BAR: '' } });
  for (const name of ['PATH', 'BASH_ENV', 'ENV', 'IFS', 'LD_LIBRARY_PATH', 'MAKEFLAGS', 'MAKEFILES', 'GNUMAKEFLAGS', 'SHELLOPTS', 'PS4', 'PROMPT_COMMAND',
    'KUBECONFIG', 'https_proxy', 'HTTPS_PROXY', 'GIT_SSH_COMMAND', 'PYTHONPATH', 'NODE_OPTIONS', 'PERL5LIB', 'LESSOPEN', 'EDITOR', 'HOME', 'CDPATH', 'REDISCLI_AUTH']) {
    assert.equal(carries(name), false, name);
  }
  for (const name of ['FOO', 'NAMESPACE', 'instrument', '_X', 'VAULT_ADDR', 'TZ']) assert.equal(carries(name), true, name);
});

test('parameters never carry: their names keep what they had before', () => {
  assert.deepEqual(readState(written('/w', 'POD=from the page', 'NEW=1'), before, ['POD'])?.variables, { NEW: '1', POD: 'kept' });
});

test('what is cut short, empty, relative or too big is no state', () => {
  for (const bytes of [Buffer.alloc(0), Buffer.from('/workspace\n'), written('workspace'), Buffer.alloc(maxStateBytes + 1)]) {
    assert.equal(readState(bytes, before, []), null);
  }
});

test('a state file of another hand is read with the same care', () => {
  assert.deepEqual(parseState('{"directory":"/w","variables":{"A":"1","PATH":"/evil","B":2}}'), { directory: '/w', variables: { A: '1' } });
  for (const text of ['', '{', 'null', '{"directory":"w","variables":{}}', '{"directory":"/w"}', '{"directory":"/w","variables":null}']) assert.equal(parseState(text), null, text);
});

test('a quoted word stands for its bytes', () => {
  assert.equal(quoteWord(`it's $(id)`), `'it'\\''s $(id)'`);
  assert.equal(Buffer.from(latin1Of('é\udcff'), 'latin1').toString('hex'), 'c3a9ff');
});
