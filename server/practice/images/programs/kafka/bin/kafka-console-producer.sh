#!/bin/sh
# Practice stand-in: sends each line of its input as a message; it is in the topic some seconds later.
. "${0%/*}/common.sh"
options "$@"
[ -n "$topic" ] || fail 'Missing required argument "[topic]"'
serving createPartitions
known
while IFS= read -r line; do printf '%s\t\t%s\n' "$topic" "$line" >>/run/practice/self/kafka-outbox; done
