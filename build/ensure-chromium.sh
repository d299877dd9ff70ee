#!/usr/bin/env bash
# Installs Chromium for the tests of the dashboard, unless STREAQ_TEST_CHROMIUM is set or the machine already has Chromium or Chrome.
set -euo pipefail
. "$(dirname "$0")/install.sh"

shell=chromium-headless-shell
if [ -n "${STREAQ_TEST_CHROMIUM:-}" ] || command -v "$shell" >/dev/null; then
  exit 0
fi

# Debian's headless shell draws the same pages with a third less CPU time. Otherwise, an installed browser is good enough.
if [ "$(id -u)" -eq 0 ] && apt-cache show "$shell" >/dev/null 2>&1 && (install_missing Chromium "$shell" "" ""); then
  exit 0
fi

if command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
  || command -v google-chrome >/dev/null || [ -d "/Applications/Google Chrome.app" ] || [ -d "/Applications/Chromium.app" ]; then
  exit 0
fi

install_missing Chromium chromium "--cask chromium" "Install Chromium or Chrome, or set STREAQ_TEST_CHROMIUM to its path."
