#!/usr/bin/env bash
# Runs every test project of the solution. The last line of the output has the counts.
# Usage: build/test.sh CONFIGURATION [--quick | --browser] [arguments of dotnet test]
#   --quick    runs only the projects of build/quick.slnf, without the tests of category Slow and without analyzers
#   --browser  runs only the tests of the dashboard in a browser
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
  # Analyzers take a third of the compiler's time. A run of all tests includes them.
  properties=(-p:RunAnalyzers=false)
fi

if [ "${1:-}" = --browser ]; then
  shift
  exec dotnet test tests/Streaq.Dashboard.Tests -c "$configuration" --filter Category=Browser "$@"
fi

# These apply to the build, the tests and the processes that they start. Such processes end before tiered PGO or the concurrent garbage
# collector pay off. They also compile many methods, and W^X makes that slower, since it maps each method twice.
export DOTNET_TieredPGO=0 DOTNET_gcConcurrent=0 DOTNET_EnableWriteXorExecute=0

# All projects share one compiler server, even where the environment turns it off: one compiler per project would load the analyzers
# again each time. Where the environment turned it off, the server is shut down after the build.
dotnet build "$solution" -c "$configuration" -v quiet -p:UseSharedCompilation=true ${properties[@]+"${properties[@]}"}
built=$?
if [ "${UseSharedCompilation:-true}" = false ]; then
  dotnet build-server shutdown --vbcscompiler >/dev/null
fi

[ "$built" -eq 0 ] || exit 1

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# run [ARGUMENT]... PROJECT: runs the tests of a project and prints its output in one piece. A test that hangs ends the run of its project,
# and the output names the test. Tests the assembly and not the project, since evaluating a project takes a second.
run() {
  local project=${!#} name log status=0
  name=$(basename "$project" .csproj)
  log=$logs/$name.log
  # Streaq.Silent.Tests measures with the runtime's default settings, as production has them.
  if [ "$name" = Streaq.Silent.Tests ]; then
    unset DOTNET_TieredPGO DOTNET_gcConcurrent DOTNET_EnableWriteXorExecute
  fi
  dotnet test "$(dirname "$project")/bin/$configuration/net10.0/$name.dll" \
    --blame-hang-timeout 6m --blame-hang-dump-type none --results-directory "$logs/results" "${@:1:$#-1}" >"$log" 2>&1 || status=1
  cat "$log"
  return "$status"
}

# Runs two projects at a time, for two cores. The longest start first, so that both cores finish at about the same time.
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

# The last line of each project has the form: Failed: 0, Passed: 12, Skipped: 0.
count() { grep -E '^(Passed|Failed)! ' "$logs/all" | grep -oE "$1: +[0-9]+" | awk '{ n += $2 } END { print n + 0 }'; }
passed=$(count Passed)
failed=$(count Failed)
skipped=$(count Skipped)

if [ "$skipped" -ne 0 ]; then
  echo "A skipped test counts as a failed test." >&2
  status=1
fi

if [ "$passed" -eq 0 ]; then
  echo "No test ran." >&2
  status=1
fi

# Repeats the failed tests at the end, where a reader of a long or truncated log finds them.
if [ "$status" -ne 0 ]; then
  grep -E -A 12 '^ +Failed [A-Za-z_]+[.]|^The test running when' "$logs/all"
fi

echo "$passed passed, $failed failed"
exit "$status"
