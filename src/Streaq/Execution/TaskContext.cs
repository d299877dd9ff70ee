using System.Diagnostics;
using Streaq.Execution;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq;

/// <summary>One attempt of a task, as its handler and every middleware around it see it.</summary>
public abstract partial class TaskContext
{
    private static readonly IReadOnlyDictionary<string, string> NoHeaders = new Dictionary<string, string>(StringComparer.Ordinal);

    private readonly Execution.Attempt _attempt;
    private ContextExtras? _extras;

    private protected TaskContext(Execution.Attempt attempt) => _attempt = attempt;

    /// <summary>The task's id, the same in every attempt.</summary>
    public string TaskId => Message.Id;

    /// <summary>The task's name.</summary>
    public string TaskName => Message.Name;

    /// <summary>The queue's name.</summary>
    public string Queue => _attempt.Queue;

    /// <summary>The priority.</summary>
    public string Priority => Message.Priority;

    /// <summary>The worker that runs the attempt.</summary>
    public string Worker => _attempt.Worker;

    /// <summary>The attempt's number, from 1. A delivery to a worker that died counts as an attempt.</summary>
    public int Attempt => Message.Attempt;

    /// <summary>The number of attempts that the task has.</summary>
    public int MaxAttempts => Registration.Settings.MaxAttempts;

    /// <summary>When the task was enqueued first, by Redis's clock.</summary>
    public DateTimeOffset EnqueuedAt => DateTimeOffset.FromUnixTimeMilliseconds(Message.EnqueuedAt);

    /// <summary>When this attempt began, by Redis's clock.</summary>
    public DateTimeOffset StartedAt => DateTimeOffset.FromUnixTimeMilliseconds(_attempt.StartedAt);

    /// <summary>
    /// The time of the schedule that this task was fired for, by <c>Cron</c> or <c>ScheduleAsync</c>; <see langword="null"/> for other
    /// tasks.
    /// </summary>
    public DateTimeOffset? ScheduledFor => Message.Cron is { } firing ? DateTimeOffset.FromUnixTimeMilliseconds(firing.Slot) : null;

    /// <summary>How long the task was ready before this attempt began.</summary>
    public TimeSpan QueueTime => TimeSpan.FromMilliseconds(Math.Max(0, _attempt.StartedAt - Message.ReadyAt));

    /// <summary>
    /// The argument. A middleware may replace it by another one of the same type before it calls <c>next</c>. Inner middleware and the
    /// handler see the new one; outer middleware keeps its own.
    /// </summary>
    /// <exception cref="ArgumentException">The value is not of the task's argument type.</exception>
    public abstract object? Arguments { get; set; }

    /// <summary>The task as it is mapped, with the types of its argument and its result.</summary>
    public TaskDefinition Definition => Registration.Definition;

    /// <summary>
    /// The result; set by the handler. A middleware may replace it by another one of the same type after <c>next</c>, or set it instead of
    /// calling <c>next</c>. An attempt of a task with a result fails when it is not set.
    /// </summary>
    /// <exception cref="ArgumentException">The value is not of the task's result type.</exception>
    public object? Result
    {
        get => GetResult();
        set => SetResult(value);
    }

    /// <summary>The headers that the producer set; the fields of the propagator of the trace context are not among them.</summary>
    public IReadOnlyDictionary<string, string> Headers => Message.Details.Headers is { } headers
        ? Propagation.WithoutFields(headers, _attempt.Host.Spans.Listeners)
        : NoHeaders;

    /// <summary>Values that middleware and handler share during this attempt.</summary>
    public IDictionary<object, object?> Items => Extras.Items ??= [];

    /// <summary>The metadata of the task, for middleware.</summary>
    public TaskMetadata Metadata => Registration.Layers.Metadata;

    /// <summary>The services of this attempt's scope, which is disposed at its end.</summary>
    public IServiceProvider Services => _attempt.Services;

    /// <summary>
    /// Whether <c>AbortAsync</c> was called for this task and cancelled <see cref="CancellationToken"/>. An attempt that then throws any
    /// exception ends the task as aborted; one that returns has succeeded.
    /// </summary>
    public bool IsAborted => _attempt.IsAborted;

    /// <summary>
    /// Whether the worker has cancelled this attempt, because its grace period is over or its lease is lost. An attempt that then throws
    /// any exception is made again under the same number; one that returns has succeeded. So code that can stop early throws here, as
    /// <see cref="CancellationToken.ThrowIfCancellationRequested"/> does, unless its work is done.
    /// </summary>
    public bool IsWorkerStopping => _attempt.Host.Stop.IsCancellationRequested;

    /// <summary>
    /// Cancelled when the task is aborted, its timeout is over, the worker's grace period ends or its lease is lost. Every attempt has a
    /// token of its own, and registrations on it end with the attempt.
    /// </summary>
    /// <remarks>
    /// A middleware may replace the token before it calls <c>next</c>, for example by one that is cancelled earlier. Inner middleware and
    /// the handler see the new token. Link it to the one that was there.
    /// </remarks>
    public CancellationToken CancellationToken
    {
        get => _extras?.Token ?? _attempt.Token.Token;
        set => Extras.Replace(value);
    }

    /// <summary>
    /// The span of this attempt (<c>process X</c>); <see langword="null"/> without a listener, or when it is not sampled at all.
    /// </summary>
    public Activity? Activity => _attempt.Span.Activity;

    /// <summary>Counts the threads that the attempt's code holds.</summary>
    internal ref AttemptPresence Presence => ref _attempt.Presence;

    /// <summary>The token for Streaq's own waits. It does not create the attempt's token.</summary>
    internal CancellationToken Ending => _extras?.Token ?? _attempt.Ending;

    internal GuardedSpan Span => _attempt.Span;

    internal TaskMessage Message => _attempt.Message;

    internal TaskRegistration Registration => _attempt.Registration!;
}
