#!/usr/bin/env bash
# Makes sure that .NET can compile to machine code here: it links with clang or gcc, against zlib.
set -euo pipefail

missing=()
command -v clang >/dev/null || command -v gcc >/dev/null || missing+=(gcc libc6-dev)
[ "$(uname)" != Linux ] || [ -f /usr/include/zlib.h ] || missing+=(zlib1g-dev)
[ ${#missing[@]} -gt 0 ] || exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "${missing[*]} are missing, and neither root nor sudo is here to install them." >&2; exit 1; }
  as_root=(sudo)
fi

if command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]} …" >&2
  "${as_root[@]}" apt-get update -qq
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "Install clang or gcc, and the headers of zlib: https://aka.ms/nativeaot-prerequisites" >&2
  exit 1
fi
