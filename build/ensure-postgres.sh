#!/usr/bin/env bash
# Installs PostgreSQL for the tests of the outbox, which start their own servers.
# Does nothing if PostgreSQL is on the PATH or in /usr/lib/postgresql (Debian).
set -euo pipefail
. "$(dirname "$0")/install.sh"

if command -v initdb >/dev/null && command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
  exit 0
fi

install_missing PostgreSQL postgresql postgresql@17 "Install PostgreSQL 12 or newer, with initdb and postgres on the PATH."
# brew does not put a formula with a version on the PATH.
command -v apt-get >/dev/null || brew link --force postgresql@17
