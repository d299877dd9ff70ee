#!/usr/bin/env bash
# Makes sure that .NET can compile to machine code here: it links with clang or gcc, against zlib.
set -euo pipefail
. "$(dirname "$0")/install.sh"

missing=()
command -v clang >/dev/null || command -v gcc >/dev/null || missing+=(gcc libc6-dev)
[ "$(uname)" != Linux ] || [ -f /usr/include/zlib.h ] || missing+=(zlib1g-dev)
[ ${#missing[@]} -gt 0 ] || exit 0

install_missing "What .NET links with" "${missing[*]}" "" \
  "Install clang or gcc, and the headers of zlib: https://aka.ms/nativeaot-prerequisites"
