#!/usr/bin/env bash
# Follows docs/guides/first-task.md with an OTLP receiver. Fails unless the program prints the output that the page shows and its trace
# arrives at the receiver.
set -euo pipefail
cd "$(dirname "$0")/.."
source build/follow.sh

receiver=
finish() {
  [ -z "$receiver" ] || kill "$receiver" 2>/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT

# Builds the receiver outside the repository, so that the build settings of the repository do not apply to it.
cp build/otlp-receiver.cs "$scratch/receiver.cs"
dotnet build "$scratch/receiver.cs" -v quiet --artifacts-path "$scratch/receiver" >&2
dotnet "$(find "$scratch/receiver/bin" -name receiver.dll | head -n 1)" >"$scratch/received" &
receiver=$!
for _ in $(seq 100); do
  [ ! -s "$scratch/received" ] || break
  sleep 0.1
done
OTEL_EXPORTER_OTLP_ENDPOINT=$(head -n 1 "$scratch/received")
export OTEL_EXPORTER_OTLP_ENDPOINT OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf

run() {
  case $1 in
    'dotnet run'*) eval "$1" >"$scratch/printed" ;;
    *) quietly "$1" ;;
  esac
}
page=$PWD/docs/guides/first-task.md
prepare
began=$SECONDS
follow "$page"
say "From the first command to the trace: $((SECONDS - began)) s."

fail() {
  say "$1"
  cat "$scratch/printed" >&2
  exit 1
}
# Times and ids differ from run to run, and spans end in any order.
same() { sed -E 's/[0-9a-f]{32}/TRACE/; s/[0-9.]+ ms/MS/; s/ +$//' "$1" | sort; }
missing=$(comm -23 <(same "$scratch/promised") <(same "$scratch/printed"))
[ -z "$missing" ] || fail "The page promises what the program did not print: $missing"

hex() { printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n'; }
trace=$(grep -oE 'trace [0-9a-f]{32}' "$scratch/printed" | head -n 1 | cut -d' ' -f2)
for part in "$trace" "$(hex 'enqueue text.count_words')" "$(hex 'process text.count_words')"; do
  grep -q "^/v1/traces .*$part" "$scratch/received" || fail "The receiver did not get $part over OTLP."
done
say "Trace $trace was printed, and arrived over OTLP."
