#!/usr/bin/env bash
# Makes sure that there is a Chromium or Chrome for the tests of the dashboard: the one that STREAQ_TEST_CHROMIUM names, or one to find.
set -euo pipefail

if [ -n "${STREAQ_TEST_CHROMIUM:-}" ] || command -v chromium >/dev/null || command -v chromium-browser >/dev/null \
  || command -v google-chrome >/dev/null || [ -d "/Applications/Google Chrome.app" ] || [ -d "/Applications/Chromium.app" ]; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "Chromium is missing, and neither root nor sudo is here to install it." >&2; exit 1; }
  as_root=(sudo)
fi

if command -v apt-get >/dev/null; then
  echo "Installing chromium …" >&2
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null
elif command -v brew >/dev/null; then
  brew install --cask chromium
else
  echo "Install Chromium or Chrome, or set STREAQ_TEST_CHROMIUM to its path." >&2
  exit 1
fi
