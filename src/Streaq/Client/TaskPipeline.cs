using Streaq.Client;

namespace Streaq;

/// <summary>A chain of tasks in which each takes the result of the one before it as its argument. The last has no result.</summary>
/// <remarks>
/// Made by <see cref="IStreaqClient.Pipeline"/>. Nothing is written before <see cref="EnqueueAsync"/>; a pipeline can be enqueued again.
/// </remarks>
public sealed class TaskPipeline
{
    private readonly StreaqClient _client;
    private readonly PipelineStages _stages;

    internal TaskPipeline(StreaqClient client, PipelineStages stages) => (_client, _stages) = (client, stages);

    internal PipelineStages Stages => _stages;

    internal string Queue => _client.Queue;

    /// <inheritdoc cref="TaskPipeline{TResult}.EnqueueAsync"/>
    public async Task<TaskHandle> EnqueueAsync(CancellationToken cancellationToken = default) =>
        new(_client, await _client.EnqueueAsync(_stages, cancellationToken).ConfigureAwait(false), _stages.LastName);
}

/// <summary>A chain of tasks in which each takes the result of the one before it as its argument.</summary>
/// <typeparam name="TResult">The type of the last task's result.</typeparam>
/// <remarks>
/// Made by <see cref="IStreaqClient.Pipeline"/>. Nothing is written before <see cref="EnqueueAsync"/>; a pipeline can be enqueued again.
/// </remarks>
public sealed class TaskPipeline<TResult>
{
    private readonly StreaqClient _client;
    private readonly PipelineStages _stages;

    internal TaskPipeline(StreaqClient client, PipelineStages stages) => (_client, _stages) = (client, stages);

    internal PipelineStages Stages => _stages;

    internal string Queue => _client.Queue;

    /// <summary>Adds a stage.</summary>
    /// <typeparam name="TNext">The type of its result.</typeparam>
    /// <param name="task">The task; its argument is the result of the stage before it.</param>
    /// <param name="options">
    /// The enqueue options; without a deduplication key. The stage waits for the tasks in <c>After</c> and for the stage before it.
    /// </param>
    /// <returns>A new pipeline with that stage; this one does not change.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule.</exception>
    /// <exception cref="InvalidOperationException">The pipeline has 100 stages already.</exception>
    public TaskPipeline<TNext> Then<TNext>(TaskDefinition<TResult, TNext> task, EnqueueOptions? options = null) =>
        new(_client, _stages.And(new PipelineStage<TResult>(task, default!, options)));

    /// <summary>Adds the last stage, a task without a result.</summary>
    /// <param name="task">The task; its argument is the result of the stage before it.</param>
    /// <param name="options">
    /// The enqueue options; without a deduplication key. The stage waits for the tasks in <c>After</c> and for the stage before it.
    /// </param>
    /// <returns>A new pipeline with that stage; this one does not change.</returns>
    /// <exception cref="ArgumentException">The options contradict each other or break a rule.</exception>
    /// <exception cref="InvalidOperationException">The pipeline has 100 stages already.</exception>
    public TaskPipeline Then(TaskDefinition<TResult> task, EnqueueOptions? options = null) =>
        new(_client, _stages.And(new PipelineStage<TResult>(task, default!, options)));

    /// <summary>Enqueues all stages, in one step.</summary>
    /// <param name="cancellationToken">Ends the wait for Redis; the stages may be enqueued nevertheless.</param>
    /// <returns>A handle of the last stage. It fails when one before it does.</returns>
    /// <exception cref="InvalidOperationException">
    /// A middleware took a stage out of the <c>After</c> of the next; nothing was written.
    /// </exception>
    /// <exception cref="ArgumentException">
    /// A middleware set options that contradict each other or break a rule; nothing was written.
    /// </exception>
    /// <exception cref="DependencyRefusedException">
    /// A stage would wait for itself, or strictly for a task that the queue does not know.
    /// </exception>
    /// <exception cref="StreaqStoreException">Redis can't be reached.</exception>
    public async Task<TaskHandle<TResult>> EnqueueAsync(CancellationToken cancellationToken = default) =>
        new(_client, await _client.EnqueueAsync(_stages, cancellationToken).ConfigureAwait(false), _stages.LastName);
}
