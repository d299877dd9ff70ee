# On a new machine with the .NET SDK, `make demo` shows a task's trace and `make test` runs all tests.
CONFIGURATION ?= Release
ARGS ?=
REDIS ?=
SEED ?= 1
DURATION ?= 60
SERVER ?=
ifneq ($(SERVER),)
export STREAQ_TEST_SERVER := $(or $(realpath $(shell command -v $(SERVER))),$(error There is no $(SERVER)))
endif

.PHONY: demo test build lint bench chaos chaos-outbox docs pictures pack try try-aspnet aspire aspire-host aspire-dashboard redis-server promtool chromium postgres mariadb rabbitmq native-toolchain clean

demo: ## Run the main job and print its traces (ARGS=--stay keeps its dashboard open, REDIS=host:port uses Redis, OTEL_EXPORTER_OTLP_ENDPOINT exports)
	@dotnet run --project samples/Quickstart -c $(CONFIGURATION) -v quiet -- $(if $(REDIS),--redis $(REDIS)) $(ARGS)

test: redis-server promtool chromium postgres mariadb native-toolchain ## Run all tests, those of storage against a real redis-server (SERVER=/path/to/another/redis-server or valkey-server)
	@build/test.sh $(CONFIGURATION) $(ARGS)

build:
	dotnet build Streaq.sln -c $(CONFIGURATION)

lint: ## Build with every analyzer and check the formatting of the code
	dotnet build Streaq.sln -c $(CONFIGURATION) --no-incremental
	dotnet format whitespace Streaq.sln --verify-no-changes --no-restore

bench: redis-server postgres ## Run a benchmark: make bench ARGS="throughput --tasks 20000 --json"
	@dotnet run --project benchmarks/Streaq.Benchmarks -c Release -v quiet -- $(ARGS)

chaos: redis-server ## Cause random failures while tasks run, then account for every task: make chaos SEED=1 DURATION=60
	@dotnet run --project tests/Streaq.Chaos -c Release -v quiet -- --seed $(SEED) --duration $(DURATION) $(ARGS)

chaos-outbox: redis-server postgres ## Do the same with an outbox and an inbox, and kill PostgreSQL too: make chaos-outbox SEED=1 DURATION=60
	@dotnet run --project tests/Streaq.Chaos -c Release -v quiet -- outbox --seed $(SEED) --duration $(DURATION) $(ARGS)

docs: ## Build the pages and the API reference as a site in artifacts/docs/site
	@build/docs.sh $(CONFIGURATION)

pictures: redis-server chromium ## Draw docs/pictures again, from the spans of samples/TracePictures and a page of the dashboard
	@build/pictures.sh $(CONFIGURATION)

pack: native-toolchain ## Build all packages in artifacts/packages, with the tool as native code for this platform and as IL for others
	@build/pack.sh artifacts/packages

try: ## Follow docs/guides/first-task.md in an empty folder, with the packages
	@build/try-packages.sh

try-aspnet: ## Follow docs/guides/aspnet-core.md in an empty folder, with the packages, to the trace in Aspire's dashboard
	@build/try-aspnet.sh

aspire: $(if $(REDIS),,redis-server) ## Run the sample shop beside Aspire's dashboard and send it an order (REDIS=host:port for a running Redis)
	@REDIS=$(REDIS) build/aspire.sh $(CONFIGURATION)

aspire-host: ## Run the AppHost of samples/Aspire with Redis in a container (REDIS=host:port for a running Redis)
	@$(if $(REDIS),ConnectionStrings__redis=$(REDIS)) dotnet run --project samples/Aspire/AppHost -c $(CONFIGURATION) -v quiet

aspire-dashboard: ## Run Aspire's dashboard on http://localhost:18888, which receives OTLP on localhost:4317 (gRPC) and :4318 (HTTP)
	@build/aspire-dashboard.sh

redis-server:
	@build/ensure-redis-server.sh

postgres:
	@build/ensure-postgres.sh

mariadb:
	@build/ensure-mariadb.sh

rabbitmq: ## Install RabbitMQ for the peers of `make bench ARGS="peers"` that run on it
	@build/ensure-rabbitmq.sh

promtool:
	@build/ensure-promtool.sh

chromium:
	@build/ensure-chromium.sh

native-toolchain:
	@build/ensure-native-toolchain.sh

clean:
	dotnet clean Streaq.sln -c $(CONFIGURATION)
	rm -rf artifacts
