#!/usr/bin/env bash
# Installs MariaDB for the tests of the outbox, which start their own servers.
# Does nothing if MariaDB is on the PATH or in /usr/sbin (Debian).
set -euo pipefail
. "$(dirname "$0")/install.sh"

has() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]; }
if has mariadbd && has mariadb-install-db && has my_print_defaults; then
  exit 0
fi

install_missing MariaDB "mariadb-server-core mariadb-client-core" mariadb \
  "Install MariaDB 10.11.7 or newer, with mariadbd and mariadb-install-db on the PATH."
