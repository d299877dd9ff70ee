using Streaq.Storage;
using Streaq.Telemetry;

namespace Streaq.Client;

/// <summary>The stages of a pipeline, in their order. Immutable.</summary>
internal sealed class PipelineStages
{
    private readonly IReadOnlyList<PipelineStage> _all;

    public PipelineStages(PipelineStage first) => _all = [first];

    private PipelineStages(IReadOnlyList<PipelineStage> all) => _all = all;

    public string LastName => _all[^1].Task.Name;

    public int Count => _all.Count;

    public PipelineStage this[int index] => _all[index];

    /// <exception cref="InvalidOperationException">The pipeline has as many stages as one step can enqueue.</exception>
    public PipelineStages And(PipelineStage stage) => _all.Count < ITaskStore.MaxGraph
        ? new([.. _all, stage])
        : throw new InvalidOperationException($"A pipeline has at most {ITaskStore.MaxGraph} stages; let its last task enqueue the rest.");

    /// <summary>
    /// Returns the ids of the stages. If the first stage has a chosen id, the others are derived from it, so that the enqueue can be
    /// repeated.
    /// </summary>
    public string[] Ids()
    {
        var chosen = _all[0].Options.Id;
        return [.. _all.Select(
            (stage, index) => stage.Options.Id ?? (chosen is null ? Guid.CreateVersion7().ToString("N") : $"{chosen}.{index + 1}"))];
    }
}

/// <summary>A task of a pipeline and its enqueue options.</summary>
internal abstract class PipelineStage
{
    /// <exception cref="ArgumentException">The options contradict each other or break a rule.</exception>
    protected PipelineStage(TaskDefinition task, EnqueueOptions? options)
    {
        ArgumentNullException.ThrowIfNull(task);
        options?.Validate();
        if (options?.DeduplicationKey is not null)
        {
            throw new ArgumentException(
                $"Task '{task.Name}' of a pipeline takes no DeduplicationKey: the stage behind it waits for this task and no other.",
                nameof(options));
        }

        (Task, Options) = (task, options ?? EnqueueOptions.Default);
    }

    public TaskDefinition Task { get; }

    public EnqueueOptions Options { get; }

    public abstract ValueTask<NewTask> BuildAsync(
        Enqueuer enqueuer, GuardedSpan span, string id, EnqueueOptions options, CancellationToken cancellationToken);
}

/// <param name="task">The task.</param>
/// <param name="argument">The argument of the first stage; later stages get theirs when they run.</param>
/// <param name="options">The enqueue options.</param>
internal sealed class PipelineStage<TArgument>(TaskDefinition task, TArgument argument, EnqueueOptions? options)
    : PipelineStage(task, options)
{
    public override ValueTask<NewTask> BuildAsync(
        Enqueuer enqueuer, GuardedSpan span, string id, EnqueueOptions options, CancellationToken cancellationToken) =>
        enqueuer.BuildAsync(Task, span, id, argument, options, cancellationToken);
}
