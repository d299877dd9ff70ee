#!/usr/bin/env bash
# Makes sure that there is a promtool for the tests of deploy/: it comes with Prometheus.
set -euo pipefail
. "$(dirname "$0")/install.sh"

if command -v promtool >/dev/null; then
  exit 0
fi

install_missing promtool prometheus prometheus "Install promtool, which is part of Prometheus, and put it on the PATH."
