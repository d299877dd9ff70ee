namespace Streaq.Instrumentation.Tests.Middleware;

public sealed class RetryMiddlewareTests
{
    private static readonly TaskDefinition<int> Work = new("retry.work");

    [Fact]
    public async Task Attempt_Fails_IsTriedAgainUntilItSucceeds()
    {
        using var tracing = Tracing.Start();
        await using var host = await StartAsync(
            context => context.Attempt < 3 ? throw new FormatException("bad") : Task.CompletedTask, retry => retry.BaseDelay = TimeSpan.Zero);

        var handle = await host.Client.EnqueueAsync(Work, 1);
        await handle.WaitAsync(QueueHost.Patience);

        Assert.Equal(3, (await handle.ReportAsync()).Attempts);
        var first = await AttemptAsync(tracing, 1);
        Assert.Equal(("retry", "retry", "System.FormatException"), (first.Tags["streaq.retry.decision"], first.Tags["streaq.outcome"], first.Tags["error.type"]));
        Assert.False((await AttemptAsync(tracing, 3)).Tags.ContainsKey("streaq.retry.decision"));
    }

    [Theory]
    [InlineData(2, 5)]
    [InlineData(5, 2)]
    [InlineData(null, 2)]
    public async Task Attempts_UsedUp_GiveUpAtTheLowerLimit(int? ofTheMiddleware, int ofTheTask)
    {
        using var tracing = Tracing.Start();
        await using var host = await StartAsync(
            _ => throw new FormatException("bad"),
            retry => (retry.BaseDelay, retry.MaxAttempts) = (TimeSpan.Zero, ofTheMiddleware),
            task => task.WithMaxAttempts(ofTheTask));

        var handle = await host.Client.EnqueueAsync(Work, 1);
        var failure = await Assert.ThrowsAsync<TaskFailedException>(() => handle.WaitAsync(QueueHost.Patience));

        Assert.Equal("System.FormatException", failure.Error.Type);
        var last = await AttemptAsync(tracing, 2);
        Assert.Equal(("give_up", "failure"), (last.Tags["streaq.retry.decision"], last.Tags["streaq.outcome"]));
    }

    [Fact]
    public async Task Exception_NotWorthARetry_EndsTheTask()
    {
        using var tracing = Tracing.Start();
        await using var host = await StartAsync(_ => throw new FormatException("bad"), retry => retry.ShouldRetry = e => e is TimeoutException);

        await host.Client.EnqueueAsync(Work, 1);

        var span = await AttemptAsync(tracing, 1);
        Assert.Equal(("not_retryable", "failure"), (span.Tags["streaq.retry.decision"], span.Tags["streaq.outcome"]));
    }

    [Fact]
    public async Task Snooze_OfTheHandler_IsLeftAlone()
    {
        using var tracing = Tracing.Start();
        await using var host = await StartAsync(_ => throw new StreaqSnoozeException(TimeSpan.FromHours(1)), _ => { });

        await host.Client.EnqueueAsync(Work, 1);

        var span = await AttemptAsync(tracing, 1);
        Assert.Equal("snoozed", span.Tags["streaq.outcome"]);
        Assert.False(span.Tags.ContainsKey("streaq.retry.decision"));
    }

    [Theory]
    [InlineData(1, 0, 60, 60)]
    [InlineData(2, 0, 180, 180)]
    [InlineData(3, 0, 500, 500)]
    [InlineData(1, 0.5, 30, 60)]
    public async Task Delay_OfAnAttempt_GrowsToTheMaximumAndStaysInTheJittersRange(int attempt, double jitter, double least, double most)
    {
        using var tracing = Tracing.Start();
        await using var host = await StartAsync(
            context => throw (context.Attempt < attempt ? new StreaqRetryException("next", TimeSpan.Zero) : new FormatException("bad")),
            retry => (retry.BaseDelay, retry.Factor, retry.MaxDelay, retry.Jitter) = (TimeSpan.FromSeconds(60), 3, TimeSpan.FromSeconds(500), jitter),
            task => task.WithMaxAttempts(9));

        await host.Client.EnqueueAsync(Work, 1);

        Assert.InRange((double)(await AttemptAsync(tracing, attempt)).Tags["streaq.retry.delay"]!, least, most);
    }

    [Fact]
    public async Task RetryException_OfTheHandler_PassesAsItIs()
    {
        using var tracing = Tracing.Start();
        await using var host = await StartAsync(_ => throw new StreaqRetryException("mine", TimeSpan.FromDays(1)), _ => { });

        await host.Client.EnqueueAsync(Work, 1);

        var span = await AttemptAsync(tracing, 1);
        Assert.Equal("retry", span.Tags["streaq.outcome"]);
        Assert.False(span.Tags.ContainsKey("streaq.retry.decision"));
    }

    [Fact]
    public async Task Cancellation_OfTheAttempt_IsNotRetried()
    {
        using var tracing = Tracing.Start();
        await using var host = await StartAsync(
            context => Task.Delay(Timeout.Infinite, context.CancellationToken), _ => { }, task => task.WithTimeout(TimeSpan.FromMilliseconds(20)));

        await host.Client.EnqueueAsync(Work, 1);

        var span = await AttemptAsync(tracing, 1);
        Assert.Equal("timeout", span.Tags["streaq.outcome"]);
        Assert.False(span.Tags.ContainsKey("streaq.retry.decision"));
    }

    [Fact]
    public async Task Cancellation_OfSomethingElse_IsRetried()
    {
        using var tracing = Tracing.Start();
        await using var host = await StartAsync(_ => throw new TaskCanceledException("a call took too long"), retry => retry.BaseDelay = TimeSpan.FromMinutes(5));

        await host.Client.EnqueueAsync(Work, 1);

        Assert.Equal("retry", (await AttemptAsync(tracing, 1)).Tags["streaq.retry.decision"]);
    }

    public static TheoryData<string, Action<RetryOptions>> Wrong { get; } = new()
    {
        { "MaxAttempts", retry => retry.MaxAttempts = 0 },
        { "BaseDelay", retry => retry.BaseDelay = TimeSpan.FromTicks(-1) },
        { "MaxDelay", retry => retry.MaxDelay = TimeSpan.Zero },
        { "MaxDelay", retry => retry.MaxDelay = TimeSpan.MaxValue },
        { "Factor", retry => retry.Factor = 0.5 },
        { "Factor", retry => retry.Factor = double.PositiveInfinity },
        { "Jitter", retry => retry.Jitter = 1.01 },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Option_OutOfRange_IsRefusedByNameAtSetup(string name, Action<RetryOptions> set)
    {
        var error = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => QueueHost.StartAsync(streaq => streaq.UseRetry(set)));

        Assert.Equal(name, error.ParamName);
        Assert.Contains($"RetryOptions.{name} must", error.Message, StringComparison.Ordinal);
    }

    private static Task<QueueHost> StartAsync(Func<TaskContext, Task> handler, Action<RetryOptions> set, Action<TaskMapping<int>>? task = null) =>
        QueueHost.StartAsync(streaq =>
        {
            var mapping = streaq.AddWorker().UseRetry(set).Map(Work, (int _, TaskContext context) => handler(context));
            task?.Invoke(mapping);
        });

    private static Task<Span> AttemptAsync(Tracing tracing, int number) =>
        tracing.Spans.WaitForAsync("process retry.work", span => Equals(span.Tags["streaq.attempt"], number));
}
