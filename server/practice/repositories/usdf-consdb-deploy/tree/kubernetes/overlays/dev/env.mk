# Where the secrets of development are, and which of them a deployment needs.
SECRET_PATH := secret/rubin/usdf-consdb-dev/transformed-efd
SECRET_KEYS := aws-access-key-id aws-secret-access-key consdb-url-dev s3-profile-embargo usdf-efd-password
