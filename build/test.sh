#!/usr/bin/env bash
# Runs every test project of the solution and closes with one line of counts.
# Usage: build/test.sh CONFIGURATION [arguments of dotnet test]
set -uo pipefail
cd "$(dirname "$0")/.."

configuration=$1
shift
output=$(mktemp)
trap 'rm -f "$output"' EXIT

dotnet build Streaq.sln -c "$configuration" -v quiet || exit 1
# One test process at a time: those that start processes of their own need the machine's few cores.
dotnet test Streaq.sln -c "$configuration" --no-build -m:1 "$@" 2>&1 | tee "$output"
status=${PIPESTATUS[0]}

# The closing line of each project has: Failed: 0, Passed: 12, Skipped: 0.
count() { grep -E '^(Passed|Failed)! ' "$output" | grep -oE "$1: +[0-9]+" | awk '{ n += $2 } END { print n + 0 }'; }
passed=$(count Passed)
failed=$(count Failed)
skipped=$(count Skipped)

if [ "$skipped" -ne 0 ]; then
  echo "A skipped test is a failed one here." >&2
  status=1
fi

if [ "$passed" -eq 0 ]; then
  echo "No test ran." >&2
  status=1
fi

# Again at the end, where a reader of a long or cut-off log finds them.
if [ "$failed" -ne 0 ]; then
  grep -E -A 12 '^ +Failed [A-Za-z_]+[.]' "$output"
fi

echo "$passed passed, $failed failed"
exit "$status"
