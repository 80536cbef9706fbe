import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summary, wording } from './malformed.ts';

function told(text: string): string {
  try {
    JSON.parse(text);
    return 'it parses';
  } catch (error) {
    return wording(text, error);
  }
}

// what Go 1.23 says of each (encoding/json)
test('malformed JSON in the words of Go', () => {
  const end = 'unexpected end of JSON input';
  const cases: [string, string][] = [
    ['', end], ['{', end], ['{"a"', end], ['{"a":', end], ['[1', end], ['nul', end], ['{"a":"b', end], ['-', end], ['1.', end],
    ['{"a":x}', "invalid character 'x' looking for beginning of value"], ['[1,]', "invalid character ']' looking for beginning of value"], ['}', "invalid character '}' looking for beginning of value"],
    ['{"a":1 "b":2}', "invalid character '\"' after object key:value pair"], ['[1 2]', "invalid character '2' after array element"],
    ['{a:1}', "invalid character 'a' looking for beginning of object key string"], ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
    ['{"a" 1}', "invalid character '1' after object key"], ['{"a":1}x', "invalid character 'x' after top-level value"],
    ['"\n"', "invalid character '\\n' in string literal"], ['"\\q"', "invalid character 'q' in string escape code"], ["{'a':1}", "invalid character '\\'' looking for beginning of object key string"],
  ];
  for (const [text, expected] of cases) assert.equal(told(text), expected, text);
});

test('the beginning of a body', () => {
  assert.deepEqual(['', '{"a":', 'a: b', `{${'x'.repeat(40)}`].map(summary), ['<empty>', '{"a":', '613a2062', `{${'x'.repeat(29)} ...`]);
});
