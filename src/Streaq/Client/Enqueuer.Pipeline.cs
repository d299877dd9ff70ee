using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>The enqueue of a pipeline. Every stage has a span; that of the first stage is the parent of the others.</summary>
internal sealed partial class Enqueuer
{
    /// <returns>The last stage.</returns>
    public async Task<StandingTask> EnqueueAsync(PipelineStages stages, CancellationToken cancellationToken)
    {
        StandingTask last = default;
        await BuildAsync(
            stages,
            async built =>
            {
                var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
                await CheckPrioritiesAsync(opened, built, cancellationToken).ConfigureAwait(false);
                var standing = await opened.EnqueueWaitingAsync(built, cancellationToken).ConfigureAwait(false);
                for (var i = 0; i < stages.Count; i++)
                {
                    logger.Enqueued(stages[i].Task.Name, standing[i].Id, queue.Queue, built[i].Message.Priority);
                }

                last = standing[^1];
            },
            cancellationToken).ConfigureAwait(false);
        return last;
    }

    /// <param name="stages">The stages.</param>
    /// <param name="write">Writes the stages inside their spans; <see langword="null"/> when they are written later.</param>
    /// <param name="cancellationToken">The caller's token.</param>
    private async Task<IReadOnlyList<NewTask>> BuildAsync(
        PipelineStages stages, Func<IReadOnlyList<NewTask>, Task>? write, CancellationToken cancellationToken)
    {
        var ids = stages.Ids();
        var began = time.GetTimestamp();
        var built = new List<NewTask>(stages.Count);
        var spans = new List<GuardedSpan>(stages.Count);
        Exception? error = null;
        try
        {
            for (var i = 0; i < stages.Count; i++)
            {
                var options = i == 0
                    ? stages[i].Options
                    : stages[i].Options with { After = [ids[i - 1], .. stages[i].Options.After ?? []] };
                // Started here and not in an inner async method: a span that is made current there is not current after its return.
                spans.Add(StartSpan(stages[i].Task, ids[i], options, root: ids[0]));
                built.Add(await BuildAsync(stages, spans[i], ids, i, options, cancellationToken).ConfigureAwait(false));
                spans[0].MakeCurrent();
            }

            if (write is not null)
            {
                await write(built).ConfigureAwait(false);
            }

            return built;
        }
        catch (Exception e)
        {
            error = e;
            spans.ForEach(span => span.Fail(e));
            logger.NotSent(e, stages[0].Task.Name, queue.Queue);
            throw;
        }
        finally
        {
            // The first span ends last: that makes the caller's span current again.
            for (var i = spans.Count - 1; i >= 0; i--)
            {
                if (write is not null || error is not null)
                {
                    using var current = spans[i].Inside();
                    _telemetry.Sent(stages[i].Task.Name, 1, time.GetElapsedTime(began).TotalSeconds, error);
                }

                spans[i].Dispose();
            }
        }
    }

    /// <summary>Builds the message of one task, through the middleware.</summary>
    public async ValueTask<NewTask> BuildAsync<TArgument>(
        TaskDefinition task,
        GuardedSpan span,
        string id,
        TArgument argument,
        EnqueueOptions options,
        CancellationToken cancellationToken)
    {
        var chain = chains.Of(task);
        var context = ContextFor(chain, span, task, id, argument, options, cancellationToken);
        return context is null || chain.IsEmpty
            ? messages.Build(task, id, argument, options, Copy(options.Headers), Spans.Current, crowded: false)
            : await BuildThroughChainAsync(chain, context, crowded: false).ConfigureAwait(false) ?? throw NotReplaceable(task);
    }

    private async ValueTask<NewTask> BuildAsync(
        PipelineStages stages, GuardedSpan span, string[] ids, int index, EnqueueOptions options, CancellationToken cancellationToken)
    {
        var stage = stages[index];
        var built = await stage.BuildAsync(this, span, ids[index], options, cancellationToken).ConfigureAwait(false);
        if (index == 0)
        {
            return built;
        }

        if (built.Message.Details.Dependencies is not { } dependencies
            || !dependencies.Ids.Contains(ids[index - 1], StringComparer.Ordinal))
        {
            throw new InvalidOperationException(
                $"A UseEnqueue middleware took the stage before '{stage.Task.Name}' out of its After, which a pipeline needs.");
        }

        return built with
        {
            Message = messages.Sourced(
                built.Message with
                {
                    Body = "null"u8.ToArray(),
                    Details = built.Message.Details with
                    {
                        RootId = built.Message.Details.RootId ?? ids[0],
                        Dependencies = dependencies with { TakesResultOf = ids[index - 1] },
                    },
                },
                new ArgumentSource(ids[index - 1], stages[index - 1].Task.Name)),
        };
    }
}
