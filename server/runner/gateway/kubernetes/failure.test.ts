import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureSentence } from './failure.ts';
import { UpstreamError } from './upstream.ts';

const cases: readonly (readonly [code: string, told: RegExp])[] = [
  ['CERT_HAS_EXPIRED', /certificate of the Kubernetes API has expired/], ['ERR_TLS_CERT_ALTNAME_INVALID', /is for another name/], ['DEPTH_ZERO_SELF_SIGNED_CERT', /not signed by an authority that is trusted here/],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', /not signed by an authority/], ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', /does not accept the client certificate/], ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', /does not accept the client certificate/],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', /does not accept the client certificate/], ['ENOTFOUND', /name of the Kubernetes API is not known/], ['ECONNREFUSED', /nobody listens there/],
  ['ECONNRESET', /look before you repeat it/], ['', /look before you repeat it/], ['constructor', /look before you repeat it/],
];
for (const [code, told] of cases) {
  test(`${code || 'no code'}: a sentence, and nothing of the error’s own words`, () => {
    const sentence = failureSentence(Object.assign(new Error('Bearer canary at 10.0.0.1'), { code }));
    assert.match(sentence, told);
    assert.doesNotMatch(sentence, /canary|10\.0/);
  });
}

test('what is known to hold no secret is told as it is', () => {
  assert.equal(failureSentence(new UpstreamError('The kubeconfig has no server.')), 'The kubeconfig has no server.');
});
