using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Streaq.Testing;

/// <summary>
/// A queue of an application under test: on the embedded store, on the application's clock, and without a worker. Nothing runs but what
/// the test runs, so nothing has to be waited for. A service, with the key of the queue where that has a name.
/// </summary>
public class StreaqTestQueue
{
    /// <summary>More attempts than one <see cref="DrainAsync"/> should need; a task that always enqueues itself would never end.</summary>
    private const int MostAttempts = 10_000;

    private readonly AsyncLocal<bool> _isDraining = new();
    private readonly TimeProvider _time;
    private readonly ITaskRunner _runner;
    private readonly AttemptGuard _guard;

    private protected StreaqTestQueue(IServiceProvider services, string? name)
    {
        Client = name is null ? services.GetRequiredService<IStreaqClient>() : services.GetRequiredKeyedService<IStreaqClient>(name);
        _runner = name is null ? services.GetRequiredService<ITaskRunner>() : services.GetRequiredKeyedService<ITaskRunner>(name);
        _time = services.GetRequiredService<TimeProvider>();
        var driver = (TestQueueDriver)(name is null
            ? services.GetRequiredService<IQueueDriver>() : services.GetRequiredKeyedService<IQueueDriver>(name));
        (Enqueued, Spans, _guard) = (driver.Records.Enqueued, driver.Records.Spans, driver.Guard);
    }

    /// <summary>The client of the queue, as application code gets it.</summary>
    public IStreaqClient Client { get; }

    /// <summary>
    /// The clock of the queue, its store and its timeouts: the <see cref="TimeProvider"/> of the services, which moves when the test
    /// says so.
    /// </summary>
    /// <exception cref="InvalidOperationException">The services have a clock of another kind.</exception>
    public FakeTimeProvider Time => _time as FakeTimeProvider ?? throw new InvalidOperationException(
        $"The TimeProvider of the services is a {_time.GetType()}, which the test kit can't move: register a FakeTimeProvider.");

    /// <summary>What was enqueued.</summary>
    public EnqueueLog Enqueued { get; }

    /// <summary>The spans of the queue.</summary>
    public SpanRecorder Spans { get; }

    /// <summary>Runs one attempt of a task through middleware and handler. The task is in no queue, and is not kept.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    /// <param name="options">Id, priority, headers and trace mode.</param>
    /// <param name="cancellationToken">What the attempt sees as the stop of its worker.</param>
    /// <returns>What came of it; an exception of the handler is in <see cref="AttemptResult.Error"/>.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule, or names a delay or a time.</exception>
    public Task<AttemptResult<TResult>> RunAsync<TArgument, TResult>(
        TaskDefinition<TArgument, TResult> task,
        TArgument argument,
        int attempt = 1,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _guard.RunAsync(
            () => _runner.RunAsync(task, argument, attempt, options, cancellationToken), () => Task.FromResult(task.Name));

    /// <summary>
    /// Runs one attempt of a task without a result through middleware and handler. The task is in no queue, and is not kept.
    /// </summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    /// <param name="options">Id, priority, headers and trace mode.</param>
    /// <param name="cancellationToken">What the attempt sees as the stop of its worker.</param>
    /// <returns>What came of it; an exception of the handler is in <see cref="AttemptResult.Error"/>.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule, or names a delay or a time.</exception>
    public Task<AttemptResult> RunAsync<TArgument>(
        TaskDefinition<TArgument> task,
        TArgument argument,
        int attempt = 1,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _guard.RunAsync(
            () => _runner.RunAsync(task, argument, attempt, options, cancellationToken), () => Task.FromResult(task.Name));

    /// <summary>Runs the next ready task of the queue, after the schedules that are due were fired.</summary>
    /// <param name="cancellationToken">What the attempt sees as the stop of its worker.</param>
    /// <returns>What came of it; <see langword="null"/> when none is ready.</returns>
    /// <exception cref="InvalidOperationException">Its handler does not end.</exception>
    public Task<AttemptResult?> RunNextAsync(CancellationToken cancellationToken = default) =>
        _guard.RunAsync(() => _runner.RunNextAsync(cancellationToken), RunningAsync);

    /// <summary>Runs all ready tasks of the queue, and those that they enqueue.</summary>
    /// <param name="within">
    /// How far the clock may be moved to the times of delayed tasks, retries and schedules, each of which runs at its time. Default: not
    /// at all.
    /// </param>
    /// <param name="cancellationToken">What the attempts see as the stop of their worker; ends the run after the attempt under way.</param>
    /// <returns>The attempts, in their order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="InvalidOperationException">
    /// There was no end after 10,000 attempts, a handler does not end, or the services have a clock that can't be moved.
    /// </exception>
    public async Task<IReadOnlyList<AttemptResult>> DrainAsync(TimeSpan within = default, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(within, TimeSpan.Zero);
        var attempts = new List<AttemptResult>();
        var now = _time.GetUtcNow();
        var end = within < DateTimeOffset.MaxValue - now ? now + within : DateTimeOffset.MaxValue;
        // Ends with this call; what its handlers call knows it.
        _isDraining.Value = true;
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await RunNextAsync(cancellationToken).ConfigureAwait(false) is { } attempt)
            {
                attempts.Add(attempt);
                if (attempts.Count == MostAttempts)
                {
                    throw new InvalidOperationException(
                        $"After {MostAttempts} attempts there are still tasks; the last was of '{attempt.TaskName}'. Does a task "
                        + "enqueue itself without end, or a schedule fire too often?");
                }
            }
            else if (within > TimeSpan.Zero
                && await _runner.NextDueInAsync(cancellationToken).ConfigureAwait(false) is { } due && _time.GetUtcNow() + due <= end)
            {
                Time.Advance(due);
            }
            else
            {
                break;
            }
        }

        return attempts;
    }

    /// <summary>Whether this is code of a task that a drain runs, which goes on with all that the task enqueues.</summary>
    internal bool IsDraining => _isDraining.Value;

    /// <summary>The queue's options.</summary>
    internal static StreaqOptions OptionsOf(IServiceProvider services, string? name) =>
        services.GetRequiredService<IOptionsMonitor<StreaqOptions>>().Get(name ?? Options.DefaultName);

    /// <summary>The queue of a container that was set up for tests.</summary>
    internal static StreaqTestQueue Of(IServiceProvider services, string? name) => new(services, name);

    /// <returns>
    /// Why a task or a group does not end by itself, as the beginning of a sentence; <see langword="null"/> when it does.
    /// </returns>
    internal async Task<string?> StandingAsync(string id, CancellationToken cancellationToken)
    {
        var report = await Client.ReportAsync(id, cancellationToken).ConfigureAwait(false);
        return report.State switch
        {
            TaskState.Scheduled when report.DueAt is { } due =>
                $"Task {id} is scheduled for {due:u}, in {due - _time.GetUtcNow()}",
            TaskState.Scheduled => $"Task {id} is scheduled",
            TaskState.Waiting => await StandingGroupAsync(id, cancellationToken).ConfigureAwait(false)
                ?? $"Task {id} waits for other tasks or for its limits",
            TaskState.Ready => $"Task {id} is ready, but paused or of a priority that is not served",
            TaskState.Running when _guard.IsInside => $"Task {id} is running, and so is the attempt that wants to wait for it",
            TaskState.NotFound => await StandingGroupAsync(id, cancellationToken).ConfigureAwait(false),
            _ => null,
        };
    }

    private async Task<string> RunningAsync() =>
        string.Join(", ", (await Client.ListAsync(TaskState.Running).ConfigureAwait(false)).Tasks.Select(task => task.TaskName));

    private async Task<string?> StandingGroupAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            var group = await Client.GroupProgressAsync(id, cancellationToken).ConfigureAwait(false);
            return group.Unfinished > 0 ? $"Of group {id}, {group.Unfinished} tasks have not ended" : null;
        }
        catch (TaskNotFoundException)
        {
            // The wait itself says so.
            return null;
        }
    }
}
