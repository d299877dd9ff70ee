#!/usr/bin/env bash
# Packs all that is published. The tool is native code on this machine's platform and IL for the others: machine code is made on the
# platform it is for, so a release runs this once on each, and publishes what they made together.
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
