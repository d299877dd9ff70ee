using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Testing;

/// <summary>
/// A queue for one test: on the embedded store, on a clock that the test drives, and without a worker. Nothing runs but what the
/// test runs, so nothing has to be waited for.
/// </summary>
public sealed class StreaqTestHost : IAsyncDisposable
{
    /// <summary>More attempts than one <see cref="DrainAsync"/> should need; a task that always enqueues itself would never end.</summary>
    private const int MostAttempts = 10_000;

    private readonly ServiceProvider _services;
    private readonly ITaskRunner _runner;

    private StreaqTestHost(ServiceProvider services, ManualTimeProvider time, EnqueueLog enqueued, SpanRecorder spans)
    {
        (_services, Time, Enqueued, Spans) = (services, time, enqueued, spans);
        _runner = services.GetRequiredService<ITaskRunner>();
        Client = services.GetRequiredService<IStreaqClient>();
    }

    /// <summary>The client of the queue, as application code gets it.</summary>
    public IStreaqClient Client { get; }

    /// <summary>The services, for what the test wants to ask them.</summary>
    public IServiceProvider Services => _services;

    /// <summary>The clock of the queue, its store and its timeouts.</summary>
    public ManualTimeProvider Time { get; }

    /// <summary>What was enqueued.</summary>
    public EnqueueLog Enqueued { get; }

    /// <summary>The spans of the queue.</summary>
    public SpanRecorder Spans { get; }

    /// <summary>Builds a queue.</summary>
    /// <param name="configure">Maps tasks and adds middleware, or adds the application's modules.</param>
    /// <param name="services">Adds what handlers and middleware ask for: the application's services, or doubles of them.</param>
    /// <param name="options">
    /// Sets the queue's options. The queue has a name of its own unless one is set, and is embedded whatever
    /// <see cref="StreaqOptions.Redis"/> says.
    /// </param>
    /// <returns>The queue; to be disposed.</returns>
    /// <exception cref="InvalidOperationException">
    /// A mapping is unfinished, or a handler asks for a service that is not registered.
    /// </exception>
    public static StreaqTestHost Create(
        Action<StreaqBuilder> configure, Action<IServiceCollection>? services = null, Action<StreaqOptions>? options = null)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var time = new ManualTimeProvider();
        var queue = $"test-{Guid.NewGuid():N}";
        var all = new ServiceCollection();
        all.AddLogging();
        services?.Invoke(all);
        all.AddSingleton<TimeProvider>(time);
        var streaq = all.AddStreaq(set =>
        {
            set.Queue = queue;
            options?.Invoke(set);
            set.Redis = null;
            queue = set.Queue;
        });
        configure(streaq);
        var enqueued = streaq.RecordEnqueued();
        var provider = all.BuildServiceProvider(validateScopes: true);
        var spans = new SpanRecorder(queue);
        try
        {
            return new StreaqTestHost(provider, time, enqueued, spans);
        }
        catch
        {
            spans.Dispose();
            // The queue can be disposed asynchronously only, though as long as nothing ran it has nothing to wait for.
            provider.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

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
        _runner.RunAsync(task, argument, attempt, options, cancellationToken);

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
        _runner.RunAsync(task, argument, attempt, options, cancellationToken);

    /// <summary>Runs the next ready task of the queue.</summary>
    /// <param name="cancellationToken">What the attempt sees as the stop of its worker.</param>
    /// <returns>What came of it; <see langword="null"/> when none is ready.</returns>
    public Task<AttemptResult?> RunNextAsync(CancellationToken cancellationToken = default) => _runner.RunNextAsync(cancellationToken);

    /// <summary>Runs all ready tasks of the queue, and those that they enqueue.</summary>
    /// <param name="within">
    /// How far the clock may be moved to the times of delayed tasks and retries, each of which runs at its time. Default: not at all.
    /// </param>
    /// <param name="cancellationToken">What the attempts see as the stop of their worker; ends the run after the attempt under way.</param>
    /// <returns>The attempts, in their order.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    /// <exception cref="InvalidOperationException">There was no end after 10,000 attempts.</exception>
    public async Task<IReadOnlyList<AttemptResult>> DrainAsync(TimeSpan within = default, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(within, TimeSpan.Zero);
        var attempts = new List<AttemptResult>();
        var end = Time.GetUtcNow() + within;
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await _runner.RunNextAsync(cancellationToken).ConfigureAwait(false) is { } attempt)
            {
                attempts.Add(attempt);
                if (attempts.Count == MostAttempts)
                {
                    throw new InvalidOperationException(
                        $"After {MostAttempts} attempts there are still tasks; the last was of '{attempt.TaskName}'. Does a task "
                        + "enqueue itself without end?");
                }
            }
            else if (await _runner.NextDueInAsync(cancellationToken).ConfigureAwait(false) is { } due && Time.GetUtcNow() + due <= end)
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

    /// <summary>Ends the queue, and with it what it holds.</summary>
    /// <returns>A task that completes when all services are disposed.</returns>
    public async ValueTask DisposeAsync()
    {
        Spans.Dispose();
        await _services.DisposeAsync().ConfigureAwait(false);
    }
}
