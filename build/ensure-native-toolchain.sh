#!/usr/bin/env bash
# Installs the toolchain for native AOT if it is missing: .NET links with clang or gcc, and against zlib.
set -euo pipefail
. "$(dirname "$0")/install.sh"

missing=()
command -v clang >/dev/null || command -v gcc >/dev/null || missing+=(gcc libc6-dev)
[ "$(uname)" != Linux ] || [ -f /usr/include/zlib.h ] || missing+=(zlib1g-dev)
[ ${#missing[@]} -gt 0 ] || exit 0

install_missing "The toolchain of native AOT" "${missing[*]}" "" \
  "Install clang or gcc, and the headers of zlib: https://aka.ms/nativeaot-prerequisites"
