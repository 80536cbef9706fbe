# The tasks of one instrument: its table of efd_scheduler, asked through one sqlite3 that stays open.

readonly SCHEDULER=$PRACTICE/database/efd_scheduler.db
readonly ASKED='-- end --'

open_tasks() {
  [[ -w $SCHEDULER ]] || fail "cannot connect to the database at ${CONSDB_URL##*@}: the schema efd_scheduler is not there"
  coproc DATABASE { exec sqlite3 -batch -noheader -separator ' ' "$SCHEDULER" 2>&1; }
  REPO_SQL=\'${BUTLER_REPO//\'/\'\'}\'
  # Others work on the same tables: wait for them.
  ask '.timeout 15000' '.changes off'
}

# ask SQL...: REPLY has the rows, a line each. Ends the program when the database refuses.
ask() {
  local line
  REPLY=
  [[ -n ${DATABASE[1]:-} ]] || fail 'the connection to the database was closed'
  printf '%s\n' "$@" ".print $ASKED" >&"${DATABASE[1]}"
  while IFS= read -r -u "${DATABASE[0]}" line; do
    [[ $line == "$ASKED" ]] && break
    [[ $line =~ ^((Parse|Runtime)\ )?[Ee]rror ]] && fail "the database refused: $line"
    REPLY+=$line$'\n'
  done
  [[ $line == "$ASKED" ]] || fail 'the connection to the database was closed'
  REPLY=${REPLY%$'\n'}
}

# create_tasks STATUS START END: makes the tasks of a time range, within a transaction; those that wait already are not made
# twice. REPLY is how many.
create_tasks() {
  local status=$1 start end rows=
  chunks "$2" "$3" "$TIMEDELTA"
  while read -r start end; do rows+="($start,$end),"; done <<<"${REPLY%$'\n'}"
  now
  ask "WITH chunk(first, last) AS (VALUES ${rows%,})
    INSERT INTO $TABLE (start_time, end_time, timewindow, status, butler_repo, created_at)
    SELECT datetime(first, 'unixepoch'), datetime(last, 'unixepoch'), $TIMEWINDOW, '$status', $REPO_SQL, datetime($NOW, 'unixepoch')
    FROM chunk WHERE NOT EXISTS (SELECT 1 FROM $TABLE AS known WHERE known.start_time = datetime(first, 'unixepoch')
      AND known.end_time = datetime(last, 'unixepoch') AND known.status = '$status' AND known.butler_repo = $REPO_SQL);
    SELECT changes();"
}

# create_range START END: makes the idle tasks of a job. REPLY is how many.
create_range() {
  ask 'BEGIN IMMEDIATE;'
  create_tasks idle "$1" "$2"
  local made=$REPLY
  ask 'COMMIT;'
  REPLY=$made
}

# create_new_tasks: makes pending tasks of the time since the last task, in whole chunks. REPLY is how many.
create_new_tasks() {
  local length=$((TIMEDELTA * 60)) last until made=0
  # The question and its answer in one transaction: of two pods that begin together, only one makes the tasks.
  ask 'BEGIN IMMEDIATE;'
  now
  ask "SELECT coalesce(max(strftime('%s', end_time)), $NOW - $length) FROM $TABLE WHERE end_time <= datetime($NOW, 'unixepoch');"
  last=$REPLY
  until=$((last + (NOW - last) / length * length))
  # A service that was off for long catches up over several runs.
  ((until - last > 2000 * length)) && until=$((last + 2000 * length))
  if ((last < until)); then
    create_tasks pending "$last" "$until"
    made=$REPLY
  fi
  ask 'COMMIT;'
  REPLY=$made
}

# claim CONDITION: takes the first task that meets it and marks it running. REPLY is "id start end retries", or empty.
claim() {
  now
  ask "UPDATE $TABLE SET status = 'running', process_start_time = datetime($NOW, 'unixepoch'), process_end_time = NULL, error = NULL,
      retries = retries + (status = 'failed')
    WHERE id = (SELECT id FROM $TABLE WHERE butler_repo = $REPO_SQL AND $1 ORDER BY start_time, id LIMIT 1)
    RETURNING id, strftime('%s', start_time), strftime('%s', end_time), retries;"
}

complete() { # ID EXPOSURES VISITS
  end_task "$1" "status = 'completed', exposures = $2, visits1 = $3"
}

give_up() { # ID ERROR
  end_task "$1" "status = 'failed', error = '${2//\'/\'\'}'"
}

end_task() {
  now
  ask "UPDATE $TABLE SET $2, process_end_time = datetime($NOW, 'unixepoch'),
    process_exec_time = max(0, $NOW - strftime('%s', process_start_time)) WHERE id = $1;"
}
