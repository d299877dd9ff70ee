#!/usr/bin/env bash
# Installs promtool, a part of Prometheus, for the tests of deploy/ if it is not on the PATH.
set -euo pipefail
. "$(dirname "$0")/install.sh"

if command -v promtool >/dev/null; then
  exit 0
fi

install_missing promtool prometheus prometheus "Install promtool, which is part of Prometheus, and put it on the PATH."
