import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secretsIn, splitVariables, valuesToHide } from './secret-state.ts';

const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzb21lYm9keSJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ';
const cases: [name: string, value: string, keptOffDisk: boolean, hidden: string[]][] = [
  ['VAULT_TOKEN', 'hvs.CAESIJ-0123456789abcdef', true, ['hvs.CAESIJ-0123456789abcdef']],
  ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', true, ['wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY']],
  ['AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE', true, ['AKIAIOSFODNN7EXAMPLE']],
  ['AWS_REGION', 'us-west-2-with-more', false, []],
  ['PGPASSWORD', 'kq9-Xw27-late', true, ['kq9-Xw27-late']],
  ['ANYTHING', `Bearer ${jwt}`, true, [`Bearer ${jwt}`]],
  ['DATABASE', 'postgres://alice:kq9-Xw27-late@db/consdb', true, ['kq9-Xw27-late']],
  ['FOUND', 'x=Remembered-1 y', true, []],
  ['NAMESPACE', 'prompt-redis', false, []],
  ['SECRET_NAME', 'prompt-redis-secret', true, []],
  ['TOKEN_FILE', '/home/handrail/.vault-token', true, []],
  ['API_TOKEN', 'practice', true, []],
  ['VAULT_ADDR', 'https://vault.example.org', false, []],
  ['PASSWORD', Buffer.from('geheimnis-mit-ü').toString('latin1'), true, ['geheimnis-mit-ü']],
];
for (const [name, value, keptOffDisk, hidden] of cases) {
  test(`${name}=${value.slice(0, 20)}: ${keptOffDisk ? 'kept off the disk' : 'an ordinary variable'}, ${hidden.length > 0 ? 'hidden' : 'shown'}`, () => {
    const { plain, secret } = splitVariables({ [name]: value }, ['Remembered-1']);
    assert.deepEqual([name in plain, name in secret], [!keptOffDisk, keptOffDisk]);
    assert.deepEqual(valuesToHide(secret), hidden);
  });
}

test('what programs leave in a home folder is found', () => {
  assert.deepEqual(secretsIn('.vault-token', 'hvs.Practice-1234\n'), ['hvs.Practice-1234']);
  assert.deepEqual(secretsIn('.netrc', 'machine a login b password kq9-Xw27-late\nmachine c\n  password "zz9-plural-z"\n'), ['kq9-Xw27-late', '"zz9-plural-z"']);
  assert.deepEqual(secretsIn('.pgpass', 'db:5432:*:alice:kq9:Xw27-late\n'), ['kq9:Xw27-late']);
  assert.deepEqual(secretsIn('.git-credentials', 'https://alice:kq9%2FXw27-late@github.com\n'), ['kq9/Xw27-late']);
  assert.deepEqual(secretsIn('.my.cnf', '[client]\npassword = "kq9-Xw27-late"\n'), ['kq9-Xw27-late']);
  assert.deepEqual(secretsIn('.bashrc', 'password kq9-Xw27-late'), []);
});
