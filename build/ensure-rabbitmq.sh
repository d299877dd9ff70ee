#!/usr/bin/env bash
# Makes sure that there is a RabbitMQ for `make bench ARGS="peers"`, which starts a broker of its own: on the PATH, or where Debian has it.
set -euo pipefail

if command -v rabbitmq-server >/dev/null || [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]; then
  exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "rabbitmq-server is missing, and neither root nor sudo is here to install it." >&2; exit 1; }
  as_root=(sudo)
fi

if command -v apt-get >/dev/null; then
  echo "Installing rabbitmq-server …" >&2
  "${as_root[@]}" apt-get update -qq
  # The service that the package would start is not wanted: the benchmark starts a broker of its own.
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends rabbitmq-server >/dev/null
elif command -v brew >/dev/null; then
  brew install rabbitmq
else
  echo "Install RabbitMQ 3.10 or newer, with rabbitmq-server on the PATH." >&2
  exit 1
fi
