#!/usr/bin/env bash
# Makes sure that there is a PostgreSQL for the tests of the outbox, which start servers of their own: on the PATH, or where Debian has it.
set -euo pipefail
. "$(dirname "$0")/install.sh"

if command -v initdb >/dev/null && command -v postgres >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then
  exit 0
fi

install_missing PostgreSQL postgresql postgresql@17 "Install PostgreSQL 12 or newer, with initdb and postgres on the PATH."
# brew keeps a formula with a version off the PATH.
command -v apt-get >/dev/null || brew link --force postgresql@17
