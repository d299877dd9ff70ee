#!/usr/bin/env bash
# Makes sure that there is a Redis for the tests: the one that STREAQ_TEST_REDIS names, or a server to start: what STREAQ_TEST_SERVER
# names, or redis-server.
set -euo pipefail

if [ -n "${STREAQ_TEST_REDIS:-}${STREAQ_TEST_SERVER:-}" ] || command -v redis-server >/dev/null; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "redis-server is missing, and neither root nor sudo is here to install it." >&2; exit 1; }
  as_root=(sudo)
fi

if command -v apt-get >/dev/null; then
  echo "Installing redis-server …" >&2
  "${as_root[@]}" apt-get update -qq
  # The service that the package would start is not wanted: tests start servers of their own.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends redis-server >/dev/null
elif command -v brew >/dev/null; then
  brew install redis
else
  echo "Install redis-server 6.2.7 or newer, or set STREAQ_TEST_REDIS to host:port of one that may be written to." >&2
  exit 1
fi
