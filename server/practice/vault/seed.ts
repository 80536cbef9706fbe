/**
 * What a new world's Vault holds: the application secrets that the runbooks read and change, by mount and path. Every value
 * is made up, and says so: nothing here opens anything outside a practice world.
 *
 * Mount, paths and fields of Transformed EFD are those that its deployment repository asks for
 * (https://github.com/slaclab/usdf-consdb-deploy, `SECRET_PATH`, `SECRET_KEYS`); those of s3proxy are a Phalanx
 * application's (https://phalanx.lsst.io/applications/s3proxy/).
 */

/** The one secrets engine of the practice Vault: KV, version 2. */
export const mount = 'secret';

/** Secrets by path below the mount: fields and their values. */
export type SeedSecrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What the Makefile of Transformed EFD fetches, in development and in production. */
const transformedEfd = (stage: 'dev' | 'prod'): Record<string, string> => ({
  'aws-access-key-id': `practice-access-key-${stage}`,
  'aws-secret-access-key': `practice-secret-key-${stage}`,
  'consdb-url': 'postgresql://practice:practice-password@consdb.practice.internal:5432/exposurelog',
  'consdb-int-url': 'postgresql://practice:practice-password@consdb-int.practice.internal:5432/exposurelog',
  'consdb-url-dev': 'postgresql://practice:practice-password@consdb-dev.practice.internal:5432/exposurelog',
  's3-profile-embargo': 'https://practice-access-key:practice-secret-key@s3.practice.internal',
  'usdf-efd-password': `practice-efd-password-${stage}`,
  'butler-embargo-password': 'practice-butler-embargo-password',
  'main-butler-db-password': 'practice-butler-main-password',
});

/** One profile to begin with; the runbook adds another. */
const s3proxy = (stage: 'dev' | 'prod'): Record<string, string> => ({
  'aws-credentials.ini': [
    '[embargo]',
    `aws_access_key_id = practice-embargo-key-${stage}`,
    `aws_secret_access_key = practice-embargo-secret-${stage}`,
    '',
  ].join('\n'),
});

export const seedSecrets: SeedSecrets = {
  'rubin/usdf-consdb-dev/transformed-efd': transformedEfd('dev'),
  'rubin/usdf-consdb/transformed-efd': transformedEfd('prod'),
  'rubin/usdf-rsp-dev/s3proxy': s3proxy('dev'),
  'rubin/usdf-rsp/s3proxy': s3proxy('prod'),
};
