using Grpc.Core;
using Streaq.Tool.Otlp.Wire;

namespace Streaq.Tool.Otlp;

/// <summary>Receives OTLP over gRPC.</summary>
internal sealed class GrpcTraces(SpanRing spans) : TraceService.TraceServiceBase
{
    public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context) =>
        Task.FromResult(OtlpSpans.Keep(request, spans));
}
