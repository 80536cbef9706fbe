# The arithmetic of Transformed EFD: pure functions of whole numbers. Times are unix seconds, UTC.
# Each prints nothing and leaves its result in REPLY, so that a chunk of work needs no process of its own.

# chunks START END MINUTES: REPLY has "start end" of one chunk a line; the last one ends with the range.
chunks() {
  local start=$1 end=$2 length=$(($3 * 60)) next
  REPLY=
  while ((start < end)); do
    next=$((start + length < end ? start + length : end))
    REPLY+="$start $next"$'\n'
    start=$next
  done
}

# backoff RETRIES: seconds that a failed task waits for its next try: 2.8^RETRIES hours, rounded down.
backoff() {
  local retries=$1
  REPLY=$((3600 * 28 ** retries / 10 ** retries))
}

readonly MOST_RETRIES=3
# Seconds after which a failed task is not tried again.
readonly STALE_AFTER=$((72 * 3600))

# verdict RETRIES CREATED ENDED NOW: what the failure monitor does with a failed task: retry, wait, exhausted or stale.
verdict() {
  local retries=$1 created=$2 ended=$3 now=$4
  if ((now - created > STALE_AFTER)); then REPLY=stale; return; fi
  if ((retries >= MOST_RETRIES)); then REPLY=exhausted; return; fi
  backoff "$retries"
  if ((now - ended >= REPLY)); then REPLY=retry; else REPLY=wait; fi
}

# mix NUMBER: an even spread over 0 … 2^32-1, the same for the same number (the finaliser of MurmurHash3).
mix() {
  local h=$(($1 & 0xffffffff))
  h=$((((h ^ h >> 16) * 0x85ebca6b) & 0xffffffff))
  h=$((((h ^ h >> 13) * 0xc2b2ae35) & 0xffffffff))
  REPLY=$((h ^ h >> 16))
}

# fault INSTRUMENT START RETRIES: the number of the fault a task meets at this try, or 0. One first try in 40 fails, and one
# further try in 4; the same task always fares the same.
fault() {
  local instrument=$1 start=$2 retries=$3 share=40 salt=${#1}
  ((retries > 0)) && share=4
  mix $((start / 60 * 8 + retries + salt * 7919))
  if ((REPLY % share == 0)); then REPLY=$((REPLY / share % 4 + 1)); else REPLY=0; fi
}

# observed INSTRUMENT FROM UNTIL: REPLY is "exposures visits" that the instrument took. At night it takes visits, before dusk
# calibrations. Night on Cerro Pachón is 23:30 to 09:30 UTC, give or take the season.
observed() {
  local cadence time=$(($2 % 86400)) exposures
  case $1 in lsstcam) cadence=38 ;; lsstcomcam) cadence=45 ;; *) cadence=75 ;; esac
  exposures=$(($3 / cadence - $2 / cadence))
  if ((time >= 84600 || time < 34200)); then REPLY="$exposures $((exposures - exposures / 12))"
  elif ((time >= 72000 && time < 79200)); then REPLY="$exposures 0"
  else REPLY="0 0"; fi
}

# era INSTRUMENT: REPLY is "from until" of the telemetry that the EFD has of it; until is 0 while it goes on.
era() {
  case $1 in
    latiss) REPLY="1672531200 0" ;;              # since 2023
    lsstcam) REPLY="1744675200 0" ;;             # since first light, 15 April 2025
    lsstcomcam) REPLY="1729728000 1734048000" ;; # on the telescope from 24 October to 12 December 2024
  esac
}
