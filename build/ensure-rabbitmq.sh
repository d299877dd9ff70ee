#!/usr/bin/env bash
# Makes sure that there is a RabbitMQ for `make bench ARGS="peers"`, which starts a broker of its own: on the PATH, or where Debian has it.
set -euo pipefail
. "$(dirname "$0")/install.sh"

if command -v rabbitmq-server >/dev/null || [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]; then
  exit 0
fi

install_missing RabbitMQ rabbitmq-server rabbitmq "Install RabbitMQ 3.10 or newer, with rabbitmq-server on the PATH."
