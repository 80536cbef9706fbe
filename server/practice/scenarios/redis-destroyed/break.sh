# Throws away the volume of Redis with its pod; the StatefulSet makes both anew, empty.
set -eu
redis() { kubectl --context usdfdev-prompt-processing -n prompt-redis "$@"; }

redis wait --for=create pod/prompt-redis-0 --timeout=20s
redis wait --for=condition=Ready pod/prompt-redis-0 --timeout=30s
before=$(redis get pod prompt-redis-0 -o 'jsonpath={.metadata.uid}')
redis delete pvc prompt-redis-data-prompt-redis-0 --wait=false
redis delete pod prompt-redis-0 --timeout=40s
redis wait --for=create pod/prompt-redis-0 --timeout=20s
redis wait --for=condition=Ready pod/prompt-redis-0 --timeout=30s
after=$(redis get pod prompt-redis-0 -o 'jsonpath={.metadata.uid}')
[[ $before != "$after" ]]
