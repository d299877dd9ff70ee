#!/usr/bin/env bash
# Installs redis-server for the tests if it is not on the PATH. Does nothing if STREAQ_TEST_REDIS names a running Redis, or
# STREAQ_TEST_SERVER the program of a server to start.
set -euo pipefail
. "$(dirname "$0")/install.sh"

if [ -n "${STREAQ_TEST_REDIS:-}${STREAQ_TEST_SERVER:-}" ] || command -v redis-server >/dev/null; then
  exit 0
fi

install_missing redis-server redis-server redis \
  "Install redis-server 6.2.7 or newer, or set STREAQ_TEST_REDIS to host:port of a Redis that the tests may write to."
