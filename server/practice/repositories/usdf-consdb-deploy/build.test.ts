import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { buildOverlay } from './build.ts';
import { deployFiles } from './files.ts';

const secrets = {
  'aws-access-key-id': 'one', 'aws-secret-access-key': 'two', 'butler-password': 'three', 'consdb-url': 'four', 'consdb-url-dev': 'five',
  's3-profile-embargo': 'six', 'usdf-efd-password': 'seven',
};

for (const [folder, file] of [['dev/latiss-job', 'job-historical.yaml'], ['prod/lsstcam-cronjob', 'failure-monitor.yaml']] as const) {
  test(`what is seeded of ${folder} is what kubectl makes of it`, async () => {
    const checkout = mkdtempSync(join(tmpdir(), 'handrail-build-'));
    try {
      for (const [path, content] of deployFiles()) {
        mkdirSync(dirname(join(checkout, path)), { recursive: true });
        writeFileSync(join(checkout, path), content);
      }
      const overlay = join(checkout, 'kubernetes/overlays', folder);
      mkdirSync(join(overlay, 'etc/.secrets'), { recursive: true });
      for (const [key, value] of Object.entries(secrets)) writeFileSync(join(overlay, 'etc/.secrets', key), value);
      symlinkSync(file, join(overlay, 'patch.yaml'));
      const printed = await new Promise<string>((resolve, reject) => {
        execFile('kubectl', ['kustomize', overlay], { timeout: 30_000 }, (error, out) => (error === null ? resolve(out) : reject(error)));
      });
      const theirs = parseAllDocuments(printed).map((document) => document.toJS() as { kind: string });
      const ours = buildOverlay(deployFiles(), join('kubernetes/overlays', folder), file, secrets);
      const noted = 'kubectl.kubernetes.io/last-applied-configuration';
      const byKind = (one: { kind: string }, other: { kind: string }): number => one.kind.localeCompare(other.kind);
      for (const object of ours) {
        const { annotations = {}, ...metadata } = object.metadata;
        assert.deepEqual(JSON.parse(annotations[noted] ?? ''), { ...object, metadata: { ...metadata, annotations: {} } });
        object.metadata = metadata;
      }
      assert.deepEqual(ours.sort(byKind), theirs.sort(byKind));
    } finally {
      rmSync(checkout, { recursive: true, force: true });
    }
  });
}

test('a file or secret that is not there is named', () => {
  assert.throws(() => buildOverlay(deployFiles(), 'kubernetes/overlays/dev/latiss-job', 'jobs.yaml', secrets), /no kubernetes\/overlays\/dev\/latiss-job\/jobs\.yaml/);
  assert.throws(() => buildOverlay(deployFiles(), 'kubernetes/overlays/dev/latiss-job', 'job.yaml', {}), /no etc\/\.secrets\/aws-access-key-id/);
});
