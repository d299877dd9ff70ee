#!/usr/bin/env bash
# Makes sure that there is a promtool for the tests of deploy/: it comes with Prometheus.
set -euo pipefail

if command -v promtool >/dev/null; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "promtool is missing, and neither root nor sudo is here to install it." >&2; exit 1; }
  as_root=(sudo)
fi

if command -v apt-get >/dev/null; then
  echo "Installing promtool …" >&2
  "${as_root[@]}" apt-get update -qq
  # The service that the package would start is not wanted.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends prometheus >/dev/null
elif command -v brew >/dev/null; then
  brew install prometheus
else
  echo "Install promtool, which is part of Prometheus, and put it on the PATH." >&2
  exit 1
fi
