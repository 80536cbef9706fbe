#!/bin/bash
# What a peer that always runs the same command runs: it says it is there, reads one line, base64, and becomes that.
stty -echo
printf 'ready\n'
IFS= read -r line
stty echo
printf 'go\n'
exec /bin/bash --noprofile --norc -c "$(base64 -d <<<"$line")"
