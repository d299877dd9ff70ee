#!/usr/bin/env bash
# Draws docs/pictures: traces from the spans of samples/TracePictures, which runs on a redis-server that this script starts, and the
# dashboard's page of a task, which a test of the dashboard draws.
set -euo pipefail
cd "$(dirname "$0")/.."

port=${PORT:-7399}
redis-server --bind 127.0.0.1 --port "$port" --save '' >/dev/null &
redis=$!
trap 'kill $redis; wait $redis 2>/dev/null' EXIT
dotnet run --project samples/TracePictures -c "${1:-Release}" -v quiet -- --redis "127.0.0.1:$port" docs/pictures
pages=$(mktemp -d)
STREAQ_PICTURES=$pages dotnet test tests/Streaq.Dashboard.Tests -c "${1:-Release}" --filter "FullyQualifiedName~PictureTests&DisplayName~shop/tasks/order-4711"
mv "$pages/task-1280-light.png" docs/pictures/dashboard-task.png
