# The time of the practice world, which may run faster than the machine's.

# now: NOW is the world's time in unix seconds. The file holds `<real ms> <world ms> <rate>`.
now() {
  local real world rate fraction at=${EPOCHREALTIME/[.,]/}
  if ! read -r real world rate 2>/dev/null <"$PRACTICE/clock"; then
    NOW=$EPOCHSECONDS
    return
  fi
  fraction=000
  [[ $rate == *.* ]] && fraction=${rate#*.}000
  NOW=$(((world + (at / 1000 - real) * (${rate%%.*} * 1000 + 10#${fraction:0:3}) / 1000) / 1000))
}

# log LEVEL TEXT: one line, as Python's logging writes it with UTC times.
log() {
  now
  printf '%(%Y-%m-%dT%H:%M:%SZ)T [%s] %s\n' "$NOW" "$1" "$2"
}

# stamp SECONDS: REPLY is the time as people and the tables of the scheduler write it.
stamp() {
  printf -v REPLY '%(%Y-%m-%d %H:%M:%S)T' "$1"
}

# nap SECONDS: sleeps without a process of its own, on a pipe into which nobody writes.
nap() {
  local nothing
  read -rt "$1" -u "$SILENCE" nothing
  return 0
}
exec {SILENCE}<> <(:)
