#!/usr/bin/env bash
# Packs all published packages. The tool is packed as native code for this machine's platform, and as IL (any) for platforms without one.
# Native code must be compiled on its own platform. So a release runs this script once on each platform and publishes all the packages.
# Usage: build/pack.sh [FOLDER]
set -euo pipefail
cd "$(dirname "$0")/.."
folder=${1:-artifacts/packages}

dotnet pack Streaq.sln -c Release -o "$folder"
platform=$(dotnet msbuild src/Streaq.Tool -getProperty:NETCoreSdkPortableRuntimeIdentifier)
linker=()
if ! command -v clang >/dev/null && command -v gcc >/dev/null; then
  linker=(-p:CppCompilerAndLinker=gcc)
fi
dotnet pack src/Streaq.Tool -c Release -o "$folder" -r any
dotnet pack src/Streaq.Tool -c Release -o "$folder" -r "$platform" "${linker[@]}"
