#!/usr/bin/env bash
# Follows docs/guides/aspnet-core.md, from `dotnet new web` to the trace in Aspire's dashboard. Fails unless the dashboard has the spans
# that the page shows, each as the child of the one before, and the task's log record with the same trace id.
set -euo pipefail
cd "$(dirname "$0")/.."
source build/follow.sh
root=$PWD
dashboard=http://localhost:18888

# Each program gets its own process group, so that its child processes are stopped as well.
set -m
running=()
finish() {
  for job in "${running[@]}"; do
    kill -- "-$job" 2>/dev/null || true
    wait "$job" 2>/dev/null || true
  done
  rm -rf "$scratch"
}
trap finish EXIT

# start LINE COMMAND: starts the command in the background and waits until it has printed the line.
start() {
  local printed
  printed=$(mktemp "$scratch/started.XXXX")
  eval "$2" >"$printed" 2>&1 </dev/null &
  running+=($!)
  until grep -q "$1" "$printed"; do
    kill -0 $! 2>/dev/null || { say "The command '$2' ended before it printed '$1':"; cat "$printed" >&2; exit 1; }
    sleep 0.1
  done
}

run() {
  case $1 in
    'make aspire-dashboard') start 'OTLP/HTTP listening on' "cd '$root' && $1" ;;
    *'dotnet run'*) start 'Application started' "$1" ;;
    'curl '*) eval "${1/curl/curl -fsS}" >"$scratch/printed" ;;
    *) quietly "$1" ;;
  esac
}
prepare
began=$SECONDS
follow docs/guides/aspnet-core.md
trace=$(sed -nE 's/.*"traceId":"([0-9a-f]{32})".*/\1/p' "$scratch/printed")
[ -n "$trace" ] || { say "The answer has no trace id: $(cat "$scratch/printed")"; exit 1; }

# received PATH PATTERN COUNT: prints the first COUNT matching lines of the dashboard's stream. Fails after a minute without a line.
received() {
  exec 4< <(exec curl -fsSN "$dashboard/api/telemetry/$1&follow=true&traceId=$trace")
  local stream=$! line count=0
  while [ "$count" -lt "$3" ]; do
    IFS= read -r -t 60 -u 4 line || { say "The dashboard did not get $3 × $2 within a minute."; exit 1; }
    if grep -qE "$2" <<<"$line"; then
      printf '%s\n' "$line"
      count=$((count + 1))
    fi
  done
  exec 4<&-
  kill "$stream" 2>/dev/null || true
}

# Columns of $scratch/spans: id, id of the parent, name.
received 'spans?' '"name"' "$(wc -l <"$scratch/promised")" >"$scratch/spans.json"
sed -E 's/.*"spanId":"([0-9a-f]+)"(,"parentSpanId":"([0-9a-f]+)")?,"name":"([^"]+)".*/\1\t\3\t\4/' "$scratch/spans.json" >"$scratch/spans"
above=
while IFS= read -r line; do
  above=$(awk -F '\t' -v above="$above" -v name="${line##*─ }" '$2 == above && $3 == name { print $1 }' "$scratch/spans")
  [ -n "$above" ] || { say "The page promises '$line'; the dashboard has:"; cat "$scratch/spans" >&2; exit 1; }
done <"$scratch/promised"
received 'logs?' 'Counted 4 words.*text\.count_words' 1 >/dev/null
say "From the first command to the trace: $((SECONDS - began)) s."
say "Trace $trace arrived in Aspire's dashboard, with its log record."
