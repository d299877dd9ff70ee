#!/usr/bin/env bash
# Installs RabbitMQ for `make bench ARGS="peers"`, which starts its own broker.
# Does nothing if RabbitMQ is on the PATH or in /usr/lib/rabbitmq (Debian).
set -euo pipefail
. "$(dirname "$0")/install.sh"

if command -v rabbitmq-server >/dev/null || [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]; then
  exit 0
fi

install_missing RabbitMQ rabbitmq-server rabbitmq "Install RabbitMQ 3.10 or newer, with rabbitmq-server on the PATH."
