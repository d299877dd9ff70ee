#!/usr/bin/env bash
# Draws docs/pictures from the spans of samples/TracePictures, on a redis-server of its own.
set -euo pipefail
cd "$(dirname "$0")/.."

port=${PORT:-7399}
redis-server --bind 127.0.0.1 --port "$port" --save '' >/dev/null &
redis=$!
trap 'kill $redis; wait $redis 2>/dev/null' EXIT
dotnet run --project samples/TracePictures -c "${1:-Release}" -v quiet -- --redis "127.0.0.1:$port" docs/pictures
