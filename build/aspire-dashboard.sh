#!/usr/bin/env bash
# Runs Aspire's dashboard, a program from NuGet, until it is stopped. It listens on localhost only.
# Ports: ASPIRE_PORT for its pages (18888), ASPIRE_OTLP_PORT for OTLP over gRPC (4317), ASPIRE_OTLP_HTTP_PORT for OTLP over HTTP (4318).
set -euo pipefail
cd "$(dirname "$0")/.."

dotnet msbuild build/AspireDashboard.proj -t:Restore -v:quiet -nologo
dashboard=$(dotnet msbuild build/AspireDashboard.proj -nologo -getProperty:AspireDashboard)
export ASPNETCORE_URLS="http://localhost:${ASPIRE_PORT:-18888}"
export ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL="http://localhost:${ASPIRE_OTLP_PORT:-4317}"
export ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL="http://localhost:${ASPIRE_OTLP_HTTP_PORT:-4318}"
# Only this machine can reach the dashboard, so it needs no API key.
export ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS=true
exec "$dashboard"
