#!/usr/bin/env bash
# Runs every test project of the solution and closes with one line of counts.
# Usage: build/test.sh CONFIGURATION [--quick | --browser] [arguments of dotnet test]
#   --quick    for the inner loop: the projects of build/quick.slnf, without the tests of category Slow
#   --browser  only the tests of the dashboard in a browser
set -uo pipefail
cd "$(dirname "$0")/.."

configuration=$1
shift
solution=Streaq.sln
filter=()
if [ "${1:-}" = --quick ]; then
  shift
  solution=build/quick.slnf
  filter=(--filter 'Category!=Slow')
fi

if [ "${1:-}" = --browser ]; then
  shift
  exec dotnet test tests/Streaq.Dashboard.Tests -c "$configuration" --filter Category=Browser "$@"
fi

# One compiler for all projects, even where the environment wants none to stay: each project's own would load the analyzers once more.
dotnet build "$solution" -c "$configuration" -v quiet -p:UseSharedCompilation=true
built=$?
if [ "${UseSharedCompilation:-true}" = false ]; then
  dotnet build-server shutdown --vbcscompiler >/dev/null
fi

[ "$built" -eq 0 ] || exit 1

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT

# run LANE PROJECT...: one after another; what a project prints comes in one piece.
run() {
  local lane=$1 project status=0
  shift
  for project; do
    dotnet test "$project" -c "$configuration" --no-build ${filter[@]+"${filter[@]}"} ${arguments[@]+"${arguments[@]}"} >"$logs/$lane" 2>&1 || status=1
    cat "$logs/$lane"
    cat "$logs/$lane" >>"$logs/all"
  done
  return "$status"
}

# Two lanes for two cores. Streaq.Tests takes as long as most of the others together; Streaq.Silent.Tests measures, so it runs alone.
arguments=("$@")
longest=() others=() alone=()
while read -r project; do
  case $project in
    */Streaq.Tests.csproj) longest+=("$project") ;;
    */Streaq.Silent.Tests.csproj) alone+=("$project") ;;
    *) others+=("$project") ;;
  esac
done < <(dotnet sln "$solution" list | tr '\\' / | grep -E 'Tests\.csproj$')
status=0
run longest ${longest[@]+"${longest[@]}"} &
lane=$!
run others ${others[@]+"${others[@]}"} || status=1
wait "$lane" || status=1
run alone ${alone[@]+"${alone[@]}"} || status=1

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
if [ "$failed" -ne 0 ]; then
  grep -E -A 12 '^ +Failed [A-Za-z_]+[.]' "$logs/all"
fi

echo "$passed passed, $failed failed"
exit "$status"
