#!/usr/bin/env bash
# Copies the server out of a container image, so that tests can start, stop and kill its processes directly.
# Usage: build/server-from-image.sh IMAGE FOLDER   (then make test SERVER=FOLDER/redis-server, or valkey-server)
# The programs run with the libraries of the image, not those of the machine.
set -euo pipefail

image=$1
mkdir -p "$2/root"
folder=$(cd "$2" && pwd)
container=$(docker create "$image")
trap 'docker rm "$container" >/dev/null' EXIT
docker export "$container" | tar -x -C "$folder/root" usr
libraries=$(dirname "$(find "$folder/root/usr/lib" -name 'ld-linux-*.so.*' -not -type l | head -1)")
loader=$(find "$libraries" -maxdepth 1 -name 'ld-linux-*.so.*' | head -1)

for program in redis-server redis-cli valkey-server valkey-cli; do
  if [ -f "$folder/root/usr/local/bin/$program" ] && [ ! -L "$folder/root/usr/local/bin/$program" ]; then
    printf '#!/bin/sh\nexec %q --library-path %q %q "$@"\n' "$loader" "$libraries" "$folder/root/usr/local/bin/$program" > "$folder/$program"
    chmod +x "$folder/$program"
  fi
done
