using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Streaq.Testing;

/// <summary>
/// A queue of an application under test, with the embedded store, the application's clock and no worker. Only the test runs tasks, so it
/// never has to wait for one. It is registered as a service, under the queue's name as the key if the queue has one.
/// </summary>
public class StreaqTestQueue
{
    /// <summary>
    /// The most attempts of one <see cref="DrainAsync"/>. Without it, a task that always enqueues itself would never end.
    /// </summary>
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

    /// <summary>The client of the queue, the same that application code gets.</summary>
    public IStreaqClient Client { get; }

    /// <summary>
    /// The clock of the queue, its store and its timeouts: the <see cref="TimeProvider"/> of the services. It moves only when the test
    /// moves it.
    /// </summary>
    /// <exception cref="InvalidOperationException">The services have another <see cref="TimeProvider"/>.</exception>
    public FakeTimeProvider Time => _time as FakeTimeProvider ?? throw new InvalidOperationException(
        $"The TimeProvider of the services is a {_time.GetType()}, which the test kit can't move: register a FakeTimeProvider.");

    /// <summary>The tasks that the client has enqueued.</summary>
    public EnqueueLog Enqueued { get; }

    /// <summary>The spans of the queue.</summary>
    public SpanRecorder Spans { get; }

    /// <summary>Runs one attempt of a task through middleware and handler. The task is not enqueued or stored.</summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    /// <param name="options">Id, priority, headers and trace mode.</param>
    /// <param name="cancellationToken">Cancels the attempt, as the stop of its worker does.</param>
    /// <returns>The result of the attempt. <see cref="AttemptResult.Error"/> has an exception of the handler.</returns>
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
    /// Runs one attempt of a task without a result through middleware and handler. The task is not enqueued or stored.
    /// </summary>
    /// <typeparam name="TArgument">The type of the argument.</typeparam>
    /// <param name="task">The task.</param>
    /// <param name="argument">Its argument.</param>
    /// <param name="attempt">The number of the attempt, from 1.</param>
    /// <param name="options">Id, priority, headers and trace mode.</param>
    /// <param name="cancellationToken">Cancels the attempt, as the stop of its worker does.</param>
    /// <returns>The result of the attempt. <see cref="AttemptResult.Error"/> has an exception of the handler.</returns>
    /// <exception cref="ArgumentException">An option breaks a rule, or names a delay or a time.</exception>
    public Task<AttemptResult> RunAsync<TArgument>(
        TaskDefinition<TArgument> task,
        TArgument argument,
        int attempt = 1,
        EnqueueOptions? options = null,
        CancellationToken cancellationToken = default) =>
        _guard.RunAsync(
            () => _runner.RunAsync(task, argument, attempt, options, cancellationToken), () => Task.FromResult(task.Name));

    /// <summary>Fires the schedules that are due, then runs the next ready task of the queue.</summary>
    /// <param name="cancellationToken">Cancels the attempt, as the stop of its worker does.</param>
    /// <returns>The result of the attempt; <see langword="null"/> when no task is ready.</returns>
    /// <exception cref="InvalidOperationException">Its handler does not return in time.</exception>
    public Task<AttemptResult?> RunNextAsync(CancellationToken cancellationToken = default) =>
        _guard.RunAsync(() => _runner.RunNextAsync(cancellationToken), RunningAsync);

    /// <summary>Runs all ready tasks of the queue, and those that they enqueue.</summary>
    /// <param name="within">
    /// How far the call may move the clock, so that delayed tasks, retries and schedules run at their times. Default: not at all.
    /// </param>
    /// <param name="cancellationToken">
    /// Cancels the running attempt, as the stop of its worker does, and ends the call after it.
    /// </param>
    /// <returns>The attempts, in their order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="InvalidOperationException">
    /// There are still tasks after 10,000 attempts, a handler does not return in time, or the services have a clock that can't be moved.
    /// </exception>
    public async Task<IReadOnlyList<AttemptResult>> DrainAsync(TimeSpan within = default, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(within, TimeSpan.Zero);
        var attempts = new List<AttemptResult>();
        var now = _time.GetUtcNow();
        var end = within < DateTimeOffset.MaxValue - now ? now + within : DateTimeOffset.MaxValue;
        // Flows into the handlers, and is reset when this method returns.
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

    /// <summary>Whether the calling code runs inside <see cref="DrainAsync"/>, which also runs the tasks that it enqueues.</summary>
    internal bool IsDraining => _isDraining.Value;

    /// <summary>The queue's options.</summary>
    internal static StreaqOptions OptionsOf(IServiceProvider services, string? name) =>
        services.GetRequiredService<IOptionsMonitor<StreaqOptions>>().Get(name ?? Options.DefaultName);

    /// <summary>Creates the test queue of a service provider.</summary>
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
            // The wait itself throws this exception.
            return null;
        }
    }
}
