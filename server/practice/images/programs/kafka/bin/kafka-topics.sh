#!/bin/sh
# Practice stand-in: lists and describes topics.
. "${0%/*}/common.sh"
options "$@"
serving listTopics
describe() {
  printf 'Topic: %s\tPartitionCount: %s\tReplicationFactor: %s\tConfigs: %s\n' "$1" "$2" "$3" "$4"
  # The topics are told with their leaders and replicas, a word a partition: leader/replicas.
  partition=0
  for place in $5; do
    printf '\tTopic: %s\tPartition: %s\tLeader: %s\tReplicas: %s\tIsr: %s\n' "$1" $partition "${place%%/*}" "${place##*/}" "${place##*/}"
    partition=$((partition + 1))
  done
}
case $action in
  list) cut -f1 "$board/topics" ;;
  describe)
    [ -z "$topic" ] || known
    while IFS=$tab read -r name partitions replicas configs places; do
      [ -n "$topic" ] && [ "$topic" != "$name" ] || describe "$name" "$partitions" "$replicas" "$configs" "$places"
    done <"$board/topics" ;;
  create | delete | alter) fail "In practice topics are made, changed and removed as KafkaTopic objects: kubectl get kafkatopics -n $POD_NAMESPACE" ;;
  *) fail 'Command must include exactly one action: --list or --describe [--topic NAME]' ;;
esac
