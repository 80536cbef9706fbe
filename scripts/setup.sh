#!/usr/bin/env bash
# Installs what Handrail needs and this machine lacks. Quick when nothing is missing.
#   scripts/setup.sh              what `make start` needs
#   scripts/setup.sh --for-tests  what `make test` needs besides
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 1; }

# --- what the person brings
command -v node >/dev/null || stop 'Node.js is missing. Install version 20 or later (https://nodejs.org), then try again.'
[ "$(node -p 'Number(process.versions.node.split(".")[0]) >= 20')" = true ] \
  || stop "Node.js $(node --version) is too old. Install version 20 or later, then try again."
command -v npm >/dev/null || stop 'npm is missing. It comes with Node.js; install it, then try again.'
if ! command -v kubectl >/dev/null; then
  say 'kubectl is missing: running will be off, reading works. Install kubectl 1.30 or later (https://kubernetes.io/docs/tasks/tools/).'
fi

# --- Debian packages: the command that proves each, and the package that brings it
wanted=(bwrap:bubblewrap socat:socat redis-server:redis-server redis-cli:redis-tools nsenter:util-linux setpriv:util-linux
  git:git sqlite3:sqlite3 ps:procps nano:nano less:less curl:curl)
[ "${1:-}" = --for-tests ] && wanted+=(chromium:chromium faketime:faketime nginx:nginx-light rst2html:python3-docutils shellcheck:shellcheck)
# What only `npm run bench` compares us with is not installed here: python3-terminado.
missing=()
for pair in "${wanted[@]}"; do
  # Not everybody has the folder of a system's daemons on PATH.
  PATH="$PATH:/usr/sbin" command -v "${pair%%:*}" >/dev/null || missing+=("${pair##*:}")
done
if [ "${#missing[@]}" -gt 0 ]; then
  mapfile -t missing < <(printf '%s\n' "${missing[@]}" | sort -u)
  as_root=()
  [ "$(id -u)" = 0 ] || as_root=(sudo -n)
  if command -v apt-get >/dev/null && "${as_root[@]}" true 2>/dev/null; then
    say "installing Debian packages: ${missing[*]}"
    log=$(mktemp)
    # RUNLEVEL=1 keeps the redis-server package from starting a Redis of its own.
    if ! { "${as_root[@]}" apt-get update && "${as_root[@]}" env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
      apt-get install --yes --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
      tail -n 20 "$log" >&2
      stop "apt-get could not install them (the end of its output is above; all of it: $log). Install by hand: ${missing[*]}"
    fi
    rm -f "$log"
  elif [ "${1:-}" = --for-tests ]; then
    stop "these Debian packages are missing: ${missing[*]}. Install them: apt-get install ${missing[*]}"
  else
    say "these Debian packages are missing: ${missing[*]}. Running will be off until they are there: apt-get install ${missing[*]}"
  fi
fi

# --- npm packages, again only when the lockfile changed
stamp=node_modules/.handrail-installed
lock=$(sha256sum package-lock.json | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null)" != "$lock" ]; then
  say 'installing npm packages (a minute or two)'
  npm ci --no-audit --no-fund --loglevel=error || stop 'npm could not install the packages; what is above says why. Is the npm registry reachable?'
  printf '%s' "$lock" >"$stamp"
fi
[ -x node_modules/.bin/node ] || stop "there is no Node 24 package for $(uname -sm). Handrail runs on Linux, x64 or arm64."

# npm links the commands of dependencies only; this is our own, so that `npx handrail` works here.
ln -sfn ../../server/cli/handrail node_modules/.bin/handrail
