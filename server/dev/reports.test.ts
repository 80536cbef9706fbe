import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { reportsPath } from '../../common/dev-report.ts';
import { openReports } from './reports.ts';

const host = '127.0.0.1:3190';

function ask(port: number, path: string, headers: Record<string, string>): Promise<{ status: number; first: string }> {
  return new Promise((done, failed) => {
    const asked = request({ host: '127.0.0.1', port, path, headers }, (answer) => {
      if (answer.statusCode !== 200) done({ status: answer.statusCode ?? 0, first: '' });
      answer.once('data', (chunk: Buffer) => { done({ status: 200, first: chunk.toString() }); asked.destroy(); });
    });
    asked.once('error', failed).end();
  });
}

test('the newest report is told to who opens the page, and to nobody under another name', async () => {
  const reports = await openReports(host);
  reports.send({ number: 7, runbooks: 1, findings: {}, editor: null });
  const { status, first } = await ask(reports.port, reportsPath, { host });
  assert.equal(status, 200);
  assert.equal((JSON.parse(first.slice('data: '.length)) as { number: number }).number, 7);
  assert.equal((await ask(reports.port, reportsPath, { host: 'evil.example' })).status, 404);
  assert.equal((await ask(reports.port, '/', { host })).status, 404);
  await reports.close();
});
