namespace Streaq.Dashboard.Tests.Traces;

/// <summary>Answers in the format of each backend, with the spans of one request to a service.</summary>
internal static class Recorded
{
    public const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

    /// <summary>The answer of <c>/api/v3/traces/{id}</c>: OTLP, with ids in hexadecimal and enumerations by number.</summary>
    public const string Jaeger = """
        {"result":{"resourceSpans":[{
          "resource":{"attributes":[
            {"key":"service.name","value":{"stringValue":"shop-web"}},
            {"key":"telemetry.sdk.language","value":{"stringValue":"dotnet"}}]},
          "scopeSpans":[{"scope":{"name":"Microsoft.AspNetCore","version":"10.0.0"},"spans":[
            {"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7","parentSpanId":"","name":"POST /orders","kind":2,
             "startTimeUnixNano":"1767225600000000000","endTimeUnixNano":"1767225600120500000",
             "attributes":[{"key":"http.request.method","value":{"stringValue":"POST"}},
                           {"key":"http.response.status_code","value":{"intValue":"500"}},
                           {"key":"shop.express","value":{"boolValue":true}},
                           {"key":"shop.tags","value":{"arrayValue":{"values":[{"stringValue":"a"}]}}}],
             "status":{"code":2,"message":"boom"}},
            {"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"b7ad6b7169203331","parentSpanId":"00f067aa0ba902b7","name":"SELECT orders",
             "kind":3,"startTimeUnixNano":"1767225600010000000","endTimeUnixNano":"1767225600020000000","status":{}}]}]}]}}
        """;

    /// <summary>The answer of <c>/api/v2/traces/{id}</c>: protobuf as JSON, with ids in Base64 and enumerations by name.</summary>
    public const string Tempo = """
        {"trace":{"resourceSpans":[{
          "resource":{"attributes":[{"key":"service.name","value":{"stringValue":"shop-web"}}]},
          "scopeSpans":[{"scope":{"name":"Microsoft.AspNetCore","version":"10.0.0"},"spans":[
            {"traceId":"S/kvNXezTaajzpKdDg5HNg==","spanId":"APBnqgupArc=","name":"POST /orders","kind":"SPAN_KIND_SERVER",
             "startTimeUnixNano":"1767225600000000000","endTimeUnixNano":"1767225600120500000",
             "attributes":[{"key":"http.request.method","value":{"stringValue":"POST"}},
                           {"key":"http.response.status_code","value":{"intValue":"500"}},
                           {"key":"shop.express","value":{"boolValue":true}}],
             "status":{"message":"boom","code":"STATUS_CODE_ERROR"}},
            {"traceId":"S/kvNXezTaajzpKdDg5HNg==","spanId":"t61rcWkgMzE=","parentSpanId":"APBnqgupArc=","name":"SELECT orders",
             "kind":"SPAN_KIND_CLIENT","startTimeUnixNano":"1767225600010000000","endTimeUnixNano":"1767225600020000000","status":{}}]}]}]},
         "metrics":{"inspectedBytes":"2360"}}
        """;
}
