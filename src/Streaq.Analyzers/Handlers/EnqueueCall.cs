using Microsoft.CodeAnalysis.Operations;

namespace Streaq.Analyzers;

/// <summary>Recognizes calls of the client that enqueue tasks.</summary>
internal static class EnqueueCall
{
    public static bool Is(IInvocationOperation call, KnownSymbols symbols) =>
        call.TargetMethod is
        {
            Name: "EnqueueAsync" or "EnqueueManyAsync" or "GroupAsync" or "ScheduleAsync" or "RunScheduleAsync",
            ContainingType: { } type,
        }
        && (KnownSymbols.Is(type, symbols.Client) || KnownSymbols.Is(type, symbols.ClientExtensions)
            || KnownSymbols.Is(type, symbols.Pipeline) || KnownSymbols.Is(type, symbols.PipelineWithResult));
}
