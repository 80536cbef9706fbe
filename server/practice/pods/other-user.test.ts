import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

/** Number of the user `nobody` on Debian. */
const nobody = 65534;

test('pods and commands in them work the same for a user who is not root', { timeout: 120_000 }, async (context) => {
  if (process.getuid?.() !== 0) {
    context.diagnostic('this is not root: the other tests of this folder show it');
    return;
  }
  const files = ['kubelet.test.ts', 'exec.test.ts', 'walls.test.ts'].map((name) => fileURLToPath(new URL(name, import.meta.url)));
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, ['--test', ...files], { uid: nobody, gid: nobody, cwd: '/', env: { PATH: process.env['PATH'], HOME: '/tmp', NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] } }, (error, out) => resolve(error === null ? '' : out));
  });
  assert.equal(output, '');
});
