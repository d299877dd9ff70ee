#!/usr/bin/env bash
# Makes sure that there is a MariaDB for the tests of the outbox, which start servers of their own: on the PATH, or where Debian has it.
set -euo pipefail
. "$(dirname "$0")/install.sh"

has() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]; }
if has mariadbd && has mariadb-install-db && has my_print_defaults; then
  exit 0
fi

install_missing MariaDB "mariadb-server-core mariadb-client-core" mariadb \
  "Install MariaDB 10.11.7 or newer, with mariadbd and mariadb-install-db on the PATH."
