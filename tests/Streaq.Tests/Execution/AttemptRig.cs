using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Execution;
using Streaq.Storage;
using Streaq.Storage.InMemory;
using Streaq.Tasks;
using Streaq.Telemetry;

namespace Streaq.Tests.Execution;

/// <summary>Runs attempts through the real executor, without a worker: nothing else sets timers or takes time.</summary>
internal sealed class AttemptRig
{
    private readonly List<MiddlewareStep> _middleware = [];
    private readonly TaskSerializer _serializer = new(options: null, context: null);
    private readonly Lazy<ServiceProvider> _provider;

    public AttemptRig() => _provider = new(() => Services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true }));

    public ServiceCollection Services { get; } = new();

    public FakeTime Time { get; } = new();

    public LogRecorder Log { get; } = new();

    public Action<TaskSettings> Settings { get; set; } = _ => { };

    /// <summary>The requests to abort that the worker knows.</summary>
    public AbortRequests Aborts { get; } = new();

    /// <summary>Changes the message before it is run.</summary>
    public Func<TaskMessage, TaskMessage> Message { get; set; } = message => message;

    /// <summary>Whether each attempt is reported at once. Otherwise the test reports it.</summary>
    public bool Finishes { get; init; } = true;

    /// <summary>The executor of the last attempt.</summary>
    public TaskExecutor? Executor { get; private set; }

    /// <summary>The slot in which the last attempt ran.</summary>
    public AttemptHost? Host { get; private set; }

    public long Now => Time.GetUtcNow().ToUnixTimeMilliseconds();

    public AttemptRig Use(Func<TaskContext, TaskDelegate, Task> middleware)
    {
        _middleware.Add(new LambdaStep(middleware));
        return this;
    }

    public AttemptRig UseMiddleware<TMiddleware>() where TMiddleware : class, ITaskMiddleware
    {
        _middleware.Add(new ClassStep<TMiddleware>(MiddlewareClass<TMiddleware>.Of(Services, [])));
        return this;
    }

    /// <summary>Runs one attempt of a task with a result.</summary>
    public Task<Attempt> RunAsync<TArgument, TResult>(TArgument argument, Delegate handler, CancellationToken stop = default) =>
        RunAsync<TArgument, TResult>(new TaskDefinition<TArgument, TResult>("the.task"), argument, handler, stop);

    /// <summary>Runs one attempt of a task without a result.</summary>
    public Task<Attempt> RunAsync<TArgument>(TArgument argument, Delegate handler, CancellationToken stop = default) =>
        RunAsync<TArgument, NoResult>(new TaskDefinition<TArgument>("the.task"), argument, handler, stop);

    /// <summary>Runs the next attempt in a slot.</summary>
    public Task<Attempt> RunAgainAsync<TArgument>(AttemptHost host, TArgument argument, Delegate handler) =>
        RunAsync<TArgument, NoResult>(new TaskDefinition<TArgument>("the.task"), argument, handler, CancellationToken.None, host);

    /// <summary>Returns the result that a successful attempt would store.</summary>
    public static TResult? Result<TResult>(Attempt attempt)
    {
        Assert.True(attempt.Outcome is TaskOutcome.Success, attempt.Error?.ToString());
        return JsonSerializer.Deserialize<TResult>(RecordFormat.Read(((CompletionSettlement)attempt.Settlement!).Record).Result.Span, JsonSerializerOptions.Web);
    }

    private async Task<Attempt> RunAsync<TArgument, TResult>(
        TaskDefinition task, TArgument argument, Delegate handler, CancellationToken stop, AttemptHost? slot = null)
    {
        var registration = new TaskRegistration<TArgument, TResult>(task, DelegateBinder.Bind<TArgument, TResult>(task, handler), _serializer)
        {
            Layers = new(MiddlewareChain.Of(_middleware), [], TaskMetadata.Empty),
        };
        Settings(registration.Settings);
        var message = Message(new TaskMessage
        {
            Id = "task-1",
            Name = task.Name,
            Body = _serializer.Serialize(argument),
            Priority = "normal",
            EnqueuedAt = Now,
            ReadyAt = Now,
        });
        var telemetry = new QueueTelemetry { Queue = $"test-{Guid.NewGuid():N}", MaxParentAge = TimeSpan.FromMinutes(1), MaxCreateSpans = 100, RecordException = false };
        var executor = new TaskExecutor(
            new TaskRegistry([registration]),
            _provider.Value.GetRequiredService<IServiceScopeFactory>(),
            telemetry,
            Time,
            new GuardedLogger(Log.CreateLogger("Streaq")));
        var store = new InMemoryTaskStore(new StoreOptions(telemetry.Queue), Time);
        var lease = await store.JoinAsync(new WorkerRegistration("worker-1", ["normal"], TimeSpan.FromSeconds(30)), CancellationToken.None);
        var host = Host = slot ?? executor.Host(store, lease, observer: null, Aborts, stop);
        Aborts.Told = request => host.Cancellation.TryAbort(request);
        var attempt = await executor.ExecuteAsync(new Delivery(message, []), host);
        Executor = executor;
        if (Finishes)
        {
            executor.Finish([attempt], stored: true);
        }

        return attempt;
    }
}
