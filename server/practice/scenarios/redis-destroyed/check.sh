# Redis runs, and each stream of development is there with its consumer group: the feeder brings back a stream, never a group.
set -u
redis() { kubectl --context usdfdev-prompt-processing -n prompt-redis "$@"; }

if ! redis exec prompt-redis-0 -- redis-cli PING | grep -qx PONG; then
  echo 'Redis does not answer.'
  exit 1
fi
status=0
for instrument in hsc latiss lsstcam; do
  if ! redis exec prompt-redis-0 -- redis-cli XINFO GROUPS "instrument:$instrument" 2>/dev/null | grep -qx "${instrument}_consumer_group"; then
    echo "The stream instrument:$instrument with the group ${instrument}_consumer_group is missing."
    if redis exec prompt-redis-0 -- redis-cli EXISTS "instrument:$instrument" 2>/dev/null | grep -qx 1; then
      echo '  The stream itself is there, without this group.'
    fi
    status=1
  fi
done
((status == 0)) && echo 'Redis has its streams and consumer groups again.'
exit $status
