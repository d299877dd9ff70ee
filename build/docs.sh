#!/usr/bin/env bash
# Builds the pages and the API reference as a site in artifacts/docs/site. Fails on a broken link.
set -euo pipefail
cd "$(dirname "$0")/.."
configuration=${1:-Release}
stage=artifacts/docs

rm -rf "$stage"
mkdir -p "$stage/assemblies"
for package in Streaq Streaq.Instrumentation Streaq.Instrumentation.Sampling Streaq.Aspire Streaq.EntityFrameworkCore Streaq.Testing; do
  # The output includes the referenced assemblies, so that docfx finds the names of types of other packages.
  dotnet publish "src/$package" -c "$configuration" -v quiet -o "$stage/publish" >&2
done
cp "$stage"/publish/*.dll "$stage"/publish/Streaq*.xml "$stage/assemblies"

git ls-files -co --exclude-standard '*.md' docs/pictures docs/telemetry LICENSE .github/workflows/ci.yml |
  grep -v -e '^src/' -e '^benchmarks/' -e '^docs/site/' -e '^.github/.*\.md$' | xargs -d '\n' cp --parents -t "$stage"
cp -r docs/site/. build/icon.png "$stage"
printf -- '---\nredirect_url: README.html\n---\n' >"$stage/index.md"

# The site has no source code, so links to code are rewritten to point to the repository.
address=$(sed -n 's:.*<ProjectAddress>\(.*\)</ProjectAddress>.*:\1:p' Directory.Build.props)
(cd "$stage" && find . -name '*.md' -print0 | ADDRESS=$address ROOT=$OLDPWD xargs -0 perl -MFile::Basename -MCwd=abs_path -pi -e '
  BEGIN { $root = abs_path($ENV{ROOT}); $stage = abs_path(".") }
  s{\]\((?![a-z]+:)([^)#\s]+)}{
    my $there = dirname("$stage/$ARGV") . "/$1";
    if (-f $there) { "]($1" } else {
      my $source = abs_path("$root/" . dirname($ARGV) . "/$1") // "$root/$1";
      (my $below = $source) =~ s:^\Q$root\E/::;
      "](" . $ENV{ADDRESS} . (-d $source ? "/tree/main/" : "/blob/main/") . $below }
  }ge')

# Makes the sidebar from the index in docs/README.md.
awk '
  /^## How / { exit }
  /^## /     { print "- name: " substr($0, 4); print "  items:" }
  /^- \[/ && match($0, /\]\([^)#]+/) {
    name = substr($0, 4, RSTART - 4); path = substr($0, RSTART + 2, RLENGTH - 2); gsub(/`/, "", name)
    if (path ~ /\.md$/) print "  - name: \"" name "\"\n    href: " path
  }' docs/README.md >"$stage/docs/toc.yml"

dotnet tool restore >&2
dotnet docfx "$stage/docfx.json" --warningsAsErrors
echo "The site is in $stage/site. To view it, run: dotnet docfx serve $stage/site"
