#!/usr/bin/env bash
# Makes sure that there is a MariaDB for the tests of the outbox, which start servers of their own: on the PATH, or where Debian has it.
set -euo pipefail

has() { command -v "$1" >/dev/null || [ -x "/usr/sbin/$1" ]; }
if has mariadbd && has mariadb-install-db && has my_print_defaults; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "mariadbd is missing, and neither root nor sudo is here to install it." >&2; exit 1; }
  as_root=(sudo)
fi

if command -v apt-get >/dev/null; then
  echo "Installing mariadb-server-core …" >&2
  "${as_root[@]}" apt-get update -qq
  # The programs without the service that mariadb-server would start.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    mariadb-server-core mariadb-client-core >/dev/null
elif command -v brew >/dev/null; then
  brew install mariadb
else
  echo "Install MariaDB 10.11.7 or newer, with mariadbd and mariadb-install-db on the PATH." >&2
  exit 1
fi
