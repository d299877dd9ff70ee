#!/usr/bin/env bash
# Makes sure that there is a PostgreSQL for the tests of the outbox, which start servers of their own: on the PATH, or where Debian has it.
set -euo pipefail

if command -v initdb >/dev/null && command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "postgres is missing, and neither root nor sudo is here to install it." >&2; exit 1; }
  as_root=(sudo)
fi

if command -v apt-get >/dev/null; then
  echo "Installing postgresql …" >&2
  "${as_root[@]}" apt-get update -qq
  # The service that the package would start is not wanted: tests start servers of their own.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends postgresql >/dev/null
elif command -v brew >/dev/null; then
  brew install postgresql@17 && brew link --force postgresql@17
else
  echo "Install PostgreSQL 12 or newer, with initdb and postgres on the PATH." >&2
  exit 1
fi
