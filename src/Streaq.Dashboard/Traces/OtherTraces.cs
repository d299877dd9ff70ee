namespace Streaq.Dashboard.Traces;

/// <summary>Finds spans by the application's trace readers, each within a time limit.</summary>
internal sealed class OtherTraces(IReadOnlyList<ITraceReader> readers, TimeProvider time)
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    public async Task<OtherAnswer> FindAsync(IReadOnlyList<string> traceIds)
    {
        if (readers.Count == 0 || traceIds.Count == 0)
        {
            return OtherAnswer.None;
        }

        var answers = await Task.WhenAll(readers.Select(reader => AskAsync(reader, traceIds))).ConfigureAwait(false);
        return new OtherAnswer([.. answers.SelectMany(answer => answer.Traces)], [.. answers.SelectMany(answer => answer.Troubles)]);
    }

    private async Task<OtherAnswer> AskAsync(ITraceReader reader, IReadOnlyList<string> traceIds)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            var traces = await reader.FindAsync(traceIds, limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
            return new OtherAnswer(traces, []);
        }
        catch (OperationCanceledException)
        {
            return Missing($"has not answered within {Limit.TotalSeconds:0} seconds");
        }
        catch (TraceReaderException e)
        {
            return Missing(e.Message);
        }
#pragma warning disable CA1031 // User code must not fail the page. Its message is not shown: it may have an address with a password.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return Missing($"can't be read ({e.GetType().Name})");
        }

        OtherAnswer Missing(string why) => new([], [$"{reader.Name} {why}: its spans are missing here."]);
    }
}

/// <summary>The traces that readers have found.</summary>
/// <param name="Traces">The traces. Several readers may have found the same trace.</param>
/// <param name="Troubles">A sentence for each reader that has failed.</param>
internal sealed record OtherAnswer(IReadOnlyList<TaskTrace> Traces, IReadOnlyList<string> Troubles)
{
    public static OtherAnswer None { get; } = new([], []);
}
