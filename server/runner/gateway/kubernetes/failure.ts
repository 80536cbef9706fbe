/** What the person is told when a cluster cannot be asked: which end is at fault, and who mends it. Pure. */
import { UpstreamError } from './upstream.ts';

const operator = 'Ask whoever runs Handrail';

/** By Node's and OpenSSL's codes: https://nodejs.org/api/tls.html#x509-certificate-error-codes */
const sentences: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: `The certificate of the Kubernetes API has expired, so nothing was sent. ${operator} to have it renewed.`,
  CERT_NOT_YET_VALID: `The certificate of the Kubernetes API is not valid yet, so nothing was sent. ${operator} to look at the clocks.`,
  ERR_TLS_CERT_ALTNAME_INVALID: `The certificate of the Kubernetes API is for another name, so nothing was sent. ${operator} to mend the server of the kubeconfig, or its tls-server-name.`,
  ENOTFOUND: `The name of the Kubernetes API is not known here. ${operator} to mend the server of the kubeconfig.`,
  ECONNREFUSED: 'The Kubernetes API does not answer: nobody listens there. Nothing was done.',
};
const untrusted = /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_SIGNATURE_FAILURE|CERT_UNTRUSTED|INVALID_CA)$/;
/** What a server says of our certificate (RFC 8446, section 6.2). */
const alert = /^ERR_SSL_.*ALERT_(BAD_CERTIFICATE|CERTIFICATE_(EXPIRED|REVOKED|UNKNOWN|REQUIRED)|UNKNOWN_CA|ACCESS_DENIED|HANDSHAKE_FAILURE|UNSUPPORTED_CERTIFICATE)/;

/** Takes an error of a request; gives a sentence for the person, which never holds the error's own words. */
export function failureSentence(error: Error): string {
  if (error instanceof UpstreamError) return error.message;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (Object.hasOwn(sentences, code)) return sentences[code] ?? '';
  if (untrusted.test(code)) return `The certificate of the Kubernetes API is not signed by an authority that is trusted here, so nothing was sent. ${operator} to put the cluster’s certificate-authority into the kubeconfig.`;
  if (alert.test(code)) return `The Kubernetes API does not accept the client certificate of this environment. ${operator} to have it renewed.`;
  return 'The Kubernetes API does not answer. What was asked may have been done all the same: look before you repeat it.';
}

/** For a credential that the API answered with 401, also after it was had anew. */
export const unaccepted = `The cluster does not accept the credential of this environment. Nothing was done. ${operator} to have it renewed.`;
/** For a request that cannot be sent twice. */
export const renewed = 'The cluster did not accept the credential of this environment, so nothing was done; it has been had anew. Try once more.';
