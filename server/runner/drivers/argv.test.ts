import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RunRequest } from '../protocol.ts';
import { argvDriver } from './argv.ts';

function drive(argv: string[], source: string) {
  const request = { parameters: {}, redis: null, step: { language: 'argv', argv, source } } as unknown as RunRequest;
  return argvDriver({ request, state: { directory: '/workspace', variables: {} }, redis: {}, sql: null });
}

test('what was piped in is a file the command reads, byte for byte; without it nothing is redirected', () => {
  const bytes = Buffer.from(Uint8Array.from({ length: 256 }, (_, at) => at)).toString('latin1');
  const { body, files } = drive(['kubectl', 'apply', '-f', '-'], bytes);
  assert.equal(body, "'kubectl' 'apply' '-f' '-' </run/handrail/input\n");
  assert.deepEqual(files, { input: bytes });
  assert.deepEqual([drive(['cat'], '').body, drive(['cat'], '').files], ["'cat'\n", {}]);
});
