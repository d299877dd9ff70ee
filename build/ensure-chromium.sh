#!/usr/bin/env bash
# Makes sure that the tests of the dashboard find a Chromium or Chrome. Does nothing if STREAQ_TEST_CHROMIUM is set.
set -euo pipefail
. "$(dirname "$0")/install.sh"

shell=chromium-headless-shell
if [ -n "${STREAQ_TEST_CHROMIUM:-}" ] || command -v "$shell" >/dev/null; then
  exit 0
fi

# As root, Debian's headless shell is installed: it draws the same pages with a third less CPU time. Otherwise, any installed browser does.
if [ "$(id -u)" -eq 0 ] && apt-cache show "$shell" >/dev/null 2>&1 && (install_missing Chromium "$shell" "" ""); then
  exit 0
fi

if command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
  || command -v google-chrome >/dev/null || [ -d "/Applications/Google Chrome.app" ] || [ -d "/Applications/Chromium.app" ]; then
  exit 0
fi

install_missing Chromium chromium "--cask chromium" "Install Chromium or Chrome, or set STREAQ_TEST_CHROMIUM to its path."
