#!/usr/bin/env bash
# Makes sure that there is a Redis for the tests: the one that STREAQ_TEST_REDIS names, or a server to start: what STREAQ_TEST_SERVER
# names, or redis-server.
set -euo pipefail
. "$(dirname "$0")/install.sh"

if [ -n "${STREAQ_TEST_REDIS:-}${STREAQ_TEST_SERVER:-}" ] || command -v redis-server >/dev/null; then
  exit 0
fi

install_missing redis-server redis-server redis \
  "Install redis-server 6.2.7 or newer, or set STREAQ_TEST_REDIS to host:port of one that may be written to."
