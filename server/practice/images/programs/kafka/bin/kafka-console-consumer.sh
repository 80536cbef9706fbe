#!/bin/sh
# Practice stand-in: prints the messages of a topic, those to come or all of them.
. "${0%/*}/common.sh"
options "$@"
[ -n "$topic" ] || fail 'Exactly one of --include/--topic is required.'
serving listTopics
known
end() {
  echo "Processed a total of $printed messages" >&2
  exit 0
}
trap end INT TERM
printed=0 seen=0
# A line is: its number in the topic, partition, offset, time, key, value.
[ -n "$beginning" ] || seen=$(tail -n 1 "$board/topic.$topic" | cut -f1)
seen=${seen:-0}
while :; do
  while IFS=$tab read -r number partition offset time key value; do
    [ "$number" -gt "$seen" ] || continue
    seen=$number
    printf '%s\n' "$value"
    printed=$((printed + 1))
    [ -z "$most" ] || [ $printed -lt "$most" ] || end
  done <"$board/topic.$topic"
  sleep 1
done
