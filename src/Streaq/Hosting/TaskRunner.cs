using Streaq.Client;
using Streaq.Execution;
using Streaq.Maintenance;
using Streaq.Storage;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Hosting;

/// <summary>Runs one attempt at a time, of a task in the queue or of a task in no queue.</summary>
internal sealed class TaskRunner(
    StoreAccess store,
    Func<ITaskStore> newStore,
    MessageBuilder messages,
    TaskSerializer serializer,
    LeasedAttempt attempts,
    FireSchedules schedules) : ITaskRunner
{
    private const int Batch = 200;

    public async Task<AttemptResult<TResult>> RunAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        TArgument argument,
        int attempt,
        EnqueueOptions? options,
        CancellationToken cancellationToken) =>
        new(await RunAloneAsync(task, argument, attempt, options, cancellationToken).ConfigureAwait(false), serializer);

    public async Task<AttemptResult> RunAsync<TArgument>(
        TaskDefinition<TArgument> task, TArgument argument, int attempt, EnqueueOptions? options, CancellationToken cancellationToken) =>
        new(await RunAloneAsync(task, argument, attempt, options, cancellationToken).ConfigureAwait(false), serializer);

    public async Task<AttemptResult?> RunNextAsync(CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        await schedules.RunOnceAsync(opened, cancellationToken).ConfigureAwait(false);
        while ((await opened.PromoteDueAsync(Batch, cancellationToken).ConfigureAwait(false)).Count == Batch)
        {
        }

        var ended = await attempts.RunNextAsync(opened, priorities: null, number: null, cancellationToken).ConfigureAwait(false);
        return ended is null ? null : new(ended, serializer);
    }

    public async Task<TimeSpan?> NextDueInAsync(CancellationToken cancellationToken)
    {
        var opened = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
        await schedules.RunOnceAsync(opened, cancellationToken).ConfigureAwait(false);
        var due = (await opened.PromoteDueAsync(Batch, cancellationToken).ConfigureAwait(false)).NextDueIn;
        return schedules.NextSlotIn is { } slot && !(due < slot) ? slot : due;
    }

    /// <summary>Runs the attempt in a store of its own, so that the queue's tasks stay where they are.</summary>
    private async Task<Attempt> RunAloneAsync<TArgument>(
        TaskDefinition task, TArgument argument, int attempt, EnqueueOptions? options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        options?.Validate();
        if (options is { Delay: not null } or { At: not null })
        {
            throw new ArgumentException("RunAsync runs an attempt at once; leave out EnqueueOptions.Delay and At.", nameof(options));
        }

        options ??= EnqueueOptions.Default;
        var headers = options.Headers is { Count: > 0 } some
            ? new Dictionary<string, string>(some, StringComparer.OrdinalIgnoreCase)
            : null;
        var id = options.Id ?? Guid.CreateVersion7().ToString("N");
        var message = messages.Build(task, id, argument, options, headers, Spans.Current, crowded: false);
        var alone = newStore();
        await using var disposal = alone.ConfigureAwait(false);
        await alone.EnqueueAsync(message, cancellationToken).ConfigureAwait(false);
        return (await attempts.RunNextAsync(alone, [message.Message.Priority], attempt, cancellationToken).ConfigureAwait(false))!;
    }
}
