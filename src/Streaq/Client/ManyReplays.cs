using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>Replays a step of many dead letters: one read, then a span and a message for each, then one write.</summary>
/// <param name="one">Replays a single letter for which the step has no result.</param>
/// <param name="telemetry">Their spans and measurements.</param>
/// <param name="time">The clock of the measurements.</param>
internal sealed class ManyReplays(DeadLetterReplay one, EnqueueTelemetry telemetry, TimeProvider time)
{
    /// <returns>A result per id, in their order.</returns>
    public async Task<ReplayResult[]> RunAsync(IDeadLetterStore letters, string[] taskIds, CancellationToken cancellationToken)
    {
        var found = await letters.ReadManyAsync(taskIds, cancellationToken).ConfigureAwait(false);
        var results = new ReplayResult?[taskIds.Length];
        var readable = new List<int>(taskIds.Length);
        for (var i = 0; i < taskIds.Length; i++)
        {
            if (found[i] is not { } letter)
            {
                results[i] = ReplayResult.NotFound;
            }
            else if (WireName.IsValid(letter.Message.Priority))
            {
                readable.Add(i);
            }
        }

        for (var done = 0; done < readable.Count;)
        {
            var rest = readable[done..];
            var written = await WriteAsync(letters, [.. rest.Select(i => found[i]!)], cancellationToken).ConfigureAwait(false);
            for (var i = 0; i < written.Count; i++, done++)
            {
                results[readable[done]] = written[i];
            }
        }

        // A task that failed again meanwhile has another letter by now. One without a valid priority throws here.
        for (var i = 0; i < taskIds.Length; i++)
        {
            results[i] ??= await one.RunAsync(letters, taskIds[i], taskIds[i], cancellationToken).ConfigureAwait(false);
        }

        return Array.ConvertAll(results, result => result!.Value);
    }

    private async Task<IReadOnlyList<ReplayResult?>> WriteAsync(
        IDeadLetterStore letters, DeadLetterEntry[] found, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var spans = new GuardedSpan[found.Length];
        var replays = new (DeadLetterEntry, TaskMessage)[found.Length];
        try
        {
            for (var i = 0; i < found.Length; i++)
            {
                var outer = Spans.Current;
                spans[i] = telemetry.StartReplay(found[i].Message, found[i].TraceParent);
                replays[i] = (found[i], one.Again(found[i].Message, found[i]));
                spans[i].GiveBack(outer);
            }

            var results = await letters.ReplayManyAsync(replays, cancellationToken).ConfigureAwait(false);
            Tell(found, spans, results, time.GetElapsedTime(began).TotalSeconds);
            return results;
        }
        catch (Exception e)
        {
            for (var i = 0; i < found.Length; i++)
            {
                one.Tell(spans[i], found[i].Message, e, time.GetElapsedTime(began).TotalSeconds);
            }

            one.Log(e, found.Select(letter => letter.Message));
            throw;
        }
        finally
        {
            foreach (var span in spans)
            {
                span.Dispose();
            }
        }
    }

    private void Tell(DeadLetterEntry[] found, GuardedSpan[] spans, IReadOnlyList<ReplayResult?> results, double seconds)
    {
        for (var i = 0; i < found.Length; i++)
        {
            if (i < results.Count)
            {
                one.Tell(spans[i], found[i].Message, results[i], seconds);
            }
            else
            {
                // Sent again in the next write, with another span.
                spans[i].Withdraw();
            }
        }
    }
}
