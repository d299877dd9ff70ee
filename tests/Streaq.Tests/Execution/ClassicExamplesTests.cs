namespace Streaq.Tests.Execution;

/// <summary>The two usual first examples of middleware, nested: a timer outside, a retry inside.</summary>
public sealed class ClassicExamplesTests
{
    private static readonly TaskDefinition<int, string> Fetch = new("page.fetch");

    private readonly FakeTime _time = new();
    private readonly StringWriter _output = new();
    private readonly List<DateTimeOffset> _starts = [];

    [Fact]
    public async Task TimerAndRetry_AroundATaskThatSucceedsAtLast_PrintAndRetryEachAttempt()
    {
        await using var host = await StartAsync();

        var handle = await host.Client.EnqueueAsync(Fetch, 3);
        await _time.PassAsync(TimeSpan.FromSeconds(1));
        await _time.PassAsync(TimeSpan.FromSeconds(1));

        Assert.Equal("done at attempt 3", await handle.ResultAsync(QueueHost.Patience));
        Assert.Equal(
            [$"Executed task {handle.Id} in 0.250s", $"Executed task {handle.Id} in 0.250s", $"Executed task {handle.Id} in 0.250s"],
            _output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal([1.25, 1.25], Pauses());
        Assert.Equal(3, (await handle.ReportAsync()).Attempts);
    }

    [Fact]
    public async Task TimerAndRetry_AroundATaskThatAlwaysFails_EndInItsOwnException()
    {
        await using var host = await StartAsync();

        var handle = await host.Client.EnqueueAsync(Fetch, 99);
        await _time.PassAsync(TimeSpan.FromSeconds(1));
        await _time.PassAsync(TimeSpan.FromSeconds(1));

        var e = await Assert.ThrowsAsync<TaskFailedException>(() => handle.ResultAsync(QueueHost.Patience));
        Assert.Equal(("System.Net.Http.HttpRequestException", "attempt 3"), (e.Error.Type, e.Error.Message));
        Assert.Equal(3, _output.ToString().Split("Executed task").Length - 1);
        Assert.Equal(3, Assert.Single(await host.Client.DeadLetters.ListAsync()).Attempts);
    }

    [Fact]
    public async Task TimerAndRetry_AroundATaskThatSucceedsAtOnce_LeaveItsResultAlone()
    {
        await using var host = await StartAsync();

        var handle = await host.Client.EnqueueAsync(Fetch, 1);

        Assert.Equal("done at attempt 1", await handle.ResultAsync(QueueHost.Patience));
        Assert.Equal($"Executed task {handle.Id} in 0.250s{Environment.NewLine}", _output.ToString());
    }

    private async Task TimeAsync(TaskContext context, TaskDelegate next)
    {
        var began = _time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            _output.WriteLine($"Executed task {context.TaskId} in {_time.GetElapsedTime(began).TotalSeconds:F3}s");
        }
    }

    private static async Task RetryAsync(TaskContext context, TaskDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (context.Attempt < 3)
        {
            throw new StreaqRetryException("Failed; once more in a second.", TimeSpan.FromSeconds(1), e);
        }
    }

    private IEnumerable<double> Pauses() => _starts.Zip(_starts.Skip(1), (first, second) => (second - first).TotalSeconds);

    private Task<QueueHost> StartAsync() => QueueHost.StartAsync(
        streaq =>
        {
            streaq.AddWorker();
            streaq.Use(TimeAsync).Use(RetryAsync);
            streaq.Map(Fetch, (int succeedsAt, TaskContext context) =>
            {
                _starts.Add(_time.GetUtcNow());
                _time.Advance(TimeSpan.FromMilliseconds(250));
                return context.Attempt >= succeedsAt ? $"done at attempt {context.Attempt}" : throw new HttpRequestException($"attempt {context.Attempt}");
            });
        },
        services: services => services.AddClock(_time));
}
