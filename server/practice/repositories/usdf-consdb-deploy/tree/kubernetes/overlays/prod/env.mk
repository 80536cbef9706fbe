# Where the secrets of production are, and which of them a deployment needs.
SECRET_PATH := secret/rubin/usdf-consdb/transformed-efd
SECRET_KEYS := aws-access-key-id aws-secret-access-key consdb-url s3-profile-embargo usdf-efd-password
