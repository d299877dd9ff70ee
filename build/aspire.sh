#!/usr/bin/env bash
# Runs the sample shop beside Aspire's dashboard, sends an order and prints the address of its trace. Ctrl+C stops all programs.
# Usage: build/aspire.sh CONFIGURATION   (REDIS=host:port uses a running Redis; without it, the script starts one on port 7398)
set -euo pipefail
cd "$(dirname "$0")/.."
# Each program gets its own process group. Ctrl+C then reaches only this script, which stops the programs in order.
set -m

configuration=$1
logs=$(mktemp -d)
running=()
finish() {
  trap - EXIT INT TERM
  # Stops the last one first: the shop exports its telemetry and returns its tasks while the dashboard and Redis still run.
  for ((i = ${#running[@]} - 1; i >= 0; i--)); do
    kill "${running[i]}" 2>/dev/null || true
    wait "${running[i]}" 2>/dev/null || true
  done
  rm -rf "$logs"
}
trap finish EXIT
trap 'exit 0' INT TERM

# start NAME LINE COMMAND...: starts the command in the background and waits until it has printed the line.
start() {
  local name=$1 line=$2
  shift 2
  "$@" >"$logs/$name" 2>&1 </dev/null &
  running+=($!)
  until grep -q "$line" "$logs/$name"; do
    kill -0 $! 2>/dev/null || { echo "$name did not start:" >&2; cat "$logs/$name" >&2; exit 1; }
    sleep 0.1
  done
}

build() {
  dotnet build "samples/OpenTelemetry/$1" -c "$configuration" -v quiet -nologo >"$logs/build" || { cat "$logs/build" >&2; exit 1; }
}
build Shop.Worker
build Shop.Web
start dashboard 'OTLP/HTTP listening on' build/aspire-dashboard.sh
if [ -z "${REDIS:-}" ]; then
  start redis-server 'Ready to accept connections' redis-server --bind 127.0.0.1 --port 7398 --save '' --dir "$logs"
  REDIS=127.0.0.1:7398
fi

unset ASPNETCORE_URLS OTEL_SERVICE_NAME OTEL_EXPORTER_OTLP_PROTOCOL
export ConnectionStrings__redis=$REDIS OTEL_EXPORTER_OTLP_ENDPOINT="http://localhost:${ASPIRE_OTLP_PORT:-4317}"
program() { printf 'samples/OpenTelemetry/%s/bin/%s/net10.0/%s.dll' "$1" "$configuration" "$1"; }
start worker 'Application started' dotnet "$(program Shop.Worker)" --urls http://localhost:8080
start web 'Application started' dotnet "$(program Shop.Web)" --urls http://localhost:5080

order() {
  curl -fsS -H 'X-Tenant: north' -H 'Content-Type: application/json' \
    -d '{"customer":"ann","item":"lamp","count":2}' http://localhost:5080/orders
}
trace=$(order | sed -E 's/.*"traceId":"([0-9a-f]+)".*/\1/')
dashboard=http://localhost:${ASPIRE_PORT:-18888}
cat <<TEXT
The dashboard    $dashboard
An order's trace $dashboard/traces/detail/$trace
Another order    curl -H 'Content-Type: application/json' -d '{"customer":"bob","item":"rug","count":1}' http://localhost:5080/orders
Press Ctrl+C to stop.
TEXT
wait
