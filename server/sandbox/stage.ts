/**
 * The folder all sandboxes of a runner share: the system-call filter, the scripts, and an /etc that tells nothing of
 * the machine.
 */
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { user } from './layout.ts';
import { filterForThisMachine } from './seccomp.ts';

const etc: Readonly<Record<string, string>> = {
  passwd: `root:x:0:0:root:/root:/usr/sbin/nologin\n${user.name}:x:${user.uid}:${user.uid}:Handrail:/home/handrail:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n`,
  group: `root:x:0:\n${user.name}:x:${user.uid}:\nnogroup:x:65534:\n`,
  hosts: '127.0.0.1 localhost handrail\n::1 localhost\n',
  hostname: 'handrail\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\nservices: files\n',
  'resolv.conf': '',
};

/** Takes the folder to make anew; gives null, or why this machine cannot have one. */
export function makeStage(folder: string): string | null {
  const filter = filterForThisMachine(process.arch, false);
  if (filter === null) return `There is no system-call filter for ${process.arch} processors.`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'etc/ssl/certs'), { recursive: true });
  mkdirSync(join(folder, 'etc/alternatives'));
  const files = { ...etc, ...(existsSync('/etc/ld.so.cache') ? { 'ld.so.cache': '' } : {}) };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, 'etc', name), text);
  writeFileSync(join(folder, 'filter'), filter);
  for (const script of ['launcher.sh', 'stage.sh', 'forward.pl']) {
    copyFileSync(join(import.meta.dirname, script), join(folder, script));
    chmodSync(join(folder, script), 0o644);
  }
  // Read from inside by a user who owns nothing here; the folder above is closed to everybody else.
  for (const path of ['.', 'etc', 'etc/ssl', 'etc/ssl/certs', 'etc/alternatives']) chmodSync(join(folder, path), 0o755);
  for (const path of ['filter', ...Object.keys(files).map((name) => `etc/${name}`)]) chmodSync(join(folder, path), 0o644);
  return null;
}
