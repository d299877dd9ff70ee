using Grpc.Core;
using OpenTelemetry.Proto.Collector.Trace.V1;

namespace Streaq.Tool.Otlp;

/// <summary>OTLP over gRPC.</summary>
internal sealed class GrpcTraces(SpanRing spans) : TraceService.TraceServiceBase
{
    public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context) =>
        Task.FromResult(OtlpSpans.Keep(request, spans));
}
