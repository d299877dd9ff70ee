namespace Streaq.Tool.Tests;

/// <summary>A queue on a real Redis with a worker, and the tool beside it.</summary>
[Collection(RedisCollection.Name)]
public abstract class ToolTest(RedisFixture redis) : IAsyncLifetime
{
    /// <summary>Fails for a negative argument, waits at the gate for zero, and otherwise returns it.</summary>
    protected static readonly TaskDefinition<int, int> Work = new("tool.work");

    /// <summary>Ends when the worker has joined, and leaves nothing behind.</summary>
    private static readonly TaskDefinition<NoArgument> Joined = new("tool.joined");

    private readonly Gate _gate = new();
    private QueueHost _host = null!;

    protected IStreaqClient Client => _host.Client;

    protected string Queue => _host.Queue;

    protected string Redis => redis.Server.ConnectionString;

    public async Task InitializeAsync()
    {
        var queue = $"test-{Guid.NewGuid():N}";
        _host = await QueueHost.StartAsync(
            streaq =>
            {
                streaq.AddWorker(worker => (worker.Name, worker.Concurrency, worker.Prefetch) = ("the-worker", 1, 0));
                streaq.Map(Joined, () => { }).WithResultTtl(TimeSpan.Zero);
                streaq.Map(Work, async (int x, TaskContext context, CancellationToken stop) =>
                {
                    if (x < 0 && context.Attempt == 1 && !Mended)
                    {
                        throw new FormatException("It \u001b[31mbroke\u001b[0m.");
                    }

                    if (x == 0)
                    {
                        await _gate.PassAsync(stop);
                    }

                    return x;
                });
            },
            Redis,
            queue: queue);
        // The queue exists only when its worker has joined.
        await (await _host.Client.EnqueueAsync(Joined)).WaitAsync(QueueHost.Patience);
    }

    public async Task DisposeAsync()
    {
        _gate.Open();
        await _host.DisposeAsync();
    }

    /// <summary>Whether tasks that failed would now succeed.</summary>
    protected bool Mended { get; set; }

    internal Task<ToolRun> RunAsync(params string[] args) => ToolRun.InProcessAsync([.. args, "--redis", Redis, "--queue", Queue]);

    internal Task<ToolRun> AnswerAsync(string? answer, params string[] args) => ToolRun.InProcessAsync(answer, [.. args, "--redis", Redis, "--queue", Queue]);

    /// <param name="width">The width of a line in characters; <see langword="null"/> for a pipe.</param>
    /// <param name="args">The command line.</param>
    internal Task<ToolRun> RunAtAsync(int? width, params string[] args) =>
        ToolRun.InProcessAsync(answer: null, [.. args, "--redis", Redis, "--queue", Queue], width);

    /// <summary>Enqueues a task that runs until the test ends.</summary>
    protected async Task<string> RunningAsync()
    {
        var handle = await Client.EnqueueAsync(Work, 0);
        await _gate.Entered;
        return handle.Id;
    }

    protected async Task<string> FailedAsync(EnqueueOptions? options = null)
    {
        var handle = await Client.EnqueueAsync(Work, -1, options);
        await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));
        return handle.Id;
    }

    protected async Task<string> SucceededAsync()
    {
        var handle = await Client.EnqueueAsync(Work, 1);
        await handle.WaitAsync(QueueHost.Patience);
        return handle.Id;
    }
}
