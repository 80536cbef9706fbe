# Reads the settings from the environment, as the manifests give them.

problems=()
problem() { problems+=("$1"); }

# required NAME: notes when the variable is not set, and what it is for.
required() { [[ -n ${!1:-} ]] || problem "$1 is not set: $2"; }

# moment NAME: REPLY is the time in the variable as unix seconds: 2025-10-01T00:00:00 in UTC, now, or now-24h.
moment() {
  local value=${!1}
  if [[ $value =~ ^now(-([0-9]{1,5})([hd]))?$ ]]; then
    now
    local unit=3600
    [[ ${BASH_REMATCH[3]} == d ]] && unit=86400
    # Whole minutes, so that chunks begin where a person would have them begin.
    REPLY=$(((NOW - 10#${BASH_REMATCH[2]:-0} * unit) / 60 * 60))
  elif [[ $value =~ ^[0-9]{4}-[0-9]{2}-[0-9]{2}([T\ ][0-9]{2}:[0-9]{2}(:[0-9]{2})?Z?)?$ ]] && REPLY=$(date -u -d "${value%Z}" +%s 2>/dev/null); then
    :
  else
    problem "$1 is \`$value\`: give a time in UTC such as 2025-10-01T00:00:00"
    REPLY=0
  fi
}

# minutes NAME LEAST MOST: notes when the variable is no such number.
minutes() {
  [[ ${!1} =~ ^[0-9]{1,4}$ ]] && ((10#${!1} >= $2 && 10#${!1} <= $3)) || problem "$1 is \`${!1}\`: give minutes from $2 to $3"
}

read_instrument() {
  required INSTRUMENT 'LATISS, LSSTCam or LSSTComCam'
  required CONFIG_FILE 'the path of config_<instrument>.yaml'
  [[ -n ${INSTRUMENT:-} && -n ${CONFIG_FILE:-} ]] || return
  TABLE=${INSTRUMENT,,}
  case $TABLE in
    latiss | lsstcam | lsstcomcam) ;;
    *) problem "INSTRUMENT is \`$INSTRUMENT\`: give LATISS, LSSTCam or LSSTComCam" && return ;;
  esac
  local known=/opt/lsst/software/stack/python/lsst/consdb/transformed_efd/config
  if [[ $CONFIG_FILE != "$known/"* || ! -f $HERE/config/${CONFIG_FILE##*/} ]]; then
    problem "CONFIG_FILE: [Errno 2] No such file or directory: '$CONFIG_FILE'"
  elif [[ ${CONFIG_FILE##*/} != "config_$TABLE.yaml" ]]; then
    problem "CONFIG_FILE is ${CONFIG_FILE##*/}, which is not for $INSTRUMENT: give $known/config_$TABLE.yaml"
  fi
}

read_connections() {
  required BUTLER_REPO 'the address of the Butler repository'
  required CONSDB_URL 'the database, from the secret efd-transform-secrets'
  required EFD_PASSWORD 'the password of the EFD, from the secret efd-transform-secrets'
  EFD_PATH=${EFD_PATH:-influxdb-enterprise-data}
  case ${BUTLER_REPO:=} in
    s3://embargo@rubin-summit-users/butler.yaml | s3://rubin-summit-users/butler.yaml | '') ;;
    *) problem "BUTLER_REPO: no Butler repository at $BUTLER_REPO" ;;
  esac
  [[ -z ${CONSDB_URL:-} || $CONSDB_URL == postgresql://*@*/* ]] || problem 'CONSDB_URL: could not parse SQLAlchemy URL from the given string'
  case $EFD_PATH in
    influxdb-enterprise-data | influxdb-enterprise-standby-data) ;;
    *) problem "EFD_PATH: 404 page not found at https://usdf-rsp.slac.stanford.edu/$EFD_PATH" ;;
  esac
  # Those that the practice Vault begins with.
  case ${EFD_PASSWORD:-} in
    practice-efd-password-dev | practice-efd-password-prod | '') ;;
    *) problem "InfluxDBClientError: 401: {\"error\":\"authorization failed\"} from https://usdf-rsp.slac.stanford.edu/$EFD_PATH" ;;
  esac
}

read_range() {
  required DATETIME_START 'the beginning of the time range'
  required DATETIME_END 'the end of the time range'
  [[ -n ${DATETIME_START:-} && -n ${DATETIME_END:-} ]] || return
  moment DATETIME_START; START=$REPLY
  moment DATETIME_END; END=$REPLY
  ((${#problems[@]} > 0 || START < END)) || problem "the time range is empty: DATETIME_START ($DATETIME_START) must be before DATETIME_END ($DATETIME_END)"
  # The tables of a practice world are small: half a year of 5 minutes is room enough.
  ((${#problems[@]} > 0 || (END - START) / (10#$TIMEDELTA * 60) <= 50000)) || problem 'the time range makes more than 50000 tasks: split it'
}

# read_settings ARGUMENTS...: sets MODE, RESUME and all the rest, or says what is wrong and ends.
read_settings() {
  RESUME=false
  local argument
  for argument; do
    case $argument in
      -R | --resume) RESUME=true ;;
      '') ;;
      *) problem "unrecognized argument: $argument (there is --resume)" ;;
    esac
  done
  TIMEDELTA=${TIMEDELTA:-5} TIMEWINDOW=${TIMEWINDOW:-1}
  minutes TIMEDELTA 1 1440
  minutes TIMEWINDOW 0 60
  read_instrument
  read_connections
  required MODE 'job or cronjob'
  case ${MODE:=} in
    job) ((${#problems[@]} > 0)) || read_range ;;
    cronjob | '') ;;
    *) problem "MODE is \`$MODE\`: give job or cronjob" ;;
  esac
  ((${#problems[@]} == 0)) && TIMEDELTA=$((10#$TIMEDELTA)) TIMEWINDOW=$((10#$TIMEWINDOW)) && return
  for argument in "${problems[@]}"; do log ERROR "$argument"; done
  exit 1
}
