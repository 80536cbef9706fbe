# Deletes the stream of LSSTCam with its consumer group, and does not make it again.
set -eu
redis() { kubectl --context usdfprod-prompt-processing -n prompt-redis "$@"; }

redis wait --for=create pod/prompt-redis-0 --timeout=20s
redis wait --for=condition=Ready pod/prompt-redis-0 --timeout=30s
[[ $(redis exec prompt-redis-0 -- redis-cli DEL instrument:lsstcam) == 1 ]] || { echo 'there was no stream of LSSTCam to delete'; exit 1; }
