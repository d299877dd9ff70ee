#!/usr/bin/env bash
# Runs every test project of the solution and closes with one line of counts.
# Usage: build/test.sh CONFIGURATION [--quick | --browser] [arguments of dotnet test]
#   --quick    for the inner loop: the projects of build/quick.slnf, without the tests of category Slow and without analyzers
#   --browser  only the tests of the dashboard in a browser
set -uo pipefail
cd "$(dirname "$0")/.."

configuration=$1
shift
solution=Streaq.sln
filter=()
properties=()
if [ "${1:-}" = --quick ]; then
  shift
  solution=build/quick.slnf
  filter=(--filter 'Category!=Slow')
  # They take a third of the compiler's time, and a run of all tests has them.
  properties=(-p:RunAnalyzers=false)
fi

if [ "${1:-}" = --browser ]; then
  shift
  exec dotnet test tests/Streaq.Dashboard.Tests -c "$configuration" --filter Category=Browser "$@"
fi

# For this build, all tests and what they start: these processes end before profiles of their code, or a collector beside it, pay off,
# and they compile a lot, which a second mapping of each method for W^X makes slower.
export DOTNET_TieredPGO=0 DOTNET_gcConcurrent=0 DOTNET_EnableWriteXorExecute=0

# One compiler for all projects, even where the environment wants none to stay: each project's own would load the analyzers once more.
dotnet build "$solution" -c "$configuration" -v quiet -p:UseSharedCompilation=true ${properties[@]+"${properties[@]}"}
built=$?
if [ "${UseSharedCompilation:-true}" = false ]; then
  dotnet build-server shutdown --vbcscompiler >/dev/null
fi

[ "$built" -eq 0 ] || exit 1

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# run [ARGUMENT]... PROJECT: what a project prints comes in one piece. A test that waits for ever ends its project, by name.
# The assembly is tested: to ask the project for it takes a second each.
run() {
  local project=${!#} name log status=0
  name=$(basename "$project" .csproj)
  log=$logs/$name.log
  # What Streaq.Silent.Tests measures is what production has: the runtime's own settings.
  if [ "$name" = Streaq.Silent.Tests ]; then
    unset DOTNET_TieredPGO DOTNET_gcConcurrent DOTNET_EnableWriteXorExecute
  fi
  dotnet test "$(dirname "$project")/bin/$configuration/net10.0/$name.dll" \
    --blame-hang-timeout 6m --blame-hang-dump-type none --results-directory "$logs/results" "${@:1:$#-1}" >"$log" 2>&1 || status=1
  cat "$log"
  return "$status"
}

# Two at a time for two cores, the longest first, so that both end together.
arguments=(${filter[@]+"${filter[@]}"} "$@")
order=(
  Streaq.Tests Streaq.Dashboard.Tests Streaq.NativeAot.Tests Streaq.Tool.Tests Streaq.Chaos.Tests Streaq.Instrumentation.Tests
  Streaq.Silent.Tests
)
all=$(dotnet sln "$solution" list | tr '\\' / | grep -E 'Tests\.csproj$')
projects=$(
  for name in "${order[@]}"; do grep "/$name\.csproj$" <<<"$all"; done
  grep -vE "/($(IFS='|'; echo "${order[*]}"))\.csproj$" <<<"$all"
)
export -f run
export configuration logs
status=0
xargs -n 1 -P 2 bash -c 'run "$@"' _ ${arguments[@]+"${arguments[@]}"} <<<"$projects" || status=1

cat "$logs"/*.log >"$logs/all"

# The closing line of each project has: Failed: 0, Passed: 12, Skipped: 0.
count() { grep -E '^(Passed|Failed)! ' "$logs/all" | grep -oE "$1: +[0-9]+" | awk '{ n += $2 } END { print n + 0 }'; }
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
if [ "$status" -ne 0 ]; then
  grep -E -A 12 '^ +Failed [A-Za-z_]+[.]|^The test running when' "$logs/all"
fi

echo "$passed passed, $failed failed"
exit "$status"
