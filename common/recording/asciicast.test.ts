import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CastEvent, castHeader, castLine, parseCast } from './asciicast.ts';

const size = { cols: 80, rows: 24 };

test('a header and events are written as the format has them', () => {
  assert.equal(castHeader({ size, startedAt: 1_504_467_315_999, title: 'A “step”\n' }),
    '{"version":3,"term":{"cols":80,"rows":24,"type":"xterm-256color"},"timestamp":1504467315,"title":"A “step”\\n"}\n');
  const table: readonly (readonly [CastEvent, before: number, line: string])[] = [
    [{ at: 0, code: 'o', data: '' }, 0, '[0.0, "o", ""]\n'],
    [{ at: 1_000_001, code: 'o', data: '\u001b[31mred\r\n' }, 0, '[1.000001, "o", "\\u001b[31mred\\r\\n"]\n'],
    [{ at: 12_300_000, code: 'r', data: '90x30' }, 0, '[12.3, "r", "90x30"]\n'],
    [{ at: 12_000_003, code: 'x', data: '0' }, 12_000_000, '[0.000003, "x", "0"]\n'],
    [{ at: 604_800_000_000, code: 'm', data: '"' }, 0, '[604800.0, "m", "\\""]\n'],
    [{ at: 5, code: 'o', data: 'never back' }, 9, '[0.0, "o", "never back"]\n'],
  ];
  for (const [event, before, line] of table) assert.equal(castLine(event, before), line);
});

test('a recording is read back, intervals summed up, comments and empty lines passed over', () => {
  const text = `${castHeader({ size, startedAt: 3_000, title: 't' })}# a comment\n${castLine({ at: 100, code: 'o', data: 'a' }, 0)}\n${castLine({ at: 250, code: 'r', data: '90x30' }, 100)}${castLine({ at: 250, code: 'x', data: '1' }, 250)}`;
  assert.deepEqual(parseCast(text), {
    header: { size, startedAt: 3_000, title: 't' },
    events: [{ at: 100, code: 'o', data: 'a' }, { at: 250, code: 'r', data: '90x30' }, { at: 250, code: 'x', data: '1' }],
  });
});

test('what is no recording is refused', () => {
  const header = '{"version":3,"term":{"cols":80,"rows":24}}\n';
  for (const text of ['', '{}', '{"version":2,"width":80,"height":24}', '{"version":3,"term":{"cols":0,"rows":24}}', '# comment first\n' + header,
    `${header}[1,"o"]`, `${header}[-1,"o",""]`, `${header}["1","o",""]`, `${header}[1,"r","90"]`, `${header}[1,"x","no"]`, `${header}[1,"o",7]`, `${header}{}`]) {
    assert.throws(() => parseCast(text), SyntaxError, text);
  }
});
